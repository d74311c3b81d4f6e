import LDAP

/// The parts of a plan for one entry, before they are put in order.
struct Composition {
    let entry: Entry
    var renaming: EntryRenaming?
    /// What locks the account before anything else is tried; empty where one write does all.
    var locking = Difference()
    /// What is written while the entry has its old name.
    var preparation = Difference()
    var difference = Difference()
    /// What carries references along.
    var handover = Handover()
    /// Whether the account is locked by the difference.
    var isLocking = false
    /// Whether the lock follows the password.
    var locksLast = false
    /// Whether the end of the lock follows the password.
    var unlocksLast = false
    /// Whether the entry is one that the mapping shows, and not a trashed one.
    var isInside = true
    /// Whether the first change is right only for the entry as it was read; that members come and go is right for any.
    var dependsOnVersion = true
    /// What must hold besides for the modification.
    var conditions: [LDAP.Filter] = []

    /// The name of the entry once it is renamed.
    var dn: DistinguishedName { self.renaming?.dn ?? self.entry.dn }
}

extension Planner {
    /// The steps in the order in which they are applied: a lock first of all, then what prepares the new name, the new name
    /// itself, what is likeliest to fail, and last what finishes; the lock after the password that would remove it.
    func steps(of composition: Composition) -> [Plan.Step] {
        let dn = composition.dn
        var steps = self.modification(composition.locking, of: composition.entry.dn, .disabling)
        steps += self.modification(
            composition.preparation, of: composition.entry.dn, composition.isLocking ? .disabling : .ordinary)
        steps += composition.handover.before
        if let renaming = composition.renaming {
            steps.append(Plan.Step(renaming.change, inverse: renaming.inverse))
        }
        steps += self.modification(composition.difference, of: dn, composition.isLocking ? .disabling : .ordinary)
        if composition.locksLast { steps.append(self.lockStep(composition.entry, at: dn, isLocked: true)) }
        steps += composition.handover.after
        if composition.unlocksLast { steps.append(self.lockStep(composition.entry, at: dn, isLocked: false)) }
        self.guardSteps(&steps, of: composition)
        return steps
    }

    private func modification(
        _ difference: Difference, of dn: DistinguishedName, _ role: Plan.Step.Role
    ) -> [Plan.Step] {
        if difference.isEmpty { return [] }
        let inverse = difference.isInvertible ? LDAP.Change.modify(dn, difference.inverse) : nil
        return [
            Plan.Step(
                .modify(dn, difference.modifications), inverse: inverse,
                needsPermissiveModify: difference.isPermissive, role: role
            )
        ]
    }

    /// Makes the entry's first change depend on the entry as it was read, and its later ones on its identity.
    private func guardSteps(_ steps: inout [Plan.Step], of composition: Composition) {
        var isFirst = true
        for index in steps.indices {
            let target = steps[index].change.target
            guard target == composition.entry.dn || target == composition.dn else { continue }
            steps[index].precondition =
                isFirst
                ? self.precondition(
                    of: composition.entry, isInside: composition.isInside,
                    isVersioned: composition.dependsOnVersion)
                : self.identity(of: composition.entry)
            if steps[index].needsPermissiveModify, let precondition = steps[index].precondition {
                steps[index].precondition = precondition.and(composition.conditions)
            }
            steps[index].recovery = self.recovery(of: composition.entry, isFirst: isFirst)
            isFirst = false
        }
    }

    /// The attributes that change when an account is locked.
    var lockAttributes: [LDAP.AttributeDescription] { [.objectClass] + self.mapping.activation.map(\.attribute) }

    /// What locks an entry and does nothing else, and the entry as it is then.
    func locking(_ entry: Entry) -> (difference: Difference, locked: Entry) {
        var draft = EntryDraft(entry)
        self.setActive(false, in: &draft)
        return (draft.difference(from: entry, self.schema), draft.wished)
    }
}

extension LDAP.Entry {
    /// The entry with the values that another one has in some attributes.
    func with(_ other: LDAP.Entry, in attributes: [LDAP.AttributeDescription]) -> LDAP.Entry {
        var entry = self
        for attribute in attributes { entry[attribute] = other[attribute] }
        return entry
    }
}
