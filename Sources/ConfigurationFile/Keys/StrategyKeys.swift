/// The keys of how people are disabled, and of what becomes of what is deleted.
enum StrategyKeys {
    static let all = [
        ConfigurationKey(
            .activation, "strategy", .word(ActivationReader.names), isRequired: true,
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
