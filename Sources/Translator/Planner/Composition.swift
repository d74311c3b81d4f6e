import LDAP

/// The parts of a plan for one entry, before they are put in order.
struct Composition {
    let entry: Entry
    var renaming: EntryRenaming?
    var difference = Difference()
    /// What carries references along.
    var referrers: [Plan.Step] = []
    /// Whether the lock follows the password.
    var locksLast = false
    /// Whether the end of the lock follows the password.
    var unlocksLast = false
    /// Whether the entry is one that the mapping shows, and not a trashed one.
    var isInside = true
    /// Whether earlier steps of the same plan have changed the entry since it was read.
    var isContinued = false
    /// Whether the first change is right only for the entry as it was read; that members come and go is right for any.
    var dependsOnVersion = true
    /// What must hold besides for the modification.
    var conditions: [LDAP.Filter] = []

    /// The name of the entry once it is renamed.
    var dn: DistinguishedName { self.renaming?.dn ?? self.entry.dn }
}

extension Planner {
    /// The steps in the order in which they are applied: the likeliest to fail first, and what cannot be taken back after
    /// what can; the lock after the password that would remove it.
    func steps(of composition: Composition) -> [Plan.Step] {
        var steps: [Plan.Step] = []
        if let renaming = composition.renaming {
            steps.append(Plan.Step(renaming.change, inverse: renaming.inverse))
        }
        if composition.difference.isInvertible {
            steps += self.modification(composition) + composition.referrers
        } else {
            steps += composition.referrers + self.modification(composition)
        }
        if composition.locksLast || composition.unlocksLast {
            steps.append(self.lockStep(composition.entry, at: composition.dn, isLocked: composition.locksLast))
        }
        self.guardSteps(&steps, of: composition)
        return steps
    }

    private func modification(_ composition: Composition) -> [Plan.Step] {
        let difference = composition.difference
        if difference.isEmpty { return [] }
        let inverse = difference.isInvertible ? LDAP.Change.modify(composition.dn, difference.inverse) : nil
        return [
            Plan.Step(
                .modify(composition.dn, difference.modifications), inverse: inverse,
                needsPermissiveModify: difference.isPermissive
            )
        ]
    }

    /// Makes the entry's first change depend on the entry as it was read, and its later ones on its identity.
    private func guardSteps(_ steps: inout [Plan.Step], of composition: Composition) {
        var isFirst = !composition.isContinued
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
}
