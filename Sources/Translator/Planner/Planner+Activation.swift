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

    /// Locks or unlocks the drafted account in every way that the mapping names; a lock of another kind stays.
    ///
    /// The entry gets the object classes that this needs. Returns whether anything had to be done.
    @discardableResult
    func setActive(_ isActive: Bool, in draft: inout EntryDraft) -> Bool {
        var isChanged = false
        for activation in self.mapping.activation {
            let attribute = activation.attribute
            let present = draft.wished[attribute]
            let wished = self.values(of: activation, isActive: isActive, over: present)
            if wished == present { continue }
            isChanged = true
            if case .passwordPolicyLock = activation {
                if isActive, self.writesUnlockingPassword(draft) { continue }
                draft.set(wished, for: attribute, as: .whole)
            } else {
                draft.set(wished, for: attribute)
            }
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
    var lockAttributes: [LDAP.AttributeDescription] { [.objectClass] + self.mapping.activation.map(\.attribute) }

    /// Keeps the lock of a disabled account whose password is written, and returns whether it must be written once more
    /// after it.
    ///
    /// OpenLDAP removes a lock when a password is written, unless the same modify deletes a lock itself; deleted and added
    /// there, it holds at every moment, also if nothing after it succeeds (seen with 2.5.13). Nothing documents that: the
    /// step that follows locks where a server takes it otherwise.
    func keepLock(in draft: inout EntryDraft, isActive: Bool) -> Bool {
        guard !isActive, self.mapping.activation.contains(.passwordPolicyLock), self.writesUnlockingPassword(draft)
        else { return false }
        let attribute = Mapping.Activation.passwordPolicyLock.attribute
        if !draft.entry[attribute].isEmpty { draft.set([Mapping.Activation.permanentLock], for: attribute, as: .anew) }
        return true
    }

    /// Whether the directory removes the lock by itself, and refuses to remove it twice.
    private func writesUnlockingPassword(_ draft: EntryDraft) -> Bool {
        self.dialect.passwordWriteUnlocks
            && self.mapping.rules.contains { $0.isSecret && draft.touched.contains($0.attribute) }
    }

    /// Whether the lock must be removed by itself, after the password whose change may have removed it already.
    func mustUnlockLast(_ draft: EntryDraft, isActive: Bool) -> Bool {
        let lock = Mapping.Activation.passwordPolicyLock
        return isActive && !draft.entry[lock.attribute].isEmpty && self.mapping.activation.contains(lock)
            && self.writesUnlockingPassword(draft)
    }

    /// The lock once more, or its end, whether or not it was there.
    func lockStep(_ entry: Entry, at dn: DistinguishedName, isLocked: Bool) -> Plan.Step {
        let attribute = Mapping.Activation.passwordPolicyLock.attribute
        let values = isLocked ? [Mapping.Activation.permanentLock] : []
        return Plan.Step(
            .modify(dn, [Modification(.replace, attribute, values)]),
            inverse: .modify(dn, [Modification(.replace, attribute, entry[attribute])]),
            precondition: self.identity(of: entry),
            recovery: self.recovery(of: entry, isFirst: false), role: isLocked ? .disabling : .finishing
        )
    }

    /// The values that say it, in the place of those that say the opposite.
    private func values(
        of activation: Mapping.Activation, isActive: Bool, over present: [AttributeValue]
    ) -> [AttributeValue] {
        let attribute = activation.attribute
        let wished = isActive ? activation.activeValue : activation.inactiveValue
        if present.isEmpty { return wished.map { [$0] } ?? [] }
        let unwished = (isActive ? activation.inactiveValue : activation.activeValue).map {
            self.key($0, of: attribute)
        }
        let others = present.filter { self.key($0, of: attribute) != unwished }
        guard let wished else { return others }
        let key = self.key(wished, of: attribute)
        if others.contains(where: { self.key($0, of: attribute) == key }) { return others }
        return self.schema.attributeType(attribute)?.isSingleValued ?? false ? [wished] : others + [wished]
    }
}
