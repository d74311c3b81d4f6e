import Encodings
import LDAP
import SCIM

extension Planner {
    /// The most values of which the directory is asked in the write itself whether any of them changes: requests have a limit.
    private static let maximumSigns = 1000

    /// The plan that makes of an entry what a revision wishes for.
    ///
    /// `references` are those by which `current` was projected and those that the edits name. `referrers` are the entries
    /// that name this one; they matter only if the plan without them renames it. `knowledge` says what the entry holds of the
    /// values that an update does not read and that the revision edits. `relocation` says how it moves where
    /// that is a way to disable, and `choices` the numbers that set it apart from others. A revision that does not speak of `active` leaves the account
    /// as it is.
    /// - Throws: `invalidValue` for a value that cannot be stored or must not be removed, `mutability` for a rename that
    ///   would leave references behind.
    public func update(
        _ entry: LDAP.Entry,
        current: SCIM.Resource,
        revision: SCIM.Revision,
        references: References,
        referrers: [Referrer] = [],
        knowing knowledge: Knowledge = .blind,
        relocating relocation: Relocation = .plain,
        choosing choices: Choices = Choices()
    ) throws(SCIMError) -> Plan {
        var writer = DraftWriter(self, EntryDraft(entry), references)
        try writer.write(revision, over: current)
        var draft = writer.draft
        self.computed.write(revision.resource, over: current, into: &draft)
        try self.keepDemanded(in: &draft, for: revision)
        self.addClasses(to: &draft)
        let account = try self.setAccount(in: &draft, for: revision, relocation)
        var chosen = ChosenValues(self, choices)
        if self.chooses { try chosen.adopt(&draft, of: revision.resource) }
        try self.visibility.check(changed: draft)

        if account.isEnabled, account.destination != nil, relocation == .plain { self.dropTrashSuffix(in: &draft) }
        let destination = self.destination(of: entry, account, from: current, to: revision.resource, relocation)
        if self.chooses {
            chosen.rename(&draft, from: current, to: revision.resource, isMoving: destination != nil)
        }
        var renaming = try DraftRenaming.renaming(of: draft, self)
        if let destination {
            renaming = try self.move(
                entry, as: renaming, to: destination, account.isDisabled && relocation == .suffixed)
        }
        let present = renaming?.after ?? entry
        if renaming != nil || self.hasSharedAttributes { self.keepOrder(in: &draft, over: present) }
        // A lock that could fail with a rename goes first, alone.
        let isLockedFirst = account.isDisabled && renaming != nil
        let (locking, locked) = isLockedFirst ? self.locking(entry) : (Difference(), entry)
        var difference = draft.difference(
            from: isLockedFirst ? present.with(locked, in: self.lockAttributes) : present, self.schema)
        let isOtherwiseSame = renaming == nil && difference.isEmpty
        var members: [MemberChange] = []
        for edit in self.memberEdits(of: revision) {
            let change = try edit.change(of: entry, knowing: knowledge, references)
            difference.append(change)
            members.append(change)
        }
        var builder = PlanBuilder(self, of: entry, renaming)
        builder.dependsOnVersion = !isOtherwiseSame || members.contains(where: \.dependsOnVersion)
        let keys = self.keys(from: entry, to: draft.wished)
        let handover = try self.handover(referrers, of: entry, becoming: builder.finalName, keys: keys)
        builder.modify(locking, .disabling)
        builder.rename(
            after: handover.before, account.isDisabled && account.destination != nil ? .disabling : .ordinary)
        builder.modify(
            difference, account.isDisabled && !isLockedFirst ? .disabling : .ordinary,
            if: self.conditions(of: members, askingForChange: isOtherwiseSame))
        builder.append(account.memberships, account.isDisabled ? .disabling : .ordinary)
        if account.locksLast { builder.setLock(true) }
        builder.append(handover.after)
        if account.isEnabled, self.mustUnlockLast(draft, isActive: true) { builder.setLock(false) }
        var plan = Plan(steps: builder.steps, ignored: self.ignored(in: revision, over: current))
        plan.leftOut = self.leftOut(of: revision, over: current, references)
        if plan.steps.isEmpty { return plan }
        plan.lacking = chosen.lacking
        plan.keys = keys.contains { !$0.old.isEmpty } ? keys : []
        if difference.isPermissive { plan.knowledge = knowledge }
        plan.removedMembers = self.counted(members).reduce(0) { $0 + $1.removed.count }
        plan.emptied = self.emptied(by: difference, in: present, draft.wished)
        plan.effect =
            account.isDisabled
            ? .disable : account.isEnabled ? .enable : self.effect(of: difference, renaming, members)
        return plan
    }

