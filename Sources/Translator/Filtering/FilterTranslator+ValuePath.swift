import LDAP
import SCIM

extension FilterTranslator {
    /// `emails[type eq "work" and value co "x"]`: one and the same element meets the inner condition.
    func valuePath(
        _ path: AttributePath, _ filter: SCIM.Filter, _ references: References
    ) throws(SCIMError) -> Narrowing {
        guard let member = self.member(at: path) else { throw self.unmapped(path) }
        let elements: [ResourceShape.Element]
        switch member.content {
        case .simple: throw self.unmapped(AttributePath(schema: path.schema, attribute: path.attribute, filter: filter))
        case .complex(let element): elements = [element]
        case .elements(let several): elements = several
        }
        let selected = elements.filter { !self.isExcluded($0, of: member, by: filter) }
        if selected.isEmpty {
            throw self.unmapped(AttributePath(schema: path.schema, attribute: path.attribute, filter: filter))
        }
        var narrowings: [Narrowing] = []
        for element in selected {
            let condition = try self.condition(filter, on: element, of: member, references)
            narrowings.append(
                filter.demandsPart(of: element) ? condition : .all([self.presence(of: element), condition]))
        }
        return .any(narrowings)
    }

    /// Whether the labels alone keep an element from meeting a value filter: `type eq "home"` where only `work` is mapped.
    func isExcluded(_ element: ResourceShape.Element, of member: ResourceShape.Member, by filter: SCIM.Filter) -> Bool {
        switch filter {
        case .and(let terms): terms.contains { self.isExcluded(element, of: member, by: $0) }
        case .or(let terms): terms.allSatisfy { self.isExcluded(element, of: member, by: $0) }
        case .compare(let path, let comparison, let literal):
            element.labels[path.attribute].map { label in
                let test = Test(comparison, literal, References())
                return !self.holds(test, for: label, at: member.path.part(path.attribute))
            } ?? false
        case .not, .present, .valuePath: false
        }
    }

    /// What a value filter demands of an entry, so that this element meets it.
    func condition(
        _ filter: SCIM.Filter?, on element: ResourceShape.Element, of member: ResourceShape.Member,
        _ references: References
    ) throws(SCIMError) -> Narrowing {
        guard let filter else { return .always }
        let judge = ElementJudge(translator: self, member: member, element: element, references: references)
        return try judge.narrowing(of: filter)
    }

    /// Whether a literal of the resource meets a test, as SCIM compares.
    func holds(_ test: Test, for value: Value, at path: AttributePath) -> Bool {
        guard let member = self.member(at: path) else { return false }
        let name = path.subAttribute ?? "value"
        var resource = Resource()
        resource.set([.object([name: value])], at: member.path)
        let target = AttributePath(schema: member.path.schema, attribute: member.name, subAttribute: name)
        return SCIM.Filter.compare(target, test.comparison, test.literal)
            .matches(resource, of: self.mapping.resourceType)
    }
}

/// Says what a value filter demands so that one element of a complex attribute meets it.
private struct ElementJudge {
    let translator: FilterTranslator
    let member: ResourceShape.Member
    let element: ResourceShape.Element
    let references: References

    func narrowing(of filter: SCIM.Filter) throws(SCIMError) -> Narrowing {
        let narrowing = try self.exactNarrowing(of: filter)
        if self.element.isRepeated, !filter.isPositiveLeaf { return narrowing.loosened }
        return narrowing
    }

    private func exactNarrowing(of filter: SCIM.Filter) throws(SCIMError) -> Narrowing {
        switch filter {
        case .and(let terms): .all(try self.narrowings(of: terms))
        case .or(let terms): .any(try self.narrowings(of: terms))
        case .not(let term): self.element.isRepeated ? .unknown : try self.exactNarrowing(of: term).negated
        case .present(let path): try self.presence(path)
        case .compare(let path, let comparison, let literal):
            try self.comparison(path, Test(comparison, literal, self.references))
        case .valuePath(let path, _): throw self.unmapped(path)
        }
    }

    private func narrowings(of terms: [SCIM.Filter]) throws(SCIMError) -> [Narrowing] {
        var narrowings: [Narrowing] = []
        for term in terms { narrowings.append(try self.exactNarrowing(of: term)) }
        return narrowings
    }

    private func presence(_ path: AttributePath) throws(SCIMError) -> Narrowing {
        if let part = self.element.part(named: path.attribute) {
            return self.translator.bindings[part.binding].presence
        }
        if self.element.derives(path.attribute) { return self.translator.presence(of: self.element).loosened }
        try self.requireMapped(path)
        return self.element.labels[path.attribute] == nil ? .never : .always
    }

    private func comparison(_ path: AttributePath, _ test: Test) throws(SCIMError) -> Narrowing {
        if test.literal.isNull { return self.translator.nullComparison(test, present: try self.presence(path)) }
        if let part = self.element.part(named: path.attribute) {
            let binding = self.translator.bindings[part.binding]
            guard test.comparison == .ne else { return try self.translator.comparison(of: binding, test) }
            let equal = try self.translator.comparison(of: binding, test.equality)
            return self.element.isRepeated ? .unknown : equal.negated
        }
        if self.element.derives(path.attribute) {
            return test.comparison == .ne ? .unknown : self.translator.presence(of: self.element).loosened
        }
        try self.requireMapped(path)
        guard let label = self.element.labels[path.attribute] else { return test.comparison == .ne ? .always : .never }
        let isMet = self.translator.holds(test, for: label, at: self.member.path.part(path.attribute))
        return isMet ? .always : .never
    }

    /// A sub-attribute that this element lacks is absent; one that no element has is not mapped.
    private func requireMapped(_ path: AttributePath) throws(SCIMError) {
        guard case .elements(let elements) = self.member.content else {
            if self.element.part(named: path.attribute) == nil { throw self.unmapped(path) }
            return
        }
        let isMapped = elements.contains {
            $0.labels[path.attribute] != nil || $0.part(named: path.attribute) != nil
        }
        if !isMapped { throw self.unmapped(path) }
    }

    private func unmapped(_ path: AttributePath) -> SCIMError {
        self.translator.unmapped(self.member.path.part(path.attribute))
    }
}

extension SCIM.Filter {
    /// Whether it is a single condition on a part that the element must have to meet it.
    fileprivate func demandsPart(of element: ResourceShape.Element) -> Bool {
        switch self {
        case .present(let path), .compare(let path, _, _):
            self.isPositiveLeaf && element.part(named: path.attribute) != nil
        case .and, .or, .not, .valuePath: false
        }
    }

    /// Whether it is a single condition that one value of an element meets by itself.
    fileprivate var isPositiveLeaf: Bool {
        switch self {
        case .present: true
        case .compare(_, let comparison, let literal): comparison != .ne && !literal.isNull
        case .and, .or, .not, .valuePath: false
        }
    }
}
