import LDAP
import SCIM

/// Compiles SCIM filters into conditions, those on resources and, by the same rules, those on the elements of a complex attribute.
///
/// What LDAP says exactly as SCIM means it is left to the directory; which texts are equal, and which hold others, is the
/// directory's to say, so that what is not found can be created. Where it would find more (it sees values that SCIM does not show,
/// compares without case), the directory narrows and the residual decides.
struct ConditionCompiler {
    let paths: FilterablePaths
    /// The names of the entries whose ids the filter mentions.
    let references: References
    /// The names that stand for entries while references to them are under way; nil where there are none.
    let interims: InterimNames?
    var scope = FilterScope.resource
    /// The comparisons that are compiled already; nil where they are being compiled.
    var equalities: TextEqualities?

    /// Returns what the filter demands.
    /// - Throws: `invalidFilter` for an attribute that is not mapped and for an operator that the attribute does not have.
    func condition(of filter: SCIM.Filter) throws(SCIMError) -> Condition {
        switch filter {
        case .and(let terms): return .all(try self.conditions(of: terms))
        case .or(let terms): return .any(try self.conditions(of: terms), of: filter)
        // One element that meets the term says nothing of the others.
        case .not where self.scope.isRepeated: return Condition(.unknown, of: filter)
        case .not(let term): return try self.condition(of: term).negated(of: filter)
        case .present(let path): return Condition(try self.presence(of: path), of: filter)
        case .compare(let path, let comparison, let literal):
            if case .resource = self.scope, let known = self.equalities?.condition(of: filter) { return known }
            return try self.comparison(of: path, ComparedLiteral(comparison, literal), in: filter)
        case .valuePath(let path, let inner): return Condition(try self.valuePath(path, inner), of: filter)
        }
    }

    private func conditions(of terms: [SCIM.Filter]) throws(SCIMError) -> [Condition] {
        var conditions: [Condition] = []
        conditions.reserveCapacity(terms.count)
        for term in terms { conditions.append(try self.condition(of: term)) }
        return conditions
    }

    /// `attribute pr`.
    private func presence(of path: AttributePath) throws(SCIMError) -> Narrowing {
        if let special = try self.special(path) { return special.presence(self.paths) }
        return .any(try self.sources(of: path, forPresence: true).map { self.presence(of: $0) })
    }

    /// `attribute operator literal`.
    private func comparison(
        of path: AttributePath, _ wanted: ComparedLiteral, in filter: SCIM.Filter
    ) throws(SCIMError) -> Condition {
        if let special = try self.special(path) {
            return Condition(try special.comparison(wanted, at: path, self.paths), of: filter)
        }
        let sources = try self.sources(of: path, forPresence: false)
        if wanted.literal.isNull {
            return Condition(wanted.ofNull(where: .any(sources.map { self.presence(of: $0) })), of: filter)
        }
        if wanted.comparison == .ne {
            let equal = try self.comparison(of: sources, wanted.equality)
            let isOpposite = ValueSource.areSingle(sources, self.paths.bindings)
            return Condition(isOpposite ? equal.negated : .unknown, of: filter)
        }
        let narrowing = try self.comparison(of: sources, wanted)
        if !narrowing.isExact, let answer = self.answer(to: wanted, sources, narrowing) {
            return Condition(narrowing, answeredBy: answer)
        }
        return Condition(narrowing, of: filter)
    }

    private func special(_ path: AttributePath) throws(SCIMError) -> SpecialAttribute? {
        if case .element = self.scope { return nil }
        return try self.paths.special(path)
    }
}

// MARK: - The values of a path

extension ConditionCompiler {
    private func presence(of source: ValueSource) -> Narrowing {
        switch source {
        case .binding(let index, let condition): condition.and(self.paths.bindings[index].presence)
        case .label(_, _, let shown), .derived(let shown): shown
        }
    }

    private func comparison(of sources: [ValueSource], _ wanted: ComparedLiteral) throws(SCIMError) -> Narrowing {
        var narrowings: [Narrowing] = []
        narrowings.reserveCapacity(sources.count)
        for source in sources {
            switch source {
            case .binding(let index, let condition):
                narrowings.append(condition.and(try self.comparison(of: self.paths.bindings[index], wanted)))
            case .label(let value, let part, let shown):
                narrowings.append(self.paths.holds(wanted, for: value, at: part) ? shown : .never)
            case .derived(let shown): narrowings.append(shown)
            }
        }
        return .any(narrowings)
    }

    /// The condition on the values of one rule; a reference is also found by the interim name of its entry.
    private func comparison(of binding: Binding, _ wanted: ComparedLiteral) throws(SCIMError) -> Narrowing {
        let own = try binding.comparison(wanted, self.references)
        let key = binding.rule.referenceKey
        guard binding.rule.isReference, let interims, interims.areInUse(by: key),
            case .equal(let attribute, _) = own.superset,
            let id = wanted.literal.plainText.map(ResourceID.init), self.references.name(of: id) != nil
        else { return own }
        return .any([own, .some(.equal(attribute, interims.value(of: id, by: key)), isExact: own.isExact)])
    }

