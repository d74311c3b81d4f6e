import LDAP
import SCIM

/// Writes what a client wishes for into the draft of an entry, path by path.
///
/// A path is given the values that it is to show. Values of the attribute that it does not show stay.
struct DraftWriter {
    let planner: Planner
    let references: References
    /// The entry as it is wished to be so far.
    private(set) var draft: EntryDraft

    init(_ planner: Planner, _ draft: EntryDraft, _ references: References) {
        self.planner = planner
        self.references = references
        self.draft = draft
    }

    private var bindings: [Binding] { self.planner.bindings }
}

// MARK: - An entry that is there

extension DraftWriter {
    /// Writes what a revision wishes for into the draft, as far as it differs from what is shown.
    ///
    /// What is cleared goes first: another path over the same attribute may still wish for the value. Where two paths show the
    /// same value, the one that is written wins.
    ///
    /// - Throws: `mutability` where a value that is not shown would take the place of the one that is cleared: were it shown,
    ///   the next call would clear it too. A PUT that does not speak of the attribute leaves it.
    mutating func write(_ revision: SCIM.Revision, over current: SCIM.Resource) throws(SCIMError) {
        var wishes: [Wish] = []
        for binding in self.planner.loadedBindings where binding.isConcerned(by: revision) {
            if let wish = try self.granted(
                Wish(binding, revision.resource, over: current, self.references), of: revision)
            {
                wishes.append(wish)
            }
        }
        for wish in wishes where wish.isBlank && !wish.binding.isSecret {
            let binding = wish.binding
            let isShown = !wish.shown.isEmpty
            guard
                isShown || self.isAway(binding) && revision.speaks(of: binding.whole)
            else {
                continue
            }
            let hidden = binding.isMultiValued ? 0 : self.hidden(behind: binding).count
            if hidden > 0, revision.isWhole || !isShown { continue }
            if hidden > 0 { throw self.hiding(hidden, behind: binding) }
            self.clear(binding)
        }
        for wish in wishes where wish.isKept && self.draft.touched.contains(wish.binding.rule.attribute) {
            try self.set(wish, isShown: false)
        }
        for wish in wishes where wish.isWritten {
            try wish.binding.check(wish.values)
            let isShown = !wish.shown.isEmpty || self.isAway(wish.binding)
            try self.set(wish, isShown: isShown)
        }
        for wish in wishes
        where wish.isKept && !wish.binding.isMultiValued
            && self.draft.touched.contains(wish.binding.rule.attribute)
        {
            if wish.binding.admitted(in: self.draft.wished).isEmpty { try self.set(wish, isShown: false) }
        }
        for wish in wishes where wish.isWritten { try self.checkShown(wish.binding, of: revision.resource) }
    }
}

extension DraftWriter {
    /// The wish as far as the rule lets clients write; nil where it is left out.
    ///
    /// - Throws: `mutability` where another value is wished for than the one that was written once.
    private func granted(_ wish: Wish, of revision: SCIM.Revision) throws(SCIMError) -> Wish? {
        let binding = wish.binding
        if wish.isUnfit { return nil }
        switch binding.rule.writing {
        case .always: return wish
        case .create: return wish.isKept ? wish : nil
        case .once:
            let isSpokenOf = revision.speaks(of: binding.whole)
            if wish.shown.isEmpty || wish.isKept || !isSpokenOf && !wish.isBlank { return wish }
            if wish.isBlank, revision.isWhole || !isSpokenOf { return nil }
            let stored = Set(
                binding.shown(in: self.draft.entry).map { self.planner.key($0, of: binding, self.references) })
            let wished = try binding.encode(wish.values, self.references)
            if stored == Set(wished.map({ self.planner.key($0, of: binding, self.references) })) { return nil }
            throw .mutability(
                "\(binding.rule.path) is written once and has a value already (`write: once` in the configuration). Send that value, or "
                    + "have it changed in the directory.")
        }
    }
}

