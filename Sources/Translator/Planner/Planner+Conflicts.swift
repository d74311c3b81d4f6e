import LDAP
import SCIM

/// A value of a resource that another entry holds already.
public struct Conflict: Hashable, Sendable {
    /// The entry that holds it.
    public var holder: LDAP.DistinguishedName
    /// Where the value is in SCIM.
    public var path: SCIM.AttributePath
    /// Where it is in LDAP.
    public var attribute: LDAP.AttributeDescription
    /// What SCIM shows of it.
    public var sight: Sight
    /// Whether the entry is shown as an active account.
    public var isActive = true

    /// What SCIM shows of a value, and so whether a client can find the entry by it.
    public enum Sight: Hashable, Sendable {
        /// The value.
        case shown
        /// Another value of the same attribute.
        case behindAnother
        /// Nothing: the mapping does not show the entry.
        case outside
    }
}

extension Planner {
    /// Returns what one of the entries holds of a resource's values: of the unique ones first, then of those that a directory may
    /// keep unique of its own accord.
    public func conflict(of resource: SCIM.Resource, with holders: [LDAP.Entry]) -> Conflict? {
        for isWanted in [\.isUnique, self.mayBeUnique, self.namesEntries] as [(Mapping.Rule) -> Bool] {
            for (binding, value) in self.storedValues(of: resource, where: isWanted) {
                let key = self.key(value, of: binding.rule.attribute)
                func holds(_ values: [AttributeValue]) -> Bool {
                    values.contains { self.key($0, of: binding.rule.attribute) == key }
                }
                guard let holder = holders.first(where: { holds($0[binding.rule.attribute]) }) else { continue }
                let isOutside =
                    !holder.dn.isWithin(self.mapping.base)
                    || self.mapping.filter.matches(holder, schema: self.schema) == false
                return Conflict(
                    holder: holder.dn, path: binding.rule.path, attribute: binding.rule.attribute,
                    sight: isOutside ? .outside : holds(binding.shown(in: holder)) ? .shown : .behindAnother,
                    isActive: self.activity.isActive(holder))
            }
        }
        return nil
    }
}
