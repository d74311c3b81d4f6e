import LDAP
import SCIM

extension Planner {
    /// Returns those of the entries with these ids that a plan has newly named in a reference, by the names that `references`
    /// know.
    public func named(_ ids: [ResourceID], by plan: Plan, _ references: References) -> References {
        let added = plan.references(of: self) { $0 != .delete }
        return references.filter(ids) { added.contains(AttributeValue($1.description)) }
    }

    /// Returns those of the entries with these ids that a plan no longer names, where it does not depend on the very name that it
    /// removes: of several values that come and go only one must be as it was read.
    public func unnamed(_ ids: [ResourceID], by plan: Plan, _ references: References) -> References {
        guard plan.steps.contains(where: \.needsPermissiveModify) else { return References() }
        let removed = plan.references(of: self) { $0 == .delete }
        if removed.count < 2, plan.references(of: self, where: { $0 != .delete }).isEmpty { return References() }
        return references.filter(ids) { removed.contains(AttributeValue($1.description)) }
    }

    /// Returns what a resource becomes when it no longer refers to some entries.
    public func revision(_ current: SCIM.Resource, without references: References) -> SCIM.Revision {
        var revision = SCIM.Revision(resource: current, spoken: .only([]))
        let ids = references.ids.map(\.text).sorted().map { SCIM.Value.string($0) }
        for binding in self.bindings where binding.rule.isReference {
            if binding.rule.isLoaded {
                let others = current[binding.path].filter { !ids.contains($0) }
                revision.resource.set(others, at: binding.path)
            } else {
                revision.edits.append(SCIM.Edit(path: binding.rule.path, action: .remove(ids)))
            }
        }
        return revision
    }
}

extension Plan {
    /// The values of references that its steps write in the given way.
    fileprivate func references(
        of planner: Planner, where isWanted: (Modification.Operation) -> Bool
    ) -> Set<AttributeValue> {
        let attributes = Set(planner.bindings.lazy.filter(\.rule.isReference).map(\.rule.attribute))
        if attributes.isEmpty { return [] }
        var values: Set<AttributeValue> = []
        for step in self.steps {
            switch step.change {
            case .add(let entry) where isWanted(.add):
                for attribute in attributes { values.formUnion(entry[attribute]) }
            case .modify(_, let modifications):
                for modification in modifications
                where isWanted(modification.operation) && attributes.contains(modification.attribute) {
                    values.formUnion(modification.values)
                }
            case .add, .rename, .delete: break
            }
        }
        return values
    }
}

extension Planner {
    /// Returns what takes a plan back as long as the entries still have their ids, a new one the id in `identity`; nil where nothing
    /// can, where it was not known what was there before, and where it would unlock an account.
    public func inverse(of plan: Plan, ifStill identity: LDAP.Filter?) -> Plan? {
        var steps: [Plan.Step] = []
        for step in plan.steps.reversed() {
            guard step.role != .disabling, !step.needsPermissiveModify,
                var back = self.wayBack(from: step, ifStill: plan.effect == .create ? identity : nil)
            else { return nil }
            back.role = .ordinary
            steps.append(back)
        }
        return Plan(steps: steps, effect: plan.effect == .create ? .delete : .update)
    }
}
