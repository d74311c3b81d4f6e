import Translator

/// The keys of how people are disabled, and of what becomes of what is deleted.
enum StrategyKeys {
    static let all = [
        ConfigurationKey(
            .activation, "strategy", .word(ActivationReader.names), isRequired: true,
            "The lock that directories of some kind have, or the values of an attribute."),
        ConfigurationKey(
            .activation, "default_policy", .distinguishedName, if: .init(key: "strategy", value: "ppolicy-lock"),
            "The default password policy, where the account cannot read which one that is."),
        ConfigurationKey(
            .activation, "attribute", .text, isRequired: true, if: .byAttribute, "The attribute that tells."),
        ConfigurationKey(
            .activation, "active", .oneOrMoreTexts, if: .byAttribute,
            "Its values for people who are active, of which the first is written; by default none."),
        ConfigurationKey(
            .activation, "inactive", .oneOrMoreTexts, if: .byAttribute,
            "Its values for people who are disabled, of which the first is written; by default none."),
        ConfigurationKey(
            .activation, "absent", .word(["active", "inactive"]), if: .byAttribute,
            "What people without a value are; by default active, but where only `active` is given."),
        ConfigurationKey(
            .activation, "until", .word(TimeForm.allCases.map(\.rawValue)), if: .byAttribute,
            "How the attribute writes the time until which people are active, in the place of values; one that is over disables."
        ),
        ConfigurationKey(
            .activation, "object_class", .text, isRequired: true, if: .byClass, "The auxiliary object class that tells."
        ),
        ConfigurationKey(
            .activation, "marks", .word(["inactive", "active"]), if: .byClass,
            "Whether disabled people have the class, which is meant by default, or active ones."),
        ConfigurationKey(
            .activation, "group", .distinguishedName, isRequired: true, if: .byGroup, "The group whose members tell."),
        ConfigurationKey(
            .activation, "members", .word(["inactive", "active"]), if: .byGroup,
            "Whether its members are the disabled people, which is meant by default, or the active ones."),
        ConfigurationKey(
            .activation, "member", .text, if: .byGroup,
            "The attribute of the group that holds its members; by default `member`."),
        ConfigurationKey(
            .activation, "base", .distinguishedName, isRequired: true, if: .byMove,
            "The entry below which disabled people are; it lies below that of all users."),
        ConfigurationKey(
            .activation, "active_base", .distinguishedName, if: .byMove,
            "The entry below which people come who are new or enabled again; by default that of all users."),

        ConfigurationKey(
            .deletion, "strategy", .word(["delete", "trash", "mark"]), isRequired: true,
            "Whether entries are deleted for good, disabled and moved, or disabled and marked where they are."),
        ConfigurationKey(
            .deletion, "base", .distinguishedName, isRequired: true, if: .init(key: "strategy", value: "trash"),
            "The entry below which deleted entries are kept."),
        ConfigurationKey(
            .deletion, "attribute", .text, if: .byMark, "The attribute whose value says that an entry is deleted."),
        ConfigurationKey(.deletion, "value", .text, if: .byMark, "That value."),
        ConfigurationKey(
            .deletion, "object_class", .text, if: .byMark,
            "The auxiliary object class that says it, in the place of an attribute."),
        ConfigurationKey(
            .deletion, "memberships", .word(["keep", "end"]),
            "Whether an entry that is marked stays in its groups, which is meant by default, or leaves them."),
    ]
}

extension ConfigurationKey.Condition {
    fileprivate static let byGroup = Self(key: "strategy", value: "group")
    fileprivate static let byMove = Self(key: "strategy", value: "move")
    fileprivate static let byClass = Self(key: "strategy", value: "object-class")
    fileprivate static let byMark = Self(key: "strategy", value: "mark")
    fileprivate static let byAttribute = Self(key: "strategy", value: "attribute")
}
