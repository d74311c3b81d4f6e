import Translator

extension ConfigurationKey {
    /// What one rule of `attributes` can say.
    static let rules = [
        ConfigurationKey(.rule, "attribute", .text, isRequired: true, "The LDAP attribute."),
        ConfigurationKey(
            .rule, "default", .text,
            "What a new entry gets when the client sends nothing; {path} stands for another SCIM attribute."),
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

    /// How people are disabled, and what becomes of what is deleted.
    static let strategies = [
        ConfigurationKey(
            .activation, "strategy", .word(Mapping.Activation.names), isRequired: true,
            "The lock of the directory's password policy, or the value of an attribute."),
        ConfigurationKey(
            .activation, "default_policy", .distinguishedName, if: .init(key: "strategy", value: "ppolicy-lock"),
            "The default password policy, where the account cannot read which one that is."),
        ConfigurationKey(
            .activation, "attribute", .text, isRequired: true, if: .byAttribute, "The attribute that tells."),
        ConfigurationKey(
            .activation, "active", .text, if: .byAttribute, "Its value for people who are active; by default none."),
        ConfigurationKey(
            .activation, "inactive", .text, if: .byAttribute, "Its value for people who are disabled; by default none."),

        ConfigurationKey(
            .deletion, "strategy", .word(["delete", "trash"]), isRequired: true,
            "Whether entries are deleted for good, or disabled and moved."),
        ConfigurationKey(
            .deletion, "base", .distinguishedName, isRequired: true, if: .init(key: "strategy", value: "trash"),
            "The entry below which deleted entries are kept."),
    ]
}

extension ConfigurationKey.Condition {
    fileprivate static let byAttribute = Self(key: "strategy", value: "attribute")
}
