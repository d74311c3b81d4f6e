import LDAP
import Translator

/// The return of an entry that was removed: it is added again, under another id, and comes back into those that named it.
struct EntryRestoration {
    /// The entry as it was.
    var entry: Entry
    /// The secrets that nobody can bring back.
    var secrets: [AttributeDescription]
    /// What brings it back into the groups that named it.
    var mentions: [Plan.Step] = []
    /// What else cannot be brought back.
    var losses: [String] = []

    /// The plan.
    var plan: Plan {
        Plan(steps: [Plan.Step(.add(self.entry), inverse: .delete(self.entry.dn))] + self.mentions, effect: .create)
    }

    /// What finds an entry that has taken one of the values that no two may share; nil where there is none.
    func conflictFilter(_ mapping: Mapping) -> LDAP.Filter? {
        let attributes = mapping.rules.filter { $0.isUnique && !$0.isReference }.map(\.attribute)
        let filters = attributes.flatMap { attribute in
            self.entry[attribute].map { LDAP.Filter.equal(attribute, $0) }
        }
        return filters.count > 1 ? .or(filters) : filters.first
    }
}
