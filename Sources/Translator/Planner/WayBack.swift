import LDAP

extension Planner {
    /// Returns the step that takes another one back, which is applied only to the same entry and only while it holds what was
    /// written; nil where nothing can take it back.
    ///
    /// `identity` tells a new entry, whose id the step does not know.
    public func wayBack(from step: Plan.Step, ifStill identity: LDAP.Filter? = nil) -> Plan.Step? {
        guard let inverse = step.inverse else { return nil }
        var conditions: [LDAP.Filter] = []
        if let id = step.recovery.id {
            conditions.append(.equal(id.attribute, id.value))
        } else if let identity {
            conditions.append(identity)
        }
        if case .modify(_, let modifications) = step.change {
            conditions += self.traces(of: modifications)
        }
        if case .add = inverse { conditions = [] }
        return Plan.Step(
            inverse, precondition: conditions.count > 1 ? .and(conditions) : conditions.first,
            recovery: WriteOptions.Recovery(id: step.recovery.id), role: .finishing)
    }

    /// Returns the plan that takes another one back, which is applied only to the same entries; `identity` tells a new one.
    ///
    /// Nil where nothing can take it back, where it was not known what was there before, and where it would unlock an account.
    public func inverse(of plan: Plan, ifStill identity: LDAP.Filter?) -> Plan? {
        var steps: [Plan.Step] = []
        for step in plan.steps.reversed() {
            guard step.role != .disabling, !step.needsPermissiveModify,
                var back = self.wayBack(from: step, ifStill: plan.effect == .create ? identity : nil)
            else { return nil }
            back.role = .ordinary
            steps.append(back)
        }
        var inverse = Plan(steps: steps, effect: plan.effect == .create ? .delete : .update)
        inverse.takesBack = true
        return inverse
    }
}

extension Planner {
    /// The filters that an entry matches as long as it holds what some modifications have written; none where nothing can be compared.
    public func traces(of modifications: [Modification]) -> [LDAP.Filter] {
        ModificationTraces(planner: self).filters(of: modifications)
    }
}

/// Finds what an entry shows as long as nobody has overwritten some modifications of it.
///
/// `-title=Clerk +title=Chief → (title=Chief) (!(title=Clerk))`
private struct ModificationTraces {
    let planner: Planner

    func filters(of modifications: [Modification]) -> [LDAP.Filter] {
        var attributes: [LDAP.AttributeDescription] = []
        for modification in modifications where !attributes.contains(modification.attribute) {
            attributes.append(modification.attribute)
        }
        return attributes.flatMap { attribute -> [LDAP.Filter] in
            // The server can look for a value only where it can compare values.
            guard self.planner.schema.equality(of: attribute) != nil,
                !LDAP.Change.secretAttributes.contains(attribute)
            else { return [] }
            return self.filters(of: modifications.filter { $0.attribute == attribute }, in: attribute)
        }
    }

    private func filters(
        of modifications: [Modification], in attribute: LDAP.AttributeDescription
    ) -> [LDAP.Filter] {
        var (present, absent): ([AttributeValue], [AttributeValue]) = ([], [])
        var isEmptied = false
        for modification in modifications {
            let keys = Set(modification.values.map { self.planner.key($0, of: attribute) })
            func without(_ values: [AttributeValue]) -> [AttributeValue] {
                values.filter { !keys.contains(self.planner.key($0, of: attribute)) }
            }
            switch modification.operation {
            case .add: (present, absent) = (present + modification.values, without(absent))
            case .delete where modification.values.isEmpty: (present, absent, isEmptied) = ([], [], true)
            case .delete: (present, absent) = (without(present), absent + modification.values)
            case .replace: (present, absent, isEmptied) = (Array(modification.values), [], modification.values.isEmpty)
            case .increment: break
            }
        }
        if isEmptied, present.isEmpty { return [.not(.present(attribute))] }
        return present.map { .equal(attribute, $0) } + absent.map { .not(.equal(attribute, $0)) }
    }
}
