import LDAP
import SCIM

extension Planner {
    /// The resource with the defaults that a new entry of it gets, so that these too are kept unique.
    public func completed(_ resource: SCIM.Resource) -> SCIM.Resource {
        var completed = resource
        for binding in self.bindings where binding.rule.defaultValue != nil {
            let attribute = binding.rule.attribute
            let isFilled = self.bindings.contains { other in
                self.isSame(other.rule.attribute, attribute) && !completed[other.path].allSatisfy(\.isBlank)
            }
            guard !isFilled, let text = self.defaultValue(binding, for: resource)?.text else { continue }
            completed.set([.string(text)], at: binding.path)
        }
        return completed
    }

    /// What finds the entries that hold one of the resource's unique values; nil if it has none.
    public func uniquenessFilter(for resource: SCIM.Resource) -> LDAP.Filter? {
        self.anyOf(self.equalities(of: resource, where: \.isUnique))
    }

    /// The paths of rules that choose a value by a filter.
    public var valuePaths: [SCIM.AttributePath] {
        self.mapping.rules.map(\.path).filter { $0.filter != nil }
    }

    /// The resource's unique values in the form in which equal ones have equal bytes.
    public func uniqueValues(of resource: SCIM.Resource) -> Set<AttributeValueAssertion> {
        Set(
            self.storedValues(of: resource, where: \.isUnique).map { binding, value in
                let attribute = binding.rule.attribute
                return AttributeValueAssertion(attribute: attribute, value: self.key(value, of: attribute))
            })
    }

    /// What finds a trashed entry that was the same person; nil if the mapping or the resource does not allow to tell.
    public func revivalFilter(for resource: SCIM.Resource) -> LDAP.Filter? {
        let paths: [SCIM.AttributePath]
        switch self.mapping.revival {
        case .never: return nil
        case .userName: paths = [.userName]
        case .externalId: paths = [.externalID, .userName]
        }
        let equalities = paths.compactMap { path in self.equalities(of: resource) { $0.path == path }.first }
        guard equalities.count == paths.count else { return nil }
        return equalities.count > 1 ? .and(equalities) : equalities.first
    }

    /// What finds the entry that stands in the way of a resource: one with its name, one of its unique values, or an
    /// address or external id, which a directory may keep unique of its own accord.
    public func conflictFilter(for resource: SCIM.Resource) -> LDAP.Filter? {
        self.anyOf(
            self.equalities(of: resource) { $0.isUnique || self.mayBeUnique($0) || self.namesEntries($0) })
    }

    /// Whether a directory may keep the values unique of its own accord.
    public func mayBeUnique(_ rule: Mapping.Rule) -> Bool {
        rule.path.attribute == "emails" || rule.path == .externalID
    }

    /// Whether new entries are named by the values.
    func namesEntries(_ rule: Mapping.Rule) -> Bool { self.isSame(rule.attribute, self.mapping.rdn) }

    /// The ids that a revision names and whose distinguished names its plan needs.
    public func editReferences(in revision: SCIM.Revision) -> [String] {
        var ids: [String] = []
        for binding in self.bindings where binding.rule.isReference {
            ids += revision.resource[binding.path].compactMap(\.string)
            for edit in revision.edits where edit.path == binding.rule.path {
                ids += edit.action.values.compactMap(\.single?.string)
            }
        }
        var seen: Set<String> = []
        return ids.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// The ids that a revision takes away from attributes that were not loaded.
    public func removedReferences(in revision: SCIM.Revision) -> [String] {
        let paths = self.bindings.filter { $0.rule.isReference && !$0.rule.isLoaded }.map(\.rule.path)
        return revision.edits.flatMap { edit -> [String] in
            guard case .remove(let values) = edit.action, paths.contains(edit.path) else { return [] }
            return values.compactMap(\.single?.string)
        }
    }

    private func equalities(of resource: SCIM.Resource, where isWanted: (Mapping.Rule) -> Bool) -> [LDAP.Filter] {
        self.storedValues(of: resource, where: isWanted).map { .equal($0.rule.attribute, $1) }
    }

    /// The values that the directory would hold.
    func storedValues(
        of resource: SCIM.Resource, where isWanted: (Mapping.Rule) -> Bool
    ) -> [(Binding, AttributeValue)] {
        self.bindings.flatMap { binding -> [(Binding, AttributeValue)] in
            guard isWanted(binding.rule), !binding.rule.isReference, binding.type != nil else { return [] }
            return resource[binding.path].compactMap { value in
                let stored = binding.conversion.attributeValue(of: value, references: References())
                return stored.flatMap { $0.bytes.isEmpty ? nil : (binding, $0) }
            }
        }
    }

    private func anyOf(_ filters: [LDAP.Filter]) -> LDAP.Filter? {
        filters.count > 1 ? .or(filters) : filters.first
    }
}

extension SCIM.Edit.Action {
    /// The values that the edit names.
    var values: [SCIM.Value] {
        switch self {
        case .add(let values), .remove(let values), .replace(let values): values
        case .clear: []
        }
    }
}

extension SCIM.Value {
    /// The value itself, or the `value` of a complex one (RFC 7643 section 2.4).
    var single: SCIM.Value? {
        if case .object(let object) = self { object["value"] } else { self }
    }
}

extension SCIM.AttributePath {
    static let userName = SCIM.AttributePath(attribute: "userName")
    static let externalID = SCIM.AttributePath(attribute: "externalId")
    static let password = SCIM.AttributePath(attribute: "password")
    static let active = SCIM.AttributePath(attribute: "active")
}
