import LDAP

/// Whether an entry is to be a member of a group.
public struct Membership: Hashable, Sendable {
    /// The group.
    public var group: LDAP.DistinguishedName
    /// The attribute of the group that holds its members.
    public var attribute: LDAP.AttributeDescription
    /// The attribute of the members in which the server shows their groups.
    public var backLink: LDAP.AttributeDescription
    /// Whether the entry comes into the group, or goes.
    public var isMember: Bool

    /// The step that brings an entry of this name into the group or takes it out; it is there already, or gone, where another
    /// writer has seen to it.
    func step(for member: LDAP.DistinguishedName, _ role: Plan.Step.Role) -> Plan.Step {
        func change(_ isAdded: Bool) -> Change {
            let value = AttributeValue(member.description)
            return .modify(self.group, [Modification(isAdded ? .add : .delete, self.attribute, [value])])
        }
        return Plan.Step(
            change(self.isMember), inverse: change(!self.isMember), needsPermissiveModify: true, role: role,
            membership: self)
    }

    /// What the server shows of the group in the entry afterwards.
    public var derived: LDAP.Modification {
        Modification(self.isMember ? .add : .delete, self.backLink, [AttributeValue(self.group.description)])
    }
}
