import Directories
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
    public var visibility: Visibility
    /// Whether the entry is shown as an active account.
    public var isActive = true

    /// What SCIM shows of a value, and so whether a client can find the entry by it.
    public enum Visibility: Hashable, Sendable {
        /// The value.
        case shown
        /// Another value of the same attribute.
        case behindAnother
        /// Nothing: the mapping does not show the entry.
        case outside
        /// Nothing: the entry was deleted, and is marked so.
        case deleted
        /// Nothing: the entry has no id.
        case withoutID
    }
}

extension Planner {
    /// Returns the value of a resource that one of the entries holds: a unique one first, then one that a directory may
    /// keep unique of its own accord.
    ///
    /// The directory has found the entries by these values. Where none of theirs looks the same, it is one that the directory
    /// takes for the same all the same; nil where they show no values at all.
    public func conflict(of resource: SCIM.Resource, with holders: [LDAP.Entry]) -> Conflict? {
        let wanted = [\.isUnique, self.mayBeUnique, self.namesEntries] as [(Mapping.Rule) -> Bool]
        let values = wanted.flatMap { isWanted in
            self.storedValues(of: resource, at: self.storableBindings.filter { isWanted($0.rule) })
        }
        return self.conflict(of: values, with: holders) { $0.equal($1, $2) }
            ?? self.conflict(of: values, with: holders) { _, _, _ in true }
    }

    private func conflict(
        of values: [(Binding, AttributeValue)], with holders: [LDAP.Entry],
        where areEqual: (LDAP.MatchingRule, AttributeValue, AttributeValue) -> Bool
    ) -> Conflict? {
        for (binding, value) in values {
            let rule = binding.type?.equality ?? .octetString
            func holds(_ values: LDAP.Attribute.Values) -> Bool { values.contains { areEqual(rule, $0, value) } }
            guard let holder = holders.first(where: { holds($0[binding.rule.attribute]) }) else { continue }
            let isOutside =
                !holder.dn.isWithin(self.mapping.base)
                || self.mapping.filter.matches(holder, schema: self.schema) == false
            return Conflict(
                holder: holder.dn, path: binding.rule.path, attribute: binding.rule.attribute,
                visibility: holder[self.dialect.idAttribute].isEmpty
                    ? .withoutID
                    : self.isMarked(holder)
                        ? .deleted : isOutside ? .outside : holds(binding.shown(in: holder)) ? .shown : .behindAnother,
                isActive: self.activity.isActive(holder))
        }
        return nil
    }

    private func isMarked(_ entry: LDAP.Entry) -> Bool {
        self.mapping.deletion?.mark.map { $0.filter.matches(entry, schema: self.schema) == true } ?? false
    }
}