    /// What becomes of the account.
    private struct AccountChange {
        /// Whether the draft locks the account in a way in which it was not locked.
        var isDisabled = false
        /// Whether the draft unlocks an account that was locked.
        var isEnabled = false
        /// Where the entry moves for that; nil where it stays.
        var destination: DistinguishedName?
        /// The groups that it comes into for that, or leaves.
        var memberships: [Membership] = []
        /// Whether the lock is written once more after the password.
        var locksLast = false
    }

    /// Where an entry moves: because its account is enabled or disabled, or because the value is another one by which it has its place.
    ///
    /// An entry that is below none of the places of the mapping was put there by somebody else, and stays.
    private func destination(
        of entry: Entry, _ account: AccountChange, from current: SCIM.Resource, to wished: SCIM.Resource,
        _ relocation: Relocation
    ) -> DistinguishedName? {
        guard let placement = self.mapping.placement else { return account.destination }
        let place = placement.place(of: wished)
        if let destination = account.destination { return account.isEnabled ? place ?? destination : destination }
        guard relocation != .none, let place, let parent = entry.dn.parent, place != parent,
            place != placement.place(of: current), placement.owns(parent)
        else { return nil }
        return place
    }

    /// Locks or unlocks the drafted account as the revision says.
    ///
    /// Any of several ways disables: an account that is disabled in one way may not be so in the others.
    private func setAccount(
        in draft: inout EntryDraft, for revision: SCIM.Revision, _ relocation: Relocation
    ) throws(SCIMError) -> AccountChange {
        let wasActive = self.activity.isActive(draft.entry)
        let wish = try self.activeWish(of: revision)
        var change = AccountChange()
        if let wish, !wish || !wasActive {
            if relocation != .none {
                change.destination = self.activity.destination(of: draft.entry, isActive: wish)
            }
            change.memberships = self.activity.memberships(of: draft.entry, isActive: wish)
        }
        if wish == false {
            let isWritten = self.setActive(false, in: &draft)
            change.isDisabled = isWritten || change.destination != nil || !change.memberships.isEmpty
        }
        if wish == true, !wasActive {
            change.isEnabled = true
            self.setActive(true, in: &draft)
        }
        change.locksLast = self.keepLock(in: &draft, isActive: wish ?? wasActive)
        return change
    }

    /// The conditions of some member changes; with `askingForChange` also that at least one of them changes anything.
    private func conditions(of members: [MemberChange], askingForChange: Bool) -> [LDAP.Filter] {
        let conditions = members.flatMap(\.conditions)
        let signs = members.flatMap(\.signs)
        guard askingForChange, (1...Self.maximumSigns).contains(signs.count) else { return conditions }
        return conditions + [.anyOf(signs)]
    }

    private func effect(
        of difference: Difference, _ renaming: EntryRenaming?, _ changes: [MemberChange]
    ) -> Plan.Effect {
        if renaming != nil { return .rename }
        let members = Set(self.mapping.rules.filter { !$0.isLoaded && $0.isReference }.map(\.attribute))
        guard difference.modifications.allSatisfy({ members.contains($0.attribute) }) else {
            return .update
        }
        let counted = self.counted(changes)
        return .membership(
            added: counted.reduce(0) { $0 + $1.added.count }, removed: counted.reduce(0) { $0 + $1.removed.count })
    }

    /// The changes of members without those that are written a second time in another attribute.
    private func counted(_ changes: [MemberChange]) -> [MemberChange] {
        if changes.isEmpty { return [] }
        let copies = Set(self.mapping.rules.filter(\.isCopy).map(\.attribute))
        return changes.filter { !copies.contains($0.attribute) }
    }

    /// The attributes of which a difference takes the last value.
    private func emptied(by difference: Difference, in present: Entry, _ wished: Entry) -> [LDAP.AttributeDescription] {
        let gone = difference.modifications.lazy.map(\.attribute).filter { attribute in
            wished[attribute].isEmpty && !present[attribute].isEmpty
                && self.loadedBindings.contains { $0.rule.attribute == attribute }
        }
        return gone.uniqued()
    }
}
