/// The keys of how somebody else looks at the directory.
enum ReaderKeys {
    static let all = [
        ConfigurationKey(
            .reader, "base", .distinguishedName,
            "The entry below which it looks for people; by default that of users."),
        ConfigurationKey(
            .reader, "scope", .word(["subtree", "one"]),
            "How far below the base it looks; by default as far as users."),
        ConfigurationKey(
            .reader, "filter", .text, isRequired: true,
            "Whom it takes for a person who may sign in, such as everybody who is not locked."),
        ConfigurationKey(
            .reader, "bind", .section(.readerBind), "The account that it uses; by default the bridge's own."),

        ConfigurationKey(.readerBind, "dn", .distinguishedName, isRequired: true, "The name of the account."),
        ConfigurationKey(
            .readerBind, "password_file", .path, isRequired: true, "The file with the account's password."),
    ]
}
