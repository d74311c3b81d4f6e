import LDAP
import SCIM

extension Planner {
    /// Checks that the mapping's own filter finds a new entry, which would otherwise be gone as soon as it is made.
    func checkVisible(_ entry: Entry) throws(SCIMError) {
        if self.mapping.filter.matches(entry, schema: self.schema) == true { return }
        let named = self.filteredBindings
        if named.isEmpty {
            throw .internalError(
                self.outOfSight("new") + "Change `filter` or `object_classes` in the configuration.")
        }
        throw self.outOfSight("new", by: named)
    }

    /// Checks that the mapping's own filter still finds a changed entry, where it asks about nothing but what was read.
    ///
    /// That the account is disabled may hide it: nobody may stay active for the filter's sake.
    func checkRemainsVisible(_ draft: EntryDraft) throws(SCIMError) {
        let changed = self.filteredBindings.filter { draft.touched.contains($0.rule.attribute) }
        if changed.isEmpty { return }
        guard self.isFilterRead, self.mapping.filter.matches(draft.entry, schema: self.schema) == true else { return }
        var changedEntry = draft.wished
        for attribute in self.mapping.activationAttributes { changedEntry[attribute] = draft.entry[attribute] }
        guard self.mapping.filter.matches(changedEntry, schema: self.schema) == false else { return }
        throw self.outOfSight("changed", by: changed)
    }

    private func outOfSight(_ kind: String) -> String {
        "The \(kind) entry would not match the configured filter \(self.mapping.filter) and so be out of sight. "
    }

    private func outOfSight(_ kind: String, by bindings: [Binding]) -> SCIMError {
        let paths = bindings.map(\.rule.path.description).joined(separator: ", ")
        return .invalidValue(
            self.outOfSight(kind)
                + "Send a value for \(paths) that it accepts, or change `filter` in the configuration.")
    }
}

extension LDAP.Filter {
    /// The attributes that the filter asks about.
    var attributes: [LDAP.AttributeDescription] {
        switch self {
        case .and(let filters), .or(let filters): filters.flatMap(\.attributes)
        case .not(let filter): filter.attributes
        case .equal(let attribute, _), .greaterOrEqual(let attribute, _), .lessOrEqual(let attribute, _),
            .approximate(let attribute, _), .present(let attribute), .substrings(let attribute, _, _, _):
            [attribute]
        case .extensible(let attribute, _, _, _): attribute.map { [$0] } ?? []
        }
    }
}
