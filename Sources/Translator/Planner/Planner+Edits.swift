import LDAP
import SCIM

/// What a list of edits makes of an attribute whose values were not read.
struct FoldedEdits {
    /// Whether all former values go.
    var isReplaced = false
    private var order: [AttributeValue] = []
    private var wishes: [AttributeValue: (value: AttributeValue, isPresent: Bool)] = [:]

    /// The values that are wished to be there.
    var added: [AttributeValue] { self.values { $0 } }
    /// The values that are wished not to be there.
    var removed: [AttributeValue] { self.values { !$0 } }

    /// Drops every wish, for all values go.
    mutating func clear() {
        self = FoldedEdits()
        self.isReplaced = true
    }

    /// Wishes for a value to be there or not; the last wish holds.
    mutating func wish(_ value: AttributeValue, key: AttributeValue, isPresent: Bool) {
        if self.wishes.updateValue((value, isPresent), forKey: key) == nil { self.order.append(key) }
    }

    private func values(where isWanted: (Bool) -> Bool) -> [AttributeValue] {
        self.order.compactMap { key in
            self.wishes[key].flatMap { isWanted($0.isPresent) ? $0.value : nil }
        }
    }
}

extension Planner {
    /// Adds the edits of attributes that were not loaded; returns how many members come and go.
    func append(
        _ edits: [SCIM.Edit], to difference: inout Difference, of draft: EntryDraft, _ isSettled: Bool,
        _ references: References
    ) throws(SCIMError) -> (added: Int, removed: Int) {
        var members = (added: 0, removed: 0)
        for binding in self.bindings where !binding.rule.isLoaded {
            var folded = try self.fold(edits.filter { $0.path == binding.rule.path }, of: binding, references)
            let present = draft.entry[binding.rule.attribute]
            if isSettled || !present.isEmpty { folded = self.resolve(folded, of: binding, over: present) }
            if folded.isReplaced, folded.added.isEmpty { try self.checkClearable(binding, in: draft.entry) }
            self.append(folded, of: binding, over: present, isSettled, to: &difference)
            if binding.rule.isReference {
                members.added += folded.added.count
                members.removed += folded.isReplaced ? 0 : folded.removed.count
            }
        }
        return members
    }

    /// One wish for each value, in the order in which values were first named.
    private func fold(
        _ edits: [SCIM.Edit], of binding: Binding, _ references: References
    ) throws(SCIMError) -> FoldedEdits {
        var folded = FoldedEdits()
        for edit in edits {
            let isPresent: Bool
            switch edit.action {
            case .add: isPresent = true
            case .remove: isPresent = false
            case .clear, .replace:
                folded.clear()
                isPresent = true
            }
            for value in try binding.encode(edit.action.values, references) {
                folded.wish(value, key: self.key(value, of: binding.rule.attribute), isPresent: isPresent)
            }
        }
        return folded
    }

    /// The edits without what is already as wished, where the values have been read after all.
    private func resolve(
        _ folded: FoldedEdits, of binding: Binding, over present: [AttributeValue]
    ) -> FoldedEdits {
        if folded.isReplaced { return folded }
        let attribute = binding.rule.attribute
        let keys = Set(present.map { self.key($0, of: attribute) })
        var needed = FoldedEdits()
        for (values, isPresent) in [(folded.removed, false), (folded.added, true)] {
            for value in values {
                let key = self.key(value, of: attribute)
                if keys.contains(key) != isPresent { needed.wish(value, key: key, isPresent: isPresent) }
            }
        }
        return needed
    }

    private func append(
        _ folded: FoldedEdits, of binding: Binding, over present: [AttributeValue], _ isSettled: Bool,
        to difference: inout Difference
    ) {
        let attribute = binding.rule.attribute
        if folded.isReplaced {
            difference.append(
                attribute, from: present, to: folded.added, isSettled || present.isEmpty ? .unread : .whole,
                self.schema)
        } else if !folded.added.isEmpty || !folded.removed.isEmpty {
            difference.append(
                attribute, removed: folded.removed, added: folded.added, isRead: isSettled || !present.isEmpty
            )
        }
    }

    private func checkClearable(_ binding: Binding, in entry: Entry) throws(SCIMError) {
        let demanded = self.schema.required(by: entry["objectClass"].compactMap(\.text))
        guard binding.rule.isRequired || demanded.contains(where: { self.isSame($0, binding.rule.attribute) }) else {
            return
        }
        throw .invalidValue(
            "\(binding.rule.path) cannot be empty: the directory demands at least one \(binding.rule.attribute) of this entry."
        )
    }
}