    /// The comparison, where every entry that the directory finds by it meets it; nil elsewhere.
    private func answer(
        to wanted: ComparedLiteral, _ sources: [ValueSource], _ narrowing: Narrowing
    ) -> AnsweredComparison? {
        guard case .resource = self.scope, let index = ValueSource.onlyBinding(of: sources) else { return nil }
        let binding = self.paths.bindings[index]
        if wanted.comparison == .eq, case .equal(binding.rule.attribute, let value) = narrowing.superset {
            return AnsweredComparison(path: binding.rule.path, comparison: .eq, value: value)
        }
        guard !wanted.comparison.isOrder, let text = wanted.literal.plainText,
            binding.assertion(wanted.comparison, text)?.condition != nil
        else { return nil }
        return AnsweredComparison(path: binding.rule.path, comparison: wanted.comparison, value: AttributeValue(text))
    }

    /// The sources of the values at a path; none only for a part that this element lacks and another one has.
    private func sources(of path: AttributePath, forPresence: Bool) throws(SCIMError) -> [ValueSource] {
        switch self.scope {
        case .resource: return try self.sources(inResource: path, forPresence)
        case .element(let element, let member):
            let part = member.path.part(path.attribute)
            let sources = self.sources(of: part, in: element, where: .always, labelsShown: .always)
            if sources.isEmpty { try self.requireMapped(part, in: member) }
            return sources
        }
    }

    private func sources(inResource path: AttributePath, _ forPresence: Bool) throws(SCIMError) -> [ValueSource] {
        guard let member = self.paths.member(at: path) else { throw self.paths.unmapped(path) }
        func sources(in element: ResourceShape.Element, where condition: Narrowing) -> [ValueSource] {
            if path.subAttribute == nil, forPresence {
                return element.parts.map { .binding($0.binding, where: condition) }
            }
            return self.sources(
                of: member.path.part(path.subAttribute ?? "value"), in: element, where: condition, labelsShown: nil)
        }
        var found: [ValueSource] = []
        switch member.content {
        case .simple(let index):
            if path.subAttribute == nil, path.filter == nil { found = [.binding(index, where: .always)] }
        case .complex(let element):
            if path.filter == nil { found = sources(in: element, where: .always) }
        case .elements(let elements):
            for element in elements where !self.paths.isExcluded(element, of: member, by: path.filter) {
                found += sources(in: element, where: try self.condition(that: element, of: member, meets: path.filter))
            }
        }
        if found.isEmpty { throw self.paths.unmapped(path) }
        return found
    }

    /// The source of a part of an element; `labelsShown` says when a label is shown, by default with its element.
    private func sources(
        of part: AttributePath, in element: ResourceShape.Element, where condition: Narrowing, labelsShown: Narrowing?
    ) -> [ValueSource] {
        let name = part.subAttribute ?? "value"
        if let part = element.part(named: name) { return [.binding(part.binding, where: condition)] }
        if let label = element.labels[name] {
            return [.label(label, at: part, shown: labelsShown ?? condition.and(self.paths.presence(of: element)))]
        }
        guard element.derives(name) else { return [] }
        return [.derived(shown: condition.and(self.paths.presence(of: element).loosened))]
    }

    /// Checks that some element of the list has the part: then it is absent from this one, and not unknown.
    private func requireMapped(_ part: AttributePath, in member: ResourceShape.Member) throws(SCIMError) {
        let name = part.subAttribute ?? "value"
        guard case .elements(let elements) = member.content,
            elements.contains(where: { $0.labels[name] != nil || $0.part(named: name) != nil })
        else { throw self.paths.unmapped(part) }
    }
}

// MARK: - Value paths

extension ConditionCompiler {
    /// `emails[type eq "work" and value co "x"]`: one and the same element meets the inner condition.
    private func valuePath(_ path: AttributePath, _ filter: SCIM.Filter) throws(SCIMError) -> Narrowing {
        if case .element(_, let member) = self.scope { throw self.paths.unmapped(member.path.part(path.attribute)) }
        guard let member = self.paths.member(at: path) else { throw self.paths.unmapped(path) }
        let elements: [ResourceShape.Element] =
            switch member.content {
            case .simple: []
            case .complex(let element): [element]
            case .elements(let several): several
            }
        let selected = elements.filter { !self.paths.isExcluded($0, of: member, by: filter) }
        if selected.isEmpty {
            throw self.paths.unmapped(
                AttributePath(schema: path.schema, attribute: path.attribute, filter: filter))
        }
        var narrowings: [Narrowing] = []
        for element in selected {
            let condition = try self.narrowing(of: filter, on: element, of: member)
            narrowings.append(
                filter.demandsPart(of: element) ? condition : .all([self.paths.presence(of: element), condition]))
        }
        return .any(narrowings)
    }

    /// The condition that an element meets the filter in a path; always where the path has none.
    private func condition(
        that element: ResourceShape.Element, of member: ResourceShape.Member, meets filter: SCIM.Filter?
    ) throws(SCIMError) -> Narrowing {
        guard let filter else { return .always }
        let condition = try self.narrowing(of: filter, on: element, of: member)
        // Of several values one meets the condition, and another one may be what is looked for.
        return element.isRepeated ? condition.loosened : condition
    }

    /// The condition that an element meets a value filter.
    private func narrowing(
        of filter: SCIM.Filter, on element: ResourceShape.Element, of member: ResourceShape.Member
    ) throws(SCIMError) -> Narrowing {
        var inner = self
        inner.scope = .element(element, of: member)
        let narrowing = try inner.condition(of: filter).narrowing
        // Of several values each may meet another part of the filter.
        return element.isRepeated && !filter.isPositiveLeaf ? narrowing.loosened : narrowing
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
