/// The keys of one rule of `attributes`.
enum RuleKeys {
    static let all = [
        ConfigurationKey(.rule, "attribute", .text, isRequired: true, "The LDAP attribute."),
        ConfigurationKey(
            .rule, "default", .text,
            "What a new entry gets when the client sends nothing; {path} stands for another SCIM attribute."),
        ConfigurationKey(
            .rule, "value", .text,
            "How a value is written where it is not as the client sends it: {value} stands for that, as in {value | before:@}."
        ),
        ConfigurationKey(
            .rule, "choose", .section(.choice),
            "Which of several values are meant; the others stay as they are, unseen."),
        ConfigurationKey(
            .rule, "required", .flag, default: "false", "Whether a resource without a value is refused."),
        ConfigurationKey(
            .rule, "unique", .flag, default: "false", "Whether a second resource with the same value is refused."),
        ConfigurationKey(
            .rule, "reference", .flag, default: "false",
            "Whether the value is another entry: its id in SCIM, its name in LDAP."),
        ConfigurationKey(
            .rule, "by", .text,
            "The attribute by whose value another entry is named, as memberUid names people by uid; without it by its distinguished name."
        ),
        ConfigurationKey(
            .rule, "copy", .text,
            "A second attribute that is to hold the uid of each member, such as memberUid beside member."),
        ConfigurationKey(
            .rule, "dynamic", .flag, default: "false",
            "Whether the directory computes the members, or finds them by the URLs in the attribute, so that they are shown and never written."
        ),
        ConfigurationKey(
            .rule, "base64", .flag, default: "false",
            "Whether the LDAP attribute holds bytes that clients send and get as Base64."),
        ConfigurationKey(
            .rule, "write", .word(["always", "once", "create", "never"]), default: "always",
            "When clients may write the value: at any time, where there is none, on new entries, or never."),
        ConfigurationKey(
            .rule, "on_invalid", .word(["refuse", "drop"]), default: "refuse",
            "What becomes of a value that the attribute cannot hold: the call is refused, or goes on without the value."
        ),
        ConfigurationKey(
            .rule, "on_unknown", .word(["refuse", "drop"]), default: "refuse",
            "What becomes of a reference to somebody whom nobody knows: likewise."),
        ConfigurationKey(
            .rule, "generate", .section(.password),
            "The password that new entries get where the client sends none; it is told nobody."),
        ConfigurationKey(
            .password, "length", .number(8...128), default: "24", "How many characters it has."),
        ConfigurationKey(
            .password, "classes", .texts,
            "The kinds of characters of each of which it has one at least: lower, upper, digits, signs; by default all of them."
        ),
        ConfigurationKey(
            .choice, "matching", .text, isRequired: true, "The regular expression that the values match that are meant."
        ),
    ]
}
