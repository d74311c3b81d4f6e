import Directories
import Encodings
import LDAP

extension Planner {
    /// What must hold for a plan's first step: the entry is the one that was read, and as it was read.
    func precondition(of entry: Entry, isInside: Bool = true, isVersioned: Bool = true) -> LDAP.Filter? {
        guard let identity = self.identity(of: entry) else { return nil }
        var conditions = [identity]
        if isInside { conditions.append(self.mapping.filter) }
        if isVersioned { conditions += self.state(of: entry, isWhole: isInside) }
        return conditions.count == 1 ? identity : .and(conditions)
    }

    /// The plan made right only for the entry as it was read, also where that is right for any version of it.
    public func pin(_ plan: Plan, to entry: LDAP.Entry) -> Plan {
        guard let index = plan.steps.firstIndex(where: { $0.change.target == entry.dn }),
            let precondition = plan.steps[index].precondition
        else { return plan }
        var conditions = self.state(of: entry, isWhole: true)
        if case .and(let terms) = precondition { conditions.removeAll(where: terms.contains) }
        var plan = plan
        plan.steps[index].precondition = precondition.and(conditions)
        return plan
    }

    /// What must hold for the later steps, which find an entry that the plan itself has changed.
    public func identity(of entry: Entry) -> LDAP.Filter? {
        entry[self.dialect.idAttribute].first.map { .equal(self.dialect.idAttribute, $0) }
    }

    /// What a lost answer is resolved by; the version only while it is the one that was read.
    func recovery(of entry: Entry, isFirst: Bool) -> WriteOptions.Recovery {
        let id = entry[self.dialect.idAttribute].first.map {
            AttributeValueAssertion(attribute: self.dialect.idAttribute, value: $0)
        }
        return WriteOptions.Recovery(id: id, version: isFirst ? self.version(of: entry) : nil)
    }

    /// What tells the entry as it was read from what others make of it: its version, or else the values that the mapping shows.
    ///
    /// Of values that the server does not compare it is known only that there are some, and that others add values is not noticed.
    /// What is missing in an entry that was not read as a whole may be there.
    private func state(of entry: Entry, isWhole: Bool) -> [LDAP.Filter] {
        if let version = self.version(of: entry) { return [.equal(version.attribute, version.value)] }
        guard self.dialect.versionAttribute == nil else { return [] }
        let loaded = self.bindings.filter { $0.rule.isLoaded && !$0.rule.isSecret }.map(\.rule.attribute)
        return (loaded + self.lockAttributes).uniqued().flatMap { attribute -> [LDAP.Filter] in
            if entry[attribute].isEmpty { return isWhole ? [.not(.present(attribute))] : [] }
            guard self.schema.attributeType(attribute)?.equality != nil else { return [.present(attribute)] }
            return entry[attribute].map { .equal(attribute, $0) }
        }
    }

    private func version(of entry: Entry) -> AttributeValueAssertion? {
        guard let attribute = self.dialect.versionAttribute, let value = entry[attribute].first else { return nil }
        return AttributeValueAssertion(attribute: attribute, value: value)
    }
}

extension LDAP.Filter {
    /// The filter with further conditions.
    func and(_ conditions: [LDAP.Filter]) -> LDAP.Filter {
        if conditions.isEmpty { return self }
        if case .and(let terms) = self { return .and(terms + conditions) }
        return .and([self] + conditions)
    }
}
