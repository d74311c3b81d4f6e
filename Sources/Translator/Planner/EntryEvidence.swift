import Directories
import Encodings
import LDAP

/// What was read of an entry, by which a change of it is protected against other writers.
struct EntryEvidence {
    let planner: Planner
    let entry: Entry

    private var dialect: Dialect { self.planner.dialect }

    /// What holds as long as it is the same entry, whatever others have changed in it.
    var identity: LDAP.Filter? {
        self.entry[self.dialect.idAttribute].first.map { .equal(self.dialect.idAttribute, $0) }
    }

    /// What must hold for the first change: the entry is the same, is one that the mapping shows (`isInside`), and is as it was
    /// read (`isVersioned`).
    func precondition(isInside: Bool = true, isVersioned: Bool = true) -> LDAP.Filter? {
        guard let identity = self.identity else { return nil }
        var conditions = [identity]
        if isInside { conditions.append(self.planner.mapping.filter) }
        if isVersioned { conditions += self.state(isWhole: isInside) }
        return conditions.count == 1 ? identity : .and(conditions)
    }

    /// What a lost answer is resolved by.
    ///
    /// The version tells only of the first change: that makes another one.
    func recovery(isFirst: Bool) -> WriteOptions.Recovery {
        let id = self.entry[self.dialect.idAttribute].first.map {
            AttributeValueAssertion(attribute: self.dialect.idAttribute, value: $0)
        }
        return WriteOptions.Recovery(id: id, version: isFirst ? self.version : nil)
    }

    /// What tells the entry as it was read from what others make of it: its version, or else the values that the mapping shows.
    ///
    /// Of values that the server does not compare it is known only that there are some, and that others add values is not noticed.
    /// What is missing in an entry that was not read as a whole may be there.
    fileprivate func state(isWhole: Bool) -> [LDAP.Filter] {
        if let version = self.version { return [.equal(version.attribute, version.value)] }
        guard self.dialect.versionAttribute == nil else { return [] }
        let loaded = self.planner.bindings.filter { $0.rule.isLoaded && !$0.rule.isSecret }.map(\.rule.attribute)
        return (loaded + self.planner.lockAttributes).uniqued().flatMap { attribute -> [LDAP.Filter] in
            if self.entry[attribute].isEmpty { return isWhole ? [.not(.present(attribute))] : [] }
            guard self.planner.schema.equality(of: attribute) != nil else { return [.present(attribute)] }
            return self.entry[attribute].map { .equal(attribute, $0) }
        }
    }

    private var version: AttributeValueAssertion? {
        guard let attribute = self.dialect.versionAttribute, let value = self.entry[attribute].first else { return nil }
        return AttributeValueAssertion(attribute: attribute, value: value)
    }
}

extension Planner {
    /// What an entry, as it was read, tells of itself.
    func evidence(of entry: Entry) -> EntryEvidence { EntryEvidence(planner: self, entry: entry) }

    /// The plan made right only for the entry as it was read, also where that is right for any version of it.
    public func pin(_ plan: Plan, to entry: LDAP.Entry) -> Plan {
        guard let index = plan.steps.firstIndex(where: { $0.change.target == entry.dn }),
            let precondition = plan.steps[index].precondition
        else { return plan }
        var conditions = self.evidence(of: entry).state(isWhole: true)
        if case .and(let terms) = precondition { conditions.removeAll(where: terms.contains) }
        var plan = plan
        plan.steps[index].precondition = precondition.and(conditions)
        return plan
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
