import LDAP
import SCIM

extension Planner {
    /// The plan that brings a trashed entry back with its id: moved below the base or without its mark, its
    /// attributes as sent, unlocked last.
    ///
    /// - Throws: like ``create(_:references:)``.
    public func revive(
        _ trashed: LDAP.Entry, as resource: SCIM.Resource, references: References, referrers: [Referrer] = [],
        choosing choices: Choices = Choices()
    ) throws(SCIMError) -> Plan {
        var draft = EntryDraft(trashed)
        self.dropTrashSuffix(in: &draft)
        if let mark = self.mapping.deletion?.mark {
            draft.set(mark.values(without: draft.wished[mark.attribute], in: self.schema), for: mark.attribute)
        }
        var writer = DraftWriter(self, draft, references)
        writer.clear(unsent: resource)
        try writer.write(sent: resource)
        draft = writer.draft
        self.computed.write(resource, over: SCIM.Resource(), into: &draft)
        self.addClasses(to: &draft)
        let revision = SCIM.Revision(resource: resource, spoken: .everything)
        try self.keepDemanded(in: &draft, for: revision)
        var chosen = ChosenValues(self, choices)
        if self.chooses {
            let complete = self.completed(resource)
            chosen.rename(&draft, returningAs: complete)
            try chosen.adopt(&draft, of: complete)
        }
        let isActive = try self.activeWish(of: revision) ?? true
        if !isActive { self.setActive(false, in: &draft) }
        let locksLast = self.keepLock(in: &draft, isActive: isActive)

        let renaming = try self.returning(draft, as: resource, isActive: isActive)
        let present = renaming?.after ?? trashed
        self.keepOrder(in: &draft, over: present)
        let (prepared, left) = self.divided(draft.difference(from: present, self.schema), renaming)
        let keys = self.keys(from: trashed, to: draft.wished)
        let handover = try self.handover(referrers, of: trashed, becoming: renaming?.dn ?? trashed.dn, keys: keys)
        let role = isActive ? Plan.Step.Role.ordinary : .disabling
        var builder = PlanBuilder(self, of: trashed, renaming)
        builder.isInside = false
        builder.modify(prepared, role)
        builder.rename(after: handover.before)
        builder.modify(left, role)
        if locksLast { builder.setLock(true) }
        builder.append(handover.after)
        builder.append(
            self.activity.memberships(of: trashed, isActive: isActive), isActive ? .finishing : .disabling)
        if isActive { builder.modify(self.unlocking(trashed, classes: draft.wished[.objectClass]), .finishing) }
        var plan = Plan(
            steps: builder.steps, effect: .revive, ignored: self.ignored(in: revision, over: SCIM.Resource()))
        plan.lacking = chosen.lacking
        plan.leftOut = self.leftOut(of: revision, over: nil, references)
        plan.keys = keys.contains { !$0.old.isEmpty } ? keys : []
        return plan
    }

    /// Removes the suffix that told an entry that was moved from an older one of the same name.
    func dropTrashSuffix(in draft: inout EntryDraft) {
        guard let suffix = self.trashSuffix(of: draft.entry), let leaf = draft.entry.dn.leaf else { return }
        for assertion in leaf.assertions where assertion.value.bytes.hasSuffix(suffix) {
            let attribute = draft.entry.attributes.first { self.isSame($0.description, assertion.type) }?.description
            guard let attribute else { continue }
            let plain = AttributeValue(bytes: assertion.value.bytes.dropLast(suffix.count))
            let others = draft.wished[attribute].without([assertion.value, plain])
            draft.set([plain] + others, for: attribute)
        }
    }

    /// The move back below the base, under the name that the draft gives; of a marked entry the other name, if it gets one.
    private func returning(
        _ draft: EntryDraft, as resource: SCIM.Resource, isActive: Bool
    ) throws(SCIMError) -> EntryRenaming? {
        if self.mapping.deletion?.mark != nil { return try DraftRenaming.renaming(of: draft, self) }
        return try self.move(
            draft.entry, as: try DraftRenaming.renaming(of: draft, self),
            to: try self.home(of: resource, isActive: isActive), false)
    }

    /// Divides a difference into what is written while the entry is not seen, and what is written after the move, such as the end of
    /// its mark.
    ///
    /// The directory may refuse the first part: an entry that is seen in its place is not to be lost again.
    private func divided(
        _ difference: Difference, _ renaming: EntryRenaming?
    ) -> (prepared: Difference, left: Difference) {
        guard difference.isInvertible, let renaming else { return (Difference(), difference) }
        let names = (renaming.former.assertions + renaming.leaf.assertions).map(\.type)
        let last = names + (self.mapping.deletion?.mark.map { [$0.attribute] } ?? [])
        let (left, prepared) = difference.divided { attribute in last.contains { self.isSame($0, attribute) } }
        return (prepared, left)
    }

    /// The end of the lock, the last step: if it fails, the person is there, disabled.
    private func unlocking(_ trashed: Entry, classes: LDAP.Attribute.Values) -> Difference {
        var present = trashed
        present[.objectClass] = classes
        var draft = EntryDraft(present)
        self.setActive(true, in: &draft)
        return draft.difference(from: present, self.schema)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
        self.count > suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
