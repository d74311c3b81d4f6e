import Directories
import LDAP
import SCIM

extension Planner {
    /// Returns whether the account is wished to be active; nil where the client does not say so.
    ///
    /// - Throws: `invalidValue` where it is to be disabled and the mapping knows no way.
    public func activeWish(of revision: SCIM.Revision) throws(SCIMError) -> Bool? {
        guard revision.speaks(of: .active) else { return nil }
        let wish = revision.resource[.active].first?.truth
        guard wish == false, self.mapping.activation.isEmpty else { return wish }
        throw .invalidValue(
            "Nobody can be disabled here: \(self.mapping.section).active names no strategy. Set one in the configuration."
        )
    }

    /// Whether an entry, of which ``attributesToRead`` were read, is an active account.
    public func isActive(_ entry: LDAP.Entry) -> Bool { self.activity.isActive(entry) }

    /// Whether one strategy moves people, and another one disables them where they are.
    public var disablesInPlace: Bool {
        let movers = self.activity.strategies.filter { $0.home(isActive: false, self.mapping) != nil }
        return !movers.isEmpty && movers.count < self.activity.strategies.count
    }

    /// Locks or unlocks the drafted account in every way that the mapping names; a lock of another kind stays.
    ///
    /// The entry gets the object classes that this needs. Returns whether anything had to be done.
    @discardableResult
    func setActive(_ isActive: Bool, in draft: inout EntryDraft) -> Bool {
        var isChanged = false
        for strategy in self.activity.strategies {
            let changes = strategy.changes(of: draft.wished, isActive: isActive)
            if changes.isEmpty { continue }
            isChanged = true
            // The directory removes the lock by itself, and refuses to remove it twice.
            if isActive, self.writesPassword(draft), self.activity.isEnabledByPassword(strategy) { continue }
            for change in changes { draft.set(change.values, for: change.description, as: strategy.manner) }
        }
        if isChanged { self.addClasses(to: &draft) }
        return isChanged
    }

    /// What locks an entry and does nothing else, and the entry as it is then.
    func locking(_ entry: Entry) -> (difference: Difference, locked: Entry) {
        var draft = EntryDraft(entry)
        self.setActive(false, in: &draft)
        return (draft.difference(from: entry, self.schema), draft.wished)
    }

    /// The attributes that change when an account is locked.
    var lockAttributes: [LDAP.AttributeDescription] { [.objectClass] + self.mapping.activationAttributes }

    /// Keeps the lock of a disabled account whose password is written, and returns whether it must be written once more
    /// after it.
    ///
    /// OpenLDAP removes a lock when a password is written, unless the same modify deletes a lock itself; deleted and added
    /// there, it holds at every moment, also if nothing after it succeeds (seen with 2.5.13). Nothing documents that: the
    /// step that follows locks where a server takes it otherwise.
    func keepLock(in draft: inout EntryDraft, isActive: Bool) -> Bool {
        guard !isActive, self.writesPassword(draft) else { return false }
        let locks = self.activity.restatement(isActive: false)
        for lock in locks where !draft.entry[lock.description].isEmpty {
            draft.set(lock.values, for: lock.description, as: .anew)
        }
        return !locks.isEmpty
    }

    private func writesPassword(_ draft: EntryDraft) -> Bool {
        self.mapping.rules.contains { $0.isSecret && draft.touched.contains($0.attribute) }
    }

    /// Whether the unlock is a step of its own, after a password whose write may have removed the lock already.
    func mustUnlockLast(_ draft: EntryDraft, isActive: Bool) -> Bool {
        guard isActive, self.writesPassword(draft) else { return false }
        return self.activity.restatement(isActive: true).contains { !draft.entry[$0.description].isEmpty }
    }

    /// The step that locks or unlocks an entry, whatever it holds by then.
    func lockStep(_ entry: Entry, at dn: DistinguishedName, isLocked: Bool) -> Plan.Step {
        let locks = self.activity.restatement(isActive: !isLocked)
        let evidence = self.evidence(of: entry)
        return Plan.Step(
            .modify(dn, locks.map { Modification(.replace, $0.description, $0.values) }),
            inverse: .modify(dn, locks.map { Modification(.replace, $0.description, entry[$0.description]) }),
            precondition: evidence.identity,
            recovery: evidence.recovery(isFirst: false), role: isLocked ? .disabling : .finishing
        )
    }
}
