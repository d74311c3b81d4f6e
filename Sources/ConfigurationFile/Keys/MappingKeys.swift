/// The keys of how users and groups are kept.
enum MappingKeys {
    static let all = Self.users + Self.groups

    private static let users =
        Self.common(.users, noun: "users", class: "inetOrgPerson", name: "uid") + [
            ConfigurationKey(
                .users, "active", .oneOrMore(.activation),
                "How people are disabled, in one way or in several; by default by the lock that the directory's kind has. With an empty "
                    + "list nobody is."),
            ConfigurationKey(
                .users, "revive", .word(["externalId", "userName", "never"]),
                "By what a new user is known as one in the trash; by default externalId where that is mapped."),
            ConfigurationKey(
                .users, "groups", .word(["on_request", "always", "never"]),
                "When the groups of a user are shown, where groups are served; by default to clients that ask for them."
            ),
        ]

    private static let groups =
        Self.common(.groups, noun: "groups", class: "groupOfNames", name: "cn") + [
            ConfigurationKey(
                .groups, "empty_member", .distinguishedName, default: ConfigurationKey.emptyText,
                "The member of groups that have none, where the object class demands one.")
        ]

    private static func common(
        _ section: ConfigurationKey.Section, noun: String, class objectClass: String, name: String
    ) -> [ConfigurationKey] {
        [
            ConfigurationKey(
                section, "base", .distinguishedName, isRequired: true, "The entry below which the \(noun) are."),
            ConfigurationKey(
                section, "scope", .word(["subtree", "one"]), default: "subtree",
                "Whether \(noun) are anywhere below the base, or directly below it."),
            ConfigurationKey(
                section, "filter", .text, default: "(objectClass=\(objectClass))",
                "Which entries are \(noun); what does not match does not exist for clients."),
            ConfigurationKey(
                section, "object_classes", .texts, default: "[\(objectClass)]", "The object classes of new entries."),
            ConfigurationKey(section, "rdn", .text, default: name, "The attribute that names new entries."),
            ConfigurationKey(
                section, "attributes", .section(.rules),
                "Which SCIM attribute is kept in which LDAP attribute; it replaces the whole list of the preset."),
            ConfigurationKey(
                section, "on_delete", .section(.deletion),
                "What becomes of \(noun) that are deleted; without it DELETE is refused."),
            ConfigurationKey(
                section, "on_rename", .word(["refuse", "server", "follow"]), default: "refuse",
                "Who carries references along when an entry gets another name; by default renames are refused."),
        ]
    }
}
