import LDAP
import SCIM

extension Planner {
    /// The plan that brings a trashed entry back with its id: moved below the base, its attributes as sent, unlocked last.
    ///
    /// - Throws: like ``create(_:references:)``.
    public func revive(
        _ trashed: LDAP.Entry, as resource: SCIM.Resource, references: References, referrers: [Referrer] = []
    ) throws(SCIMError) -> Plan {
        var draft = EntryDraft(trashed)
        self.dropTrashSuffix(in: &draft)
        for binding in self.bindings where binding.rule.isLoaded && !binding.isSecret {
            guard resource[binding.path].allSatisfy(\.isBlank) else { continue }
            self.clear(binding, in: &draft, references)
        }
        try self.writeSent(resource, into: &draft, references)
        self.addClasses(to: &draft)
        var revision = SCIM.Revision(resource: resource)
        revision.isSilent = true
        try self.keepDemanded(in: &draft, for: revision)
        let isActive = try self.activeWish(of: resource) ?? true
        if !isActive { self.setActive(false, in: &draft) }
        let locksLast = self.keepLock(in: &draft, isActive: isActive)

        let renaming = try self.returning(draft)
        self.keepOrder(in: &draft, over: renaming.after)
        var composition = Composition(
            entry: trashed, renaming: renaming, difference: draft.difference(from: renaming.after, self.schema)
        )
        composition.isInside = false
        composition.isLocking = !isActive
        self.prepareInTrash(&composition)
        composition.handover = try self.handover(referrers, of: trashed, becoming: renaming.dn)
        composition.locksLast = locksLast
        var steps = self.steps(of: composition)
        if isActive { steps += self.unlocking(trashed, classes: draft.wished[.objectClass], at: renaming.dn) }
        return Plan(steps: steps, effect: .revive, ignored: self.ignored(in: revision, over: SCIM.Resource()))
    }

    /// Forgets the values by which the trash told the entry from an older one of the same name.
    private func dropTrashSuffix(in draft: inout EntryDraft) {
        guard let suffix = self.trashSuffix(of: draft.entry), let leaf = draft.entry.dn.leaf else { return }
        for assertion in leaf.assertions where assertion.value.bytes.hasSuffix(suffix) {
            let attribute = draft.entry.attributes.first { self.isSame($0.description, assertion.type) }?.description
            guard let attribute else { continue }
            var plain = assertion.value
            plain.bytes.removeLast(suffix.count)
            let others = draft.wished[attribute].without([assertion.value, plain])
            draft.set([plain] + others, for: attribute)
        }
    }

    /// The move back below the base, under the name that the draft gives.
    private func returning(_ draft: EntryDraft) throws(SCIMError) -> EntryRenaming {
        guard let leaf = draft.entry.dn.leaf else {
            throw .internalError("The entry '\(draft.entry.dn)' has a name that cannot be read.")
        }
        if var renaming = try self.renaming(of: draft) {
            renaming.superior = self.mapping.base
            return renaming
        }
        var renaming = EntryRenaming(of: draft.entry, to: leaf)
        renaming.superior = self.mapping.base
        renaming.deletesOld = false
        renaming.deletesNewOnReturn = false
        return renaming
    }

    /// Writes in the trash what the directory may refuse: whoever finds an entry in its place shall not lose it again.
    private func prepareInTrash(_ composition: inout Composition) {
        guard composition.difference.isInvertible, let renaming = composition.renaming else { return }
        let names = (renaming.former.assertions + renaming.leaf.assertions).map(\.type)
        let (left, prepared) = composition.difference.divided { attribute in
            names.contains { self.isSame($0, attribute) }
        }
        (composition.preparation, composition.difference) = (prepared, left)
    }

    /// The end of the lock, the last step: if it fails, the person is there, disabled.
    private func unlocking(
        _ trashed: Entry, classes: [AttributeValue], at dn: DistinguishedName
    ) -> [Plan.Step] {
        var present = trashed
        present[.objectClass] = classes
        var draft = EntryDraft(present)
        self.setActive(true, in: &draft)
        let difference = draft.difference(from: present, self.schema)
        if difference.isEmpty { return [] }
        return [
            Plan.Step(
                .modify(dn, difference.modifications), inverse: .modify(dn, difference.inverse),
                precondition: self.identity(of: trashed), recovery: self.recovery(of: trashed, isFirst: false),
                role: .finishing
            )
        ]
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
        self.count > suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
