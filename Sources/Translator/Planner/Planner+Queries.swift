import Encodings
import LDAP
import SCIM

extension Planner {
    /// The resource with the defaults that a new entry of it gets, so that these too are kept unique.
    public func completed(_ resource: SCIM.Resource) -> SCIM.Resource {
        var completed = resource
        for (binding, sharing) in self.defaulted {
            let isFilled = sharing.contains { !completed[$0.path].allSatisfy(\.isBlank) }
            guard !isFilled, let text = self.defaultText(binding, for: resource) else { continue }
            completed.set([.string(text)], at: binding.path)
        }
        return completed
    }

    /// The filter for entries that hold one of the resource's unique values; nil if it has none.
    public func uniquenessFilter(for resource: SCIM.Resource) -> LDAP.Filter? {
        self.anyOf(self.equalities(of: resource, at: self.uniqueBindings))
    }

    /// The unique attributes to which a revision gives other values than are shown.
    public func uniqueChanges(in revision: SCIM.Revision, over current: SCIM.Resource) -> SCIM.Resource {
        var changed = SCIM.Resource()
        for binding in self.uniqueBindings where revision.speaks(of: binding.whole) {
            let wished = revision.resource[binding.path]
            if wished != current[binding.path] { changed.set(wished, at: binding.path) }
        }
        return changed
    }

    /// The resource's unique values in the form in which equal ones have equal bytes.
    public func uniqueValues(of resource: SCIM.Resource) -> Set<AttributeValueAssertion> {
        Set(
            self.storedValues(of: resource, at: self.uniqueBindings).map { binding, value in
                AttributeValueAssertion(
                    attribute: binding.rule.attribute, value: binding.type?.equality?.normalized(value) ?? value)
            })
    }

    /// The filter for a trashed entry that was the same person; nil if mapping or resource do not tell.
    public func revivalFilter(for resource: SCIM.Resource) -> LDAP.Filter? {
        let equalities = self.revivalBindings.compactMap { self.equalities(of: resource, at: $0).first }
        guard equalities.count == self.revivalBindings.count else { return nil }
        return equalities.count > 1 ? .and(equalities) : equalities.first
    }

    /// What finds the entry that stands in the way of a resource: one with its name, one of its unique values, or an
    /// address or external id, which a directory may keep unique of its own accord.
    public func conflictFilter(for resource: SCIM.Resource) -> LDAP.Filter? {
        let bindings = self.storableBindings.filter {
            $0.rule.isUnique || self.mayBeUnique($0.rule) || self.namesEntries($0.rule)
        }
        return self.anyOf(self.equalities(of: resource, at: bindings))
    }

    /// Whether a directory may keep the values unique of its own accord.
    public func mayBeUnique(_ rule: Mapping.Rule) -> Bool {
        rule.path.attribute == "emails" || rule.path == .externalID
    }

    /// Whether new entries are named by the values.
    func namesEntries(_ rule: Mapping.Rule) -> Bool { self.isSame(rule.attribute, self.mapping.rdn) }

    /// The ids in a revision that its plan needs as distinguished names.
    public func editReferences(in revision: SCIM.Revision) -> [ResourceID] {
        var ids: [String] = []
        for binding in self.bindings where binding.rule.isReference {
            ids += revision.resource[binding.path].compactMap(\.string)
            for edit in revision.edits where edit.path == binding.rule.path {
                ids += edit.action.values.compactMap(\.single?.string)
            }
        }
        return ids.filter { !$0.isEmpty }.map(ResourceID.init).uniqued()
    }

    private func equalities(of resource: SCIM.Resource, at bindings: [Binding]) -> [LDAP.Filter] {
        self.storedValues(of: resource, at: bindings).map { .equal($0.rule.attribute, $1) }
    }

    /// The values that the directory would hold.
    func storedValues(of resource: SCIM.Resource, at bindings: [Binding]) -> [(Binding, AttributeValue)] {
        var stored: [(Binding, AttributeValue)] = []
        let references = References()
        for binding in bindings {
            for value in resource[binding.path] {
                let value = binding.conversion.attributeValue(of: value, references: references)
                if let value, !value.bytes.isEmpty { stored.append((binding, value)) }
            }
        }
        return stored
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
