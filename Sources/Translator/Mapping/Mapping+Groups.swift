import LDAP
import SCIM

extension Mapping {
    /// Shows the groups of each user, from `memberOf` or, where the schema lacks it, from the groups themselves.
    ///
    /// With `request` a look-up that does not ask for them costs nothing more. `groups` are the kinds of groups: no directory notes
    /// groups that name their members by a key.
    public mutating func showGroups(_ returned: SCIM.Schema.Attribute.Returned, of groups: [Mapping] = []) {
        guard let index = self.resourceType.schema.attributes.firstIndex(where: { $0.name == "groups" }) else { return }
        self.resourceType.schema.attributes[index].returned = returned
        var rule = Rule(path: .groups, attribute: "memberOf", isReference: true, isReadOnly: true)
        rule.isSearched = groups.contains { $0.membersRule?.referenceKey != nil }
        self.rules.append(rule)
    }

    /// The rule for the members of a group.
    public var membersRule: Rule? { self.rules.first { $0.path == .members } }
}

extension Mapping.Rule {
    /// The rule for an attribute that holds the members of a group a second time, by the values of a key.
    public static func copyOfMembers(in attribute: LDAP.AttributeDescription, by key: LDAP.AttributeDescription) -> Self
    {
        var rule = Self(path: .members, attribute: attribute, isReference: true, isLoaded: false, referenceKey: key)
        rule.isCopy = true
        return rule
    }
}

extension AttributePath {
    static let groups = AttributePath(attribute: "groups")
}
