import LDAP

/// Puts the steps of a plan for one entry together, in the order in which they are applied.
///
/// The entry's first change is written only if the entry is as it was read, each later one only if it is the same entry. Steps on
/// other entries keep their own preconditions.
struct PlanBuilder {
    /// The steps so far.
    private(set) var steps: [Plan.Step] = []
    /// Whether the entry is one that the mapping shows, and not a trashed one.
    var isInside = true
    /// Whether the first change is right only for the version of the entry that was read; that members come and go is right for any.
    var dependsOnVersion = true

    private let planner: Planner
    private let entry: Entry
    private let renaming: EntryRenaming?
    private var isRenamed = false
    private var isFirst = true

    /// Begins the plan of an entry that may be renamed on the way.
    init(_ planner: Planner, of entry: Entry, _ renaming: EntryRenaming?) {
        self.planner = planner
        self.entry = entry
        self.renaming = renaming
    }

    /// The name of the entry once all is done.
    var finalName: DistinguishedName { self.renaming?.dn ?? self.entry.dn }
    /// The name of the entry after the steps so far.
    private var name: DistinguishedName { self.isRenamed ? self.finalName : self.entry.dn }

    /// Adds the modification of a difference, if there is one; `conditions` must hold besides where it is of values that were
    /// not read.
    mutating func modify(_ difference: Difference, _ role: Plan.Step.Role, if conditions: [LDAP.Filter] = []) {
        if difference.isEmpty { return }
        var step = Plan.Step(
            .modify(self.name, difference.modifications),
            inverse: difference.isInvertible ? .modify(self.name, difference.inverse) : nil,
            needsPermissiveModify: difference.isPermissive, role: role
        )
        self.protect(&step)
        if difference.isPermissive { step.precondition = step.precondition?.and(conditions) }
        self.steps.append(step)
    }

    /// Adds the rename of the entry, if it has one: `before` is what carries references along while the entry has its old name.
    mutating func rename(after before: [Plan.Step], _ role: Plan.Step.Role = .ordinary) {
        self.append(before)
        guard let renaming else { return }
        self.append([Plan.Step(renaming.change, inverse: renaming.inverse, role: role)])
        self.isRenamed = true
    }

    /// Adds a step that locks or unlocks the account, whatever the entry holds by then.
    mutating func setLock(_ isLocked: Bool) {
        self.append([self.planner.lockStep(self.entry, at: self.name, isLocked: isLocked)])
    }

    /// Adds the memberships by which the account is enabled or disabled, under the name that it has by then.
    mutating func append(_ memberships: [Membership], _ role: Plan.Step.Role) {
        self.steps += memberships.map { $0.step(for: self.name, role) }
    }

    /// Adds steps that may be on other entries.
    mutating func append(_ steps: [Plan.Step]) {
        for var step in steps {
            let target = step.change.target
            if target == self.entry.dn || target == self.finalName { self.protect(&step) }
            self.steps.append(step)
        }
    }

    /// Makes a change of the entry depend on what was read of it.
    private mutating func protect(_ step: inout Plan.Step) {
        let evidence = self.planner.evidence(of: self.entry)
        step.precondition =
            self.isFirst
            ? evidence.precondition(isInside: self.isInside, isVersioned: self.dependsOnVersion) : evidence.identity
        step.recovery = evidence.recovery(isFirst: self.isFirst)
        self.isFirst = false
    }
}
