import Directories

/// The keys of the directory and the account in it.
enum DirectoryKeys {
    static let all = [
        ConfigurationKey(
            .directory, "servers", .texts, isRequired: true,
            "The servers in order of preference, as ldap://, ldaps:// or ldapi:// URLs."),
        ConfigurationKey(
            .directory, "kind", .word(["auto"] + Dialect.all.map(\.name)), default: "auto",
            "What kind of server it is; auto takes it from what the server says of itself."),
        ConfigurationKey(.directory, "bind", .section(.bind), isRequired: true, "The account that Starbridge uses."),
        ConfigurationKey(.directory, "tls", .section(.directoryTLS), "How the servers are verified."),
        ConfigurationKey(
            .directory, "connections", .number(1...64), default: "4", "How many connections all calls share."),
        ConfigurationKey(.directory, "timeout", .duration, default: "10s", "The time that one operation may take."),
        ConfigurationKey(
            .directory, "allow_plaintext", .flag, default: "false",
            "Whether the password may cross the network unencrypted, with ldap:// off loopback."),

        ConfigurationKey(
            .bind, "method", .word(["external"]),
            "How the account is known where it is not by name and password: by the rights of the process on a Unix socket."
        ),
        ConfigurationKey(.bind, "dn", .distinguishedName, isRequired: true, if: .byName, "The name of the account."),
        ConfigurationKey(
            .bind, "password_file", .path, isRequired: true, if: .byName,
            "The file with the account's password, which is read anew for every bind."),

        ConfigurationKey(
            .directoryTLS, "ca_file", .path,
            "The PEM file with the authorities that the servers are verified against; by default those of the system."),
        ConfigurationKey(
            .directoryTLS, "start_tls", .flag, default: "false", "Whether ldap:// is encrypted by StartTLS."),
    ]
}

extension ConfigurationKey.Condition {
    fileprivate static let byName = Self(key: "method", value: nil)
}
