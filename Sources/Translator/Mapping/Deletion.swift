import LDAP

extension Mapping {
    /// What DELETE does to an entry.
    public enum Deletion: Sendable, Hashable {
        /// The entry is removed for good.
        case delete
        /// The entry is disabled and moved below a base where SCIM does not see it.
        case trash(base: LDAP.DistinguishedName)
    }
}
