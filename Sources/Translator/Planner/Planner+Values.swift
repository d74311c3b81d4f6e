import LDAP
import SCIM

extension Planner {
    /// Writes what a resource wishes for into the draft, as far as it differs from what is shown.
    ///
    /// What is cleared goes first: another path over the same attribute may still wish for the value. Where two paths show the
    /// same value, the one that is written wins.
    ///
    /// - Throws: `mutability` where a value that is not shown would take the place of the one that is cleared: were it shown,
    ///   the next call would clear it too. A PUT that does not speak of the attribute leaves it.
    func write(
        _ revision: SCIM.Revision, over current: SCIM.Resource, into draft: inout EntryDraft, _ references: References
    ) throws(SCIMError) {
        let wishes = self.bindings.filter(\.rule.isLoaded).map { Wish($0, revision.resource, over: current) }
        for wish in wishes where wish.isBlank && !wish.binding.isSecret {
            let binding = wish.binding
            let isShown = !wish.shown.isEmpty
            guard
                isShown || self.isAway(binding, in: draft.entry, references) && revision.speaks(of: binding.path.whole)
            else {
                continue
            }
            let hidden = binding.isMultiValued ? 0 : self.hidden(behind: binding, in: draft.entry).count
            if hidden > 0, revision.isWhole || !isShown { continue }
            if hidden > 0 { throw self.hiding(hidden, behind: binding, in: draft.entry) }
            self.clear(binding, in: &draft, references)
        }
        func set(_ wish: Wish, isShown: Bool) throws(SCIMError) {
            let encoded = try wish.binding.encode(wish.values, references)
            self.set(encoded, through: wish.binding, isShown: isShown, in: &draft, references)
        }
        let (kept, written) = (wishes.filter(\.isKept), wishes.filter(\.isWritten))
        for wish in kept where draft.touched.contains(wish.binding.rule.attribute) {
            try set(wish, isShown: false)
        }
        for wish in written {
            try wish.binding.check(wish.values)
            let isShown = !wish.shown.isEmpty || self.isAway(wish.binding, in: draft.entry, references)
            try set(wish, isShown: isShown)
        }
        for wish in kept where draft.touched.contains(wish.binding.rule.attribute) && !wish.binding.isMultiValued {
            if wish.binding.admitted(in: draft.wished).isEmpty { try set(wish, isShown: false) }
        }
        try self.checkShown(written.map(\.binding), of: revision.resource, in: draft, references)
    }

    /// What is wished for at the path of one binding, over what is shown there.
    private struct Wish {
        let binding: Binding
        let values: [SCIM.Value]
        let shown: [SCIM.Value]
        let isBlank: Bool
        let isKept: Bool

        init(_ binding: Binding, _ wished: SCIM.Resource, over current: SCIM.Resource) {
            self.binding = binding
            self.values = wished[binding.path]
            self.shown = current[binding.path]
            self.isBlank = self.values.allSatisfy(\.isBlank)
            self.isKept = !self.isBlank && self.values == self.shown
        }

        var isWritten: Bool { !self.isBlank && !self.isKept }
    }

    private func hiding(_ count: Int, behind binding: Binding, in entry: Entry) -> SCIMError {
        .mutability(
            "\(binding.rule.path) cannot be cleared: \(entry.dn) has \(count) more \(count == 1 ? "value" : "values") of "
                + "\(binding.rule.attribute), which SCIM does not show and Starbridge does not touch. Remove them in the directory, or "
                + "tell by `choose` in the configuration which values are meant."
        )
    }

    /// Refuses wishes of which one would hide the other.
    ///
    /// - Throws: `invalidValue` naming the paths that one attribute cannot show side by side.
    func checkShown(
        _ written: [Binding], of wished: SCIM.Resource, in draft: EntryDraft, _ references: References
    ) throws(SCIMError) {
        for binding in written where self.sharedAttributes.contains(binding.rule.attribute) && !binding.isMultiValued {
            guard !binding.isSecret, let value = try binding.encode(wished[binding.path], references).first,
                binding.admitted(in: draft.wished).first != value
            else { continue }
            let paths = self.bindings.filter { $0.rule.attribute == binding.rule.attribute }.map(
                \.rule.path.description)
            throw .invalidValue(
                "\(paths.joined(separator: " and ")) are stored in the same attribute, \(binding.rule.attribute), and cannot "
                    + "differ. Send the same value for each, or map one of them to another attribute in the configuration."
            )
        }
    }

