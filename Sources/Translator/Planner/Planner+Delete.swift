import Directories
import LDAP
import SCIM

extension Planner {
    /// Refuses a deletion that the configuration does not allow, before anything is read for it.
    ///
    /// - Throws: 501 that says how to configure one.
    public func checkDeletable() throws(SCIMError) {
        if self.mapping.deletion != nil { return }
        throw SCIMError(
            status: 501,
            detail: "Nothing is deleted here: the configuration has no on_delete. Set on_delete to "
                + "`{ strategy: trash, base: … }` to lock entries and move them away, to `{ strategy: mark, … }` to lock and hide them, or to `{ strategy: delete }` to remove "
                + "them for good; or untick Delete among the client's target object actions."
        )
    }

    /// The plan that deletes an entry as the mapping says: removed for good, locked and moved to the trash, or locked and marked.
    ///
    /// For good it needs the whole entry (``attributesToReadBeforeDelete``). `isNameTaken` tells whether the trash already
    /// has an entry of that name: this one then gets its id as a suffix. `memberships` are the groups that a marked entry leaves, or
    /// from which the directory takes one that is removed.
    /// - Throws: 501 where the mapping deletes nothing, `mutability` if references would be left behind.
    public func delete(
        _ entry: LDAP.Entry, referrers: [Referrer] = [], memberships: [Referrer] = [], isNameTaken: Bool = false
    ) throws(SCIMError) -> Plan {
        switch self.mapping.deletion {
        case .delete?: return try self.removal(of: entry, referrers, leaving: memberships)
        case .trash(let base)?: return try self.trashing(entry, below: base, referrers, isNameTaken)
        case .mark(let mark)?: return try self.marking(entry, mark, memberships)
        case nil:
            try self.checkDeletable()
            return Plan()
        }
    }

    private func removal(
        of entry: Entry, _ referrers: [Referrer], leaving groups: [Referrer]
    ) throws(SCIMError) -> Plan {
        let removal = Plan.Step(
            .delete(entry.dn), inverse: .add(self.restorable(entry)),
            precondition: self.evidence(of: entry).precondition(),
            recovery: self.evidence(of: entry).recovery(isFirst: true)
        )
        let others = referrers.filter { $0.dn != entry.dn }
        let handover = try self.handover(others, of: entry, becoming: nil)
        var plan = Plan(steps: handover.before + [removal], effect: .delete)
        plan.consequences = self.departures(from: groups.filter { $0.dn != entry.dn }, of: entry)
        return plan
    }

    /// How the directory itself takes an entry out of those that name it.
    private func departures(from referrers: [Referrer], of entry: Entry) -> [Plan.Step] {
        let names = self.names(of: entry, becoming: nil)
        return referrers.compactMap { referrer in
            let values = names.change(by: referrer.key).old.flatMap(referrer.values)
            if values.isEmpty { return nil }
            return Plan.Step(
                .modify(referrer.dn, [Modification(.delete, referrer.attribute, values)]),
                inverse: .modify(referrer.dn, [Modification(.add, referrer.attribute, values)]),
                recovery: self.evidence(of: referrer.entry).recovery(isFirst: false), role: .finishing)
        }
    }

    /// The entry as it can be added again: without what the server writes itself, but with its locks.
    private func restorable(_ entry: Entry) -> Entry {
        var restorable = entry
        restorable.attributes.removeAll { attribute in
            guard let type = self.schema.attributeType(attribute.description) else { return false }
            let isLock = self.mapping.activationAttributes.contains { self.isSame($0, attribute.description) }
            return !type.isUserModifiable || type.isOperational && !isLock
        }
        return restorable
    }

    private func trashing(
        _ entry: Entry, below base: DistinguishedName, _ referrers: [Referrer], _ isNameTaken: Bool
    ) throws(SCIMError) -> Plan {
        let renaming = try self.move(entry, as: nil, to: base, isNameTaken)
        let handover = try self.handover(referrers, of: entry, becoming: renaming.dn)
        var builder = PlanBuilder(self, of: entry, renaming)
        builder.modify(self.locking(entry).difference, .disabling)
        builder.rename(after: handover.before)
        builder.append(self.activity.memberships(of: entry, isActive: false), .disabling)
        builder.append(handover.after)
        return Plan(steps: builder.steps, effect: .delete)
    }

    /// Locks an entry and hides it: whoever names it goes on doing so, but for the groups that it leaves.
    ///
    /// It leaves them before it is hidden, so that the same call again finishes what was broken off.
    private func marking(
        _ entry: Entry, _ mark: Mapping.Mark, _ memberships: [Referrer]
    ) throws(SCIMError) -> Plan {
        let (locking, locked) = self.locking(entry)
        var draft = EntryDraft(locked)
        draft.set(mark.values(over: locked[mark.attribute], in: self.schema), for: mark.attribute)
        self.addClasses(to: &draft)
        var builder = PlanBuilder(self, of: entry, nil)
        builder.modify(locking, .disabling)
        builder.append(self.activity.memberships(of: entry, isActive: false), .disabling)
        builder.append(try self.ending(memberships, of: entry))
        builder.modify(draft.difference(from: locked, self.schema), .ordinary)
        return Plan(steps: builder.steps, effect: .delete)
    }

    /// The move of an entry below a base, under the new name that it gets otherwise; `isNameTaken` tells that its name needs a suffix
    /// there.
    func move(
        _ entry: Entry, as renaming: EntryRenaming?, to base: DistinguishedName, _ isNameTaken: Bool
    ) throws(SCIMError) -> EntryRenaming {
        if var renaming {
            renaming.superior = base
            return renaming
        }
        guard let leaf = entry.dn.leaf, let assertion = leaf.assertions.first else {
            throw .internalError("The entry '\(entry.dn)' has a name that cannot be read.")
        }
        var move = EntryRenaming(of: entry, to: leaf)
        move.superior = base
        move.deletesOld = self.hasOneValue(leaf)
        move.deletesNewOnReturn = move.deletesOld
        guard isNameTaken else { return move }
        guard let suffix = self.trashSuffix(of: entry) else {
            throw .internalError("\(entry.dn) shows no \(self.dialect.idAttribute). Let the bridge's account read it.")
        }
        move.leaf.assertions[0].value = AttributeValue(bytes: self.room(for: suffix, after: assertion.value) + suffix)
        move.deletesNewOnReturn = true
        let attribute = self.schema.canonicalName(of: assertion.type)
        let others = move.deletesOld ? [] : move.after[attribute]
        move.after[attribute] = others + [move.leaf.assertions[0].value]
        return move
    }

    /// Whether the attributes of a name have one value each, so that no former name stays beside a new one.
    ///
    /// Active Directory refuses a rename that is to leave the old name, even where both are the same.
    func hasOneValue(_ leaf: RelativeDistinguishedName) -> Bool {
        leaf.assertions.allSatisfy { self.schema.attributeType($0.type)?.isSingleValued ?? false }
    }

    /// As much of a name as the directory takes together with a suffix.
    private func room(for suffix: [UInt8], after name: AttributeValue) -> ArraySlice<UInt8> {
        guard let limit = self.dialect.maximumNameLength, var text = name.text else { return name.bytes }
        while text.utf16.count + suffix.count > limit, !text.isEmpty { text.removeLast() }
        return Array(text.utf8)[...]
    }

    /// What sets a trashed entry's name apart from an older one of the same name: its id, which no other entry has.
    func trashSuffix(of entry: Entry) -> [UInt8]? {
        guard let value = entry[self.dialect.idAttribute].first, let id = self.dialect.id(from: value) else {
            return nil
        }
        return Array("-\(id)".utf8)
    }
}
