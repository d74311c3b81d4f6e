/// The keys of how users and groups are kept.
enum MappingKeys {
    static let all = Self.users + Self.groups

    private static let users =
        Self.common(
            .users, noun: "users", class: "inetOrgPerson", in: "those of users that are no computers", name: "uid") + [
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
        Self.common(.groups, noun: "groups", class: "groupOfNames", in: "(objectClass=group)", name: "cn") + [
            ConfigurationKey(
                .groups, "empty_member", .distinguishedName, default: ConfigurationKey.emptyText,
                "The member of groups that have none, where the object class demands one.")
        ]

    private static func common(
        _ section: ConfigurationKey.Section, noun: String, class openLDAP: String, in activeDirectory: String,
        name: String
    ) -> [ConfigurationKey] {
        [
            ConfigurationKey(
                section, "base", .distinguishedName, isRequired: true, "The entry below which the \(noun) are."),
            ConfigurationKey(
                section, "scope", .word(["subtree", "one"]), default: "subtree",
                "Whether \(noun) are anywhere below the base, or directly below it."),
            ConfigurationKey(
                section, "filter", .text,
                "Which entries are \(noun); what does not match does not exist for clients. By default (objectClass=\(openLDAP)), in "
                    + "Active Directory \(activeDirectory)."),
            ConfigurationKey(
                section, "object_classes", .texts,
                "The object classes of new entries; by default those that servers of the kind have for \(noun)."),
            ConfigurationKey(
                section, "rdn", .textOr(.naming),
                "The attribute that names new entries; by default \(name), in Active Directory cn."),
            ConfigurationKey(
                section, "place", .textOr(.placement),
                "Below which entry of the base new \(noun) are, by what they hold; by default the base itself."),
            ConfigurationKey(
                section, "allocate", .oneOrMore(.allocation),
                "What new \(noun) are given that no client sends and nobody else has, such as numbers."),
            ConfigurationKey(
                section, "attributes", .section(.rules),
                "Which SCIM attribute is kept in which LDAP attribute; it replaces the whole list of the preset."),
            ConfigurationKey(
                section, "computed", .section(.computations),
                "LDAP attributes that no client sends: constants, and what is made of other attributes."),
            ConfigurationKey(
                section, "on_delete", .section(.deletion),
                "What becomes of \(noun) that are deleted; without it DELETE is refused."),
            ConfigurationKey(
                section, "on_rename", .word(["refuse", "server", "follow"]),
                "Who carries references along when an entry gets another name; by default renames are refused, but in Active Directory, "
                    + "which does it."),
        ]
    }
}
