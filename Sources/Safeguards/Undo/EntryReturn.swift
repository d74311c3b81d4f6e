import LDAP
import SCIM
import Translator

/// The way back of an entry that was changed: modifications of it and of its groups, and the name that it had.
///
/// Whoever names it today is taken along, as the configuration says for renames.
struct EntryReturn {
    /// The entry as it is today.
    let entry: Entry
    /// What is done while it has the name that it has today.
    private(set) var before: [Plan.Step] = []
    /// What gives it its former name; nil where it has that.
    var rename: Plan.Step?
    /// Those of whom nobody knows by which name they are a member today.
    var unsure: [DistinguishedName] = []
    /// What is done after that.
    private(set) var after: [Plan.Step] = []
    /// The values that it has in the end, as far as they are known.
    private var result: Entry

    init(entry: Entry) {
        self.entry = entry
        self.result = entry
    }

    /// Why not all members are taken back.
    var doubt: String {
        let names = self.unsure.map(\.description).joined(separator: "; ")
        return
            "No entry has the name \(names) any more. Who had it was renamed, moved or removed since: look at the members of \(self.entry.dn)."
    }

    var isEmpty: Bool { self.before.isEmpty && self.rename == nil && self.after.isEmpty }
    /// Whether no step so far is on the entry.
    var isUntouched: Bool { self.rename == nil && !self.before.contains { $0.change.target == self.entry.dn } }
    /// The name that it has in the end.
    var finalName: DistinguishedName { self.rename?.change.resultingName ?? self.entry.dn }

    /// Adds a step, which is made under the name that the entry has by then.
    mutating func add(_ step: Plan.Step, isOnEntry: Bool, _ schema: LDAP.Schema) {
        var step = step
        if isOnEntry, case .modify(_, let modifications) = step.change {
            for modification in modifications { self.result.take(modification, schema) }
            if self.rename != nil { step.rename(to: self.finalName) }
        }
        if self.rename == nil { self.before.append(step) } else { self.after.append(step) }
    }

    /// The names of the entry before and after.
    func names(_ planner: Planner, _ schema: LDAP.Schema) -> EntryNames {
        var result = self.result
        if case .rename(_, let leaf, let deletesOld, _)? = self.rename?.change {
            for assertion in deletesOld ? self.entry.dn.leaf?.assertions ?? [] : [] {
                result.take(Modification(.delete, assertion.type, [assertion.value]), schema)
            }
            for assertion in leaf.assertions {
                result.take(Modification(.add, assertion.type, [assertion.value]), schema)
            }
        }
        return planner.names(
            of: self.entry, becoming: self.finalName, keys: planner.keys(from: self.entry, to: result))
    }

    /// The plan; `referrers` are those who name the entry.
    /// - Throws: `mutability` if references would be left behind.
    func plan(
        _ effect: Plan.Effect, _ referrers: [Referrer], _ names: EntryNames, _ planner: Planner
    ) throws(SCIMError) -> Plan {
        let handover = try planner.handover(referrers, of: self.entry, becoming: self.finalName, keys: names.keys)
        var plan = Plan(
            steps: self.before + handover.before + (self.rename.map { [$0] } ?? []) + self.after + handover.after,
            effect: effect)
        plan.keys = names.keys.contains { !$0.old.isEmpty } ? names.keys : []
        return plan
    }
}

extension Plan.Step {
    /// Makes it a step on the same entry under another name.
    fileprivate mutating func rename(to name: DistinguishedName) {
        func renamed(_ change: Change) -> Change {
            guard case .modify(_, let modifications) = change else { return change }
            return .modify(name, modifications)
        }
        self.change = renamed(self.change)
        self.inverse = self.inverse.map(renamed)
    }
}

extension Entry {
    /// Applies a modification as a server would.
    fileprivate mutating func take(_ modification: Modification, _ schema: LDAP.Schema) {
        let rule = schema.equality(of: modification.attribute)
        let keys = Set(modification.values.map { rule?.normalized($0) ?? $0 })
        let others = self[modification.attribute].filter { !keys.contains(rule?.normalized($0) ?? $0) }
        switch modification.operation {
        case .add: self[modification.attribute] = (others + modification.values)[...]
        case .delete: self[modification.attribute] = modification.values.isEmpty ? [] : others[...]
        case .replace: self[modification.attribute] = modification.values
        case .increment: break
        }
    }
}
