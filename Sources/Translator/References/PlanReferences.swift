import LDAP
import SCIM

/// The values of references that the steps of a plan write.
///
/// A plan names entries by the names that they had when it was made. Once it is applied, the bridge looks whether they still have
/// these names.
private struct PlanReferences {
    /// The values that come.
    var added: Set<AttributeValue> = []
    /// The values that go.
    var removed: Set<AttributeValue> = []

    init(of plan: Plan, in attributes: Set<AttributeDescription>) {
        if attributes.isEmpty { return }
        for step in plan.steps {
            switch step.change {
            case .add(let entry):
                for attribute in attributes { self.added.formUnion(entry[attribute]) }
            case .modify(_, let modifications):
                for modification in modifications where attributes.contains(modification.attribute) {
                    if modification.operation == .delete {
                        self.removed.formUnion(modification.values)
                    } else {
                        self.added.formUnion(modification.values)
                    }
                }
            case .rename, .delete: break
            }
        }
    }
}

extension Planner {
    /// Returns those of the entries with these ids whose names a plan has added as values of references.
    public func named(_ ids: [ResourceID], by plan: Plan, _ references: References) -> References {
        let added = self.references(of: plan).added
        if added.isEmpty { return References() }
        return references.filter(ids) { self.isAny(of: added, $0, references) }
    }

    /// Returns those of the entries with these ids whose names a plan has removed from references, without knowing whether they
    /// were there.
    ///
    /// None where a single name goes and none comes: such a plan is written only while that name is there.
    public func unnamed(_ ids: [ResourceID], by plan: Plan, _ references: References) -> References {
        guard plan.steps.contains(where: \.needsPermissiveModify) else { return References() }
        let values = self.references(of: plan)
        if values.removed.count < 2, values.added.isEmpty { return References() }
        return references.filter(ids) { self.isAny(of: values.removed, $0, references) }
    }

    /// Whether one of some values is a name of the entry with an id.
    private func isAny(of values: Set<AttributeValue>, _ id: ResourceID, _ references: References) -> Bool {
        self.referenceForms.contains { key in
            references.name(of: id, by: key).map { values.contains($0.value) } ?? false
        }
    }

    private func references(of plan: Plan) -> PlanReferences {
        PlanReferences(of: plan, in: Set(self.bindings.lazy.filter(\.rule.isReference).map(\.rule.attribute)))
    }

    /// Returns what a resource becomes when it no longer refers to some entries.
    ///
    /// No client speaks here, so nothing counts as taken away but these references.
    public func revision(_ current: SCIM.Resource, without references: References) -> SCIM.Revision {
        var revision = SCIM.Revision(resource: current, spoken: .nothing)
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