extension Binding {
    /// Whether a revision may change what the rule stores, be it because another one stores in the same attribute.
    fileprivate func isConcerned(by revision: SCIM.Revision) -> Bool {
        switch revision.spoken {
        case .everything, .nothing: true
        case .only(let attributes): self.isShared || attributes.contains(self.whole)
        }
    }
}

// MARK: - An entry that is made, or comes back

extension DraftWriter {
    /// Writes what was sent.
    ///
    /// - Throws: `invalidValue` for a value that cannot be stored, and for a required attribute that was not sent.
    mutating func write(sent resource: SCIM.Resource) throws(SCIMError) {
        for binding in self.bindings {
            let values = binding.fit(resource[binding.path], self.references)
            try binding.check(values)
            let encoded = try binding.encode(values, self.references)
            if !encoded.isEmpty {
                self.set(encoded, through: binding, isShown: true)
            } else if binding.rule.isRequired && binding.rule.defaultValue == nil {
                throw self.planner.missing(binding.rule.attribute)
            }
        }
        for binding in self.bindings { try self.checkShown(binding, of: resource) }
    }

    /// Takes away what the paths show that were not sent, for an entry that comes back as if it were new.
    mutating func clear(unsent resource: SCIM.Resource) {
        for binding in self.bindings where binding.rule.isLoaded && !binding.isSecret {
            if resource[binding.path].allSatisfy(\.isBlank) { self.clear(binding) }
        }
    }
}

// MARK: - The values of one path

extension DraftWriter {
    /// What is wished for at the path of one binding, over what is shown there.
    private struct Wish {
        let binding: Binding
        let values: [SCIM.Value]
        let shown: [SCIM.Value]
        let isBlank: Bool
        let isKept: Bool
        /// Whether nothing of it can be stored, and the rule leaves such values out.
        let isUnfit: Bool

        init(_ binding: Binding, _ wished: SCIM.Resource, over current: SCIM.Resource, _ references: References) {
            self.binding = binding
            let sent = wished[binding.path]
            self.shown = current[binding.path]
            // What is there already stays, whether it would fit or not.
            let isJudged = binding.rule.leavesOutUnfit && sent != self.shown
            self.values = isJudged ? binding.fit(sent, references) : sent
            self.isUnfit = self.values.isEmpty && !sent.isEmpty
            self.isBlank = self.values.allSatisfy(\.isBlank)
            self.isKept = !self.isBlank && self.values == self.shown
        }

        var isWritten: Bool { !self.isBlank && !self.isKept }
    }

    private mutating func set(_ wish: Wish, isShown: Bool) throws(SCIMError) {
        let encoded = try wish.binding.encode(wish.values, self.references)
        self.set(encoded, through: wish.binding, isShown: isShown)
    }

    private func hiding(_ count: Int, behind binding: Binding) -> SCIMError {
        .mutability(
            "\(binding.rule.path) cannot be cleared: \(self.draft.entry.dn) has \(count) more \(count == 1 ? "value" : "values") of "
                + "\(binding.rule.attribute), which SCIM does not show and Starbridge does not touch. Remove them in the directory, or "
                + "tell by `choose` in the configuration which values are meant."
        )
    }

    /// Refuses the wish for a value that another wish would hide.
    ///
    /// - Throws: `invalidValue` naming the paths that one attribute cannot show side by side.
    private func checkShown(_ binding: Binding, of wished: SCIM.Resource) throws(SCIMError) {
        guard binding.isShared, !binding.isMultiValued, !binding.isSecret,
            let value = try binding.encode(binding.fit(wished[binding.path], self.references), self.references).first,
            binding.admitted(in: self.draft.wished).first != value
        else { return }
        let paths = self.bindings.filter { $0.rule.attribute == binding.rule.attribute }.map(\.rule.path.description)
        throw .invalidValue(
            "\(paths.joined(separator: " and ")) are stored in the same attribute, \(binding.rule.attribute), and cannot "
                + "differ. Send the same value for each, or map one of them to another attribute in the configuration."
        )
    }