    /// Sets what a path shows to `values`; whatever it does not show stays.
    func set(
        _ values: [AttributeValue], through binding: Binding, isShown: Bool, in draft: inout EntryDraft,
        _ references: References
    ) {
        if binding.isSecret {
            draft.set(values, for: binding.rule.attribute, as: .unread)
        } else if binding.isMultiValued {
            self.setAll(values, through: binding, in: &draft, references)
        } else if let value = values.first {
            self.setOne(value, through: binding, isShown: isShown, in: &draft, references)
        }
    }

    /// The values that a path of one value may show in the place of the one that it shows.
    private func hidden(behind binding: Binding, in entry: Entry) -> [AttributeValue] {
        binding.admitted(in: entry).dropFirst().filter { !self.isTrashed($0, of: binding) }
    }

    /// Removes what a path showed before, and nothing that another path has written meanwhile.
    func clear(_ binding: Binding, in draft: inout EntryDraft, _ references: References) {
        let attribute = binding.rule.attribute
        let trashed = binding.admitted(in: draft.entry).filter { self.isTrashed($0, of: binding) }
        let shown =
            binding.isMultiValued
            ? self.shown(binding, in: draft.entry, references) : binding.shown(in: draft.entry) + trashed
        let rest = draft.wished[attribute].without(shown)
        if rest.count < draft.wished[attribute].count { draft.set(rest, for: attribute) }
    }

    /// Puts one value in the place of the one that is shown; first of all if others could be shown instead of it.
    private func setOne(
        _ value: AttributeValue, through binding: Binding, isShown: Bool, in draft: inout EntryDraft,
        _ references: References
    ) {
        let attribute = binding.rule.attribute
        let admitted = binding.admitted(in: draft.wished)
        if isShown, admitted.first == value { return }
        var others = draft.wished[attribute]
        // What another path has just written is not in the place of what this one showed.
        if isShown, let shown = admitted.first, draft.entry[attribute].contains(shown) {
            others = others.without([shown])
        }
        others = others.without(admitted.filter { self.isTrashed($0, of: binding) })
        others.removeAll { self.isSame($0, value, of: binding, references) }
        let isContested = !others.isEmpty && others.contains(where: Set(admitted).contains)
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
        let wished = values.filter { keys.insert(self.key($0, of: binding, references)).inserted }
        let (exact, sure) = (Set(wished), Set(wished.map { self.sureKey($0, of: binding, references) }))
        let kept = draft.wished[attribute].without(gone).filter { value in
            if exact.contains(value) { return true }
            if sure.contains(self.sureKey(value, of: binding, references)) { return false }
            return references.held.isEmpty || !wished.contains { self.isSame(value, $0, of: binding, references) }
        }
        draft.set(kept + wished.without(kept), for: attribute)
    }

    /// The values that several-valued SCIM attributes show; a name whose id is not known is not shown, but that of somebody who
    /// may come back goes with the others.
    private func shown(_ binding: Binding, in entry: Entry, _ references: References) -> [AttributeValue] {
        let admitted = binding.admitted(in: entry)
        guard binding.rule.isReference else { return admitted }
        return admitted.filter {
            binding.conversion.value(of: $0, references: references) != nil || self.isAway($0, of: binding, references)
        }
    }
}

// MARK: - Who is away

extension Planner {
    /// Whether a value names somebody who has left, and who would be named again when brought back.
    func isTrashed(_ value: AttributeValue, of binding: Binding) -> Bool {
        guard binding.rule.isReference, !self.trashBases.isEmpty,
            let name = value.text.map({ DistinguishedName(server: $0) })
        else { return false }
        return self.trashBases.contains { name.isWithin($0) }
    }

    /// The same, or whether it stands for somebody whom nobody sees while they leave or come back.
    func isAway(_ value: AttributeValue, of binding: Binding, _ references: References) -> Bool {
        guard binding.rule.isReference else { return false }
        if self.isTrashed(value, of: binding) { return true }
        return self.interims.id(in: value) != nil && binding.conversion.value(of: value, references: references) == nil
    }

    /// Whether a path would show somebody who is away.
    private func isAway(_ binding: Binding, in entry: Entry, _ references: References) -> Bool {
        binding.rule.isReference && binding.shown(in: entry).contains { self.isAway($0, of: binding, references) }
    }
}
