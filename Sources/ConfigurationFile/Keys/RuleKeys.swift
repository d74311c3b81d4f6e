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
            .rule, "base64", .flag, default: "false",
            "Whether the LDAP attribute holds bytes that clients send and get as Base64."),
        ConfigurationKey(
            .choice, "matching", .text, isRequired: true, "The regular expression that the values match that are meant."
        ),
    ]
}