    /// Sets what a path shows to `values`; whatever it does not show stays.
    private mutating func set(_ values: [AttributeValue], through binding: Binding, isShown: Bool) {
        if binding.isSecret {
            self.draft.set(values, for: binding.rule.attribute, as: .unread)
        } else if binding.isMultiValued {
            self.setAll(values, through: binding)
        } else if let value = values.first {
            self.setOne(value, through: binding, isShown: isShown)
        }
    }

    /// The values that a path of one value may show in the place of the one that it shows.
    private func hidden(behind binding: Binding) -> [AttributeValue] {
        binding.admitted(in: self.draft.entry).dropFirst().filter { !self.planner.isTrashed($0, of: binding) }
    }

    /// Removes what a path showed before, and nothing that another path has written meanwhile.
    private mutating func clear(_ binding: Binding) {
        let attribute = binding.rule.attribute
        let trashed = binding.admitted(in: self.draft.entry).filter { self.planner.isTrashed($0, of: binding) }
        let shown =
            binding.isMultiValued
            ? self.shown(binding, in: self.draft.entry) : binding.shown(in: self.draft.entry) + trashed
        let rest = self.draft.wished[attribute].without(shown)
        if rest.count < self.draft.wished[attribute].count { self.draft.set(rest, for: attribute) }
    }

    /// Puts one value in the place of the one that is shown; first of all if others could be shown instead of it.
    private mutating func setOne(_ value: AttributeValue, through binding: Binding, isShown: Bool) {
        let attribute = binding.rule.attribute
        let present = self.draft.wished[attribute]
        if case .ticks = binding.conversion { return self.draft.set([value], for: attribute) }
        if present.isEmpty { return self.draft.set([value], for: attribute) }
        let admitted = binding.admitted(among: present)
        if isShown, admitted.first == value { return }
        var others = Array(present)
        // What another path has just written is not in the place of what this one showed.
        if isShown, let shown = admitted.first, self.draft.entry[attribute].contains(shown) {
            if present.count == 1 { return self.draft.set([value], for: attribute) }
            others = others.without([shown])
        }
        others = others.without(admitted.filter { self.planner.isTrashed($0, of: binding) })
        others.removeAll { self.planner.isSame($0, value, of: binding, self.references) }
        let isContested = !others.isEmpty && others.contains(where: Set(admitted).contains)
        self.draft.set(
            isContested ? [value] + others : others + [value], for: attribute, as: isContested ? .ordered : .values)
    }

    /// Takes away what is shown and no longer wished for, and adds what is missing.
    private mutating func setAll(_ values: [AttributeValue], through binding: Binding) {
        let attribute = binding.rule.attribute
        let gone = self.shown(binding, in: self.draft.wished).without(values)
        var keys: Set<AttributeValue> = []
        let wished = values.filter { keys.insert(self.planner.key($0, of: binding, self.references)).inserted }
        let (exact, sure) = (Set(wished), Set(wished.map { self.planner.sureKey($0, of: binding, self.references) }))
        let kept = self.draft.wished[attribute].without(gone).filter { value in
            if exact.contains(value) { return true }
            if sure.contains(self.planner.sureKey(value, of: binding, self.references)) { return false }
            return self.references.held.isEmpty
                || !wished.contains { self.planner.isSame(value, $0, of: binding, self.references) }
        }
        self.draft.set(kept + wished.without(kept), for: attribute)
    }

    /// The values that a multi-valued attribute shows, with references to entries away, without unresolved names.
    private func shown(_ binding: Binding, in entry: Entry) -> [AttributeValue] {
        let admitted = binding.admitted(in: entry)
        guard binding.rule.isReference else { return Array(admitted) }
        return admitted.filter {
            binding.conversion.value(of: $0, references: self.references) != nil
                || self.planner.isAway($0, of: binding, self.references)
        }
    }

    /// Whether the path holds a reference to an entry that is away.
    private func isAway(_ binding: Binding) -> Bool {
        binding.rule.isReference
            && binding.shown(in: self.draft.entry).contains {
                self.planner.isAway($0, of: binding, self.references)
            }
    }
}
