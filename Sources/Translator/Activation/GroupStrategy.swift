import Directories
import LDAP

/// `group`: a group whose members are disabled, or one whose members are active.
///
/// It is read from the entry itself, in the attribute in which the server shows the groups of their members.
struct GroupStrategy: DisableStrategy {
    let group: DistinguishedName
    /// The attribute of the group that holds its members.
    let member: AttributeDescription
    /// Whether it is active accounts that are members.
    let isOfActive: Bool
    private var backLink: AttributeDescription = "memberOf"
    /// Whether the server compares names in the back link; nil where it does not know that.
    private var isComparable: Bool?

    init(_ group: DistinguishedName, member: AttributeDescription, isOfActive: Bool) {
        self.group = group
        self.member = member
        self.isOfActive = isOfActive
    }

    var attributes: [AttributeDescription] { [self.backLink] }

    var ground: ActivationGround? { .group(self.group, member: self.member) }

    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> GroupStrategy {
        var strategy = self
        strategy.backLink = schema.canonicalName(of: self.backLink)
        strategy.isComparable = schema.attributeType(self.backLink).map { $0.equality != nil }
        return strategy
    }

    func isDisabled(_ entry: Entry) -> Bool { self.isMember(entry) != self.isOfActive }

    private func isMember(_ entry: Entry) -> Bool {
        let values = entry[self.backLink]
        if values.isEmpty { return false }
        let name = AttributeValue(self.group.description)
        return values.contains { $0 == name || $0.names(self.group) }
    }

    var disabled: Narrowing {
        guard let isComparable else { return .never }
        let member: Narrowing =
            isComparable
            ? .exact(.equal(self.backLink, AttributeValue(self.group.description))) : .within(.present(self.backLink))
        return self.isOfActive ? member.negated : member
    }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] { [] }

    func membership(of entry: Entry, isActive: Bool) -> Membership? {
        let isMember = isActive == self.isOfActive
        if self.isMember(entry) == isMember { return nil }
        return Membership(group: self.group, attribute: self.member, backLink: self.backLink, isMember: isMember)
    }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        var reasons: [String] = []
        if schema.attributeType(self.backLink) == nil {
            reasons.append(
                "active uses the members of \(self.group), but the directory does not show people their groups (\(self.backLink)): "
                    + "switch that on (overlay or plug-in memberof), or choose another strategy.")
        }
        switch schema.attributeType(self.member) {
        case nil: reasons.append("active uses \(self.member), which the directory's schema does not know.")
        case let type? where !type.holdsNames:
            reasons.append(
                "active uses \(self.member) for the members of \(self.group), but it does not hold names of entries.")
        case .some: break
        }
        if mapping.renaming == .refuse {
            reasons.append(
                "active uses the members of \(self.group), but on_rename does not say who carries a member's new name there: set it to "
                    + "`server` or `follow`.")
        }
        return reasons
    }
}

extension Mapping.Activation {
    /// A group whose members are disabled, or one whose members are active.
    public static func group(
        _ name: LDAP.DistinguishedName, member: LDAP.AttributeDescription = "member", of state: State
    ) -> Mapping.Activation {
        Mapping.Activation(GroupStrategy(name, member: member, isOfActive: state == .active))
    }
}

extension LDAP.AttributeValue {
    /// Whether the value is this name in some spelling.
    fileprivate func names(_ name: LDAP.DistinguishedName) -> Bool {
        ReferenceName(self, by: nil) == .entry(name)
    }
}
