import LDAP

extension Mapping {
    /// What DELETE does to an entry.
    public enum Deletion: Sendable, Hashable {
        /// The entry is removed for good.
        case delete
        /// The entry is disabled and moved below a base where SCIM does not see it.
        case trash(base: LDAP.DistinguishedName)
        /// The entry is disabled and stays where it is, with a mark by which SCIM does not see it.
        case mark(Mark)
    }
}

extension Mapping.Deletion {
    /// Where deleted entries go; nil if they are removed or stay.
    public var trashBase: LDAP.DistinguishedName? {
        if case .trash(let base) = self { base } else { nil }
    }

    /// By what deleted entries are told that stay where they are.
    public var mark: Mapping.Mark? {
        if case .mark(let mark) = self { mark } else { nil }
    }
}
