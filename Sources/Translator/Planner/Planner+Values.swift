import LDAP
import SCIM

extension Planner {
    /// Writes what a resource wishes for into the draft, as far as it differs from what is shown.
    ///
    /// What is cleared goes first: another path over the same attribute may still wish for the value.
    func write(
        _ wished: SCIM.Resource, over current: SCIM.Resource, into draft: inout EntryDraft, _ references: References
    ) throws(SCIMError) {
        for binding in self.bindings where binding.rule.isLoaded && !binding.rule.isSecret {
            guard wished[binding.path].allSatisfy(\.isBlank), !current[binding.path].isEmpty else { continue }
            self.clear(binding, in: &draft, references)
        }
        for binding in self.bindings where binding.rule.isLoaded {
            let values = wished[binding.path]
            guard !values.allSatisfy(\.isBlank) else { continue }
            let present = current[binding.path]
            if values == present, !draft.touched.contains(binding.rule.attribute) { continue }
            let encoded = try binding.encode(values, references)
            self.set(encoded, through: binding, isShown: !present.isEmpty, in: &draft, references)
        }
    }

    /// Sets what a path shows to `values`; whatever it does not show stays.
    func set(
        _ values: [AttributeValue], through binding: Binding, isShown: Bool, in draft: inout EntryDraft,
        _ references: References
    ) {
        if binding.rule.isSecret {
            draft.set(values, for: binding.rule.attribute, as: .unread)
        } else if binding.isMultiValued {
            self.setAll(values, through: binding, in: &draft, references)
        } else if let value = values.first {
            self.setOne(value, through: binding, isShown: isShown, in: &draft)
        }
    }

    /// Removes what a path showed before, and nothing that another path has written meanwhile.
    func clear(_ binding: Binding, in draft: inout EntryDraft, _ references: References) {
        let attribute = binding.rule.attribute
        let shown =
            binding.isMultiValued ? self.shown(binding, in: draft.entry, references) : binding.shown(in: draft.entry)
        let rest = draft.wished[attribute].without(shown)
        if rest.count < draft.wished[attribute].count { draft.set(rest, for: attribute) }
    }

    /// Puts one value in the place of the one that is shown; first of all if others could be shown instead of it.
    private func setOne(
        _ value: AttributeValue, through binding: Binding, isShown: Bool, in draft: inout EntryDraft
    ) {
        let attribute = binding.rule.attribute
        let admitted = binding.admitted(in: draft.wished)
        if isShown, admitted.first == value { return }
        let key = self.key(value, of: attribute)
        var others = draft.wished[attribute]
        if isShown, let shown = admitted.first { others = others.without([shown]) }
        others.removeAll { self.key($0, of: attribute) == key }
        let isContested = others.contains(where: Set(admitted).contains)
        draft.set(
            isContested ? [value] + others : others + [value], for: attribute, as: isContested ? .ordered : .values)
    }

    /// Takes away what is shown and no longer wished for, and adds what is missing.
    private func setAll(
        _ values: [AttributeValue], through binding: Binding, in draft: inout EntryDraft, _ references: References
    ) {
        let attribute = binding.rule.attribute
        let gone = self.shown(binding, in: draft.wished, references).without(values)
        var keys: Set<AttributeValue> = []
        let wished = values.filter { keys.insert(self.key($0, of: attribute)).inserted }
        let kept = draft.wished[attribute].without(gone).filter { value in
            wished.contains(value) || !keys.contains(self.key(value, of: attribute))
        }
        draft.set(kept + wished.without(kept), for: attribute)
    }

    /// The values that several-valued SCIM attributes show; a name whose id is not known is not shown.
    private func shown(_ binding: Binding, in entry: Entry, _ references: References) -> [AttributeValue] {
        let admitted = binding.admitted(in: entry)
        guard binding.rule.isReference else { return admitted }
        return admitted.filter { binding.conversion.value(of: $0, references: references) != nil }
    }
}
