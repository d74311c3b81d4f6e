import LDAP
import SCIM

extension Planner {
    /// How much of the attributes that are not loaded an entry holds when an update is planned.
    public enum Extent: Sendable {
        /// Nothing but the placeholders that are there.
        case placeholders
        /// Of the values that the edits name those that are there, and the placeholders.
        case named
        /// All values.
        case all
    }
}

/// What the edits of attributes that were not loaded come to.
struct EditedValues {
    /// How many values come.
    var added = 0
    /// How many values go.
    var removed = 0
    /// Whether the changes are right only for the entry as it was read; others hold whatever else happens to it.
    var dependsOnVersion = false
    /// What must also hold of the entry.
    var conditions: [LDAP.Filter] = []
    /// Conditions of which one holds unless everything is as wished already; none where that was found out.
    var signsOfChange: [LDAP.Filter] = []
}

/// The single values that come and go in one attribute.
private struct ValueChange {
    var removed: [AttributeValue] = []
    var added: [AttributeValue] = []
    /// What is exchanged for the first value, or put in the place of the last one.
    var placeholder: (removed: [AttributeValue], added: [AttributeValue]) = ([], [])
}

extension Planner {
    /// Adds the edits of attributes that were not loaded, as far as an entry of this extent can tell.
    ///
    /// - Throws: `invalidValue` for an id that is not known, and where nothing would be left of what the directory demands.
    func append(
        _ edits: [SCIM.Edit], to difference: inout Difference, of entry: Entry, _ extent: Extent,
        _ references: References
    ) throws(SCIMError) -> EditedValues {
        var edited = EditedValues()
        for binding in self.bindings where !binding.rule.isLoaded {
            let own = edits.filter { $0.path == binding.rule.path }
            if own.isEmpty { continue }
            let folded = try self.fold(own, of: binding, references)
            let change = try self.change(by: folded, of: binding, in: entry, extent, references)
            let attribute = binding.rule.attribute
            difference.append(
                attribute, removed: change.placeholder.removed + change.removed,
                added: change.added + change.placeholder.added
            )
            edited.added += change.added.count
            edited.removed += change.removed.count
            if extent == .placeholders, !folded.isReplaced {
                edited.signsOfChange += change.added.map { .not(.equal(attribute, $0)) }
                edited.signsOfChange += change.removed.map { .equal(attribute, $0) }
            }
            // Whether the last value goes is known of this version only, and so is whose name is under way.
            let isAnyUnderWay = change.removed.contains { self.interims.id(in: $0) != nil }
            if folded.isReplaced || extent == .all || isAnyUnderWay { edited.dependsOnVersion = true }
            if !edited.dependsOnVersion {
                edited.conditions += self.interimValues(of: folded.removed, binding, references)
                    .map { .not(.equal(attribute, $0)) }
            }
            if let placeholder = binding.rule.placeholder, !change.added.isEmpty, change.placeholder.removed.isEmpty,
                self.demands(attribute, of: entry)
            {
                edited.conditions.append(.not(.equal(attribute, placeholder)))
            }
        }
        return edited
    }

    private func change(
        by folded: FoldedEdits, of binding: Binding, in entry: Entry, _ extent: Extent, _ references: References
    ) throws(SCIMError) -> ValueChange {
        let attribute = binding.rule.attribute
        let present = entry[attribute]
        let keys = Set(present.map { self.key($0, of: binding, references) })
        func isThere(_ value: AttributeValue) -> Bool { keys.contains(self.key(value, of: binding, references)) }

        var change = ValueChange(removed: folded.removed, added: folded.added)
        if extent != .placeholders || folded.isReplaced {
            let gone = Set(folded.removed.map { self.key($0, of: binding, references) })
            change.added.removeAll(where: isThere)
            change.removed = present.filter { gone.contains(self.key($0, of: binding, references)) }
        }
        if folded.isReplaced { change.removed = self.unwished(present, by: folded, of: binding, references) }
        if let placeholder = binding.rule.placeholder, !change.added.isEmpty, isThere(placeholder) {
            change.placeholder.removed = [placeholder]
        }
        let isEmptied = change.added.isEmpty && !change.removed.isEmpty && change.removed.count == present.count
        if extent == .all, isEmptied, self.demands(attribute, of: entry) {
            change.placeholder.added = [try self.placeholder(of: binding)]
        }
        return change
    }

    /// The values that go when all that are shown are replaced; what is not shown stays.
    private func unwished(
        _ present: [AttributeValue], by folded: FoldedEdits, of binding: Binding, _ references: References
    ) -> [AttributeValue] {
        let wished = Set(folded.added.map { self.key($0, of: binding, references) })
        return present.filter { value in
            value != binding.rule.placeholder && !wished.contains(self.key(value, of: binding, references))
                && (binding.conversion.value(of: value, references: references) != nil
                    || self.isAway(value, of: binding, references))
        }
    }

    /// The values that stand for the entries that some values name, while references to these are under way.
    private func interimValues(
        of values: [AttributeValue], _ binding: Binding, _ references: References
    ) -> [AttributeValue] {
        guard binding.rule.isReference, self.interims.areInUse else { return [] }
        return values.compactMap { self.id(named: $0, references).map(self.interims.value) }
    }

    /// One wish for each value, in the order in which values were first named.
    ///
    /// Entra: members are also removed after their entries are gone; nobody has such a member any more, unless it is one who
    /// may come back from the trash.
    private func fold(
        _ edits: [SCIM.Edit], of binding: Binding, _ references: References
    ) throws(SCIMError) -> FoldedEdits {
        var folded = FoldedEdits()
        for edit in edits {
            var values = edit.action.values
            var isPresent = true
            switch edit.action {
            case .add: break
            case .clear, .replace: folded.clear()
            case .remove:
                isPresent = false
                for id in values.compactMap(\.single?.string) {
                    guard let name = references.name(ofTrashedID: id) else { continue }
                    let value = AttributeValue(name.description)
                    for value in [value] + (self.interims.areInUse ? [self.interims.value(ofID: id)] : []) {
                        folded.wish(value, key: self.key(value, of: binding, references), isPresent: false)
                    }
                }
                values.removeAll {
                    binding.conversion.attributeValue(of: $0.single ?? .null, references: references) == nil
                }
            }
            for value in try binding.encode(values, references) {
                folded.wish(value, key: self.key(value, of: binding, references), isPresent: isPresent)
            }
        }
        return folded
    }
}

extension Planner {
    /// Whether the object classes of an entry demand an attribute.
    func demands(_ attribute: LDAP.AttributeDescription, of entry: Entry) -> Bool {
        self.schema.required(by: entry[.objectClass].compactMap(\.text)).contains { self.isSame($0, attribute) }
    }

    /// - Throws: `invalidValue` where the mapping names no placeholder.
    private func placeholder(of binding: Binding) throws(SCIMError) -> AttributeValue {
        if let placeholder = binding.rule.placeholder { return placeholder }
        throw .invalidValue(
            "\(binding.rule.path) cannot be empty: the directory demands at least one \(binding.rule.attribute) of this entry."
        )
    }
}
