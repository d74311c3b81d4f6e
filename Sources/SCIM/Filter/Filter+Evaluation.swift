import Encodings

extension Filter {
    /// Whether the resource meets the condition (RFC 7644 3.4.2.2).
    ///
    /// A multi-valued attribute compares as wanted if one of its values does, a complex value by its `value`. An absent
    /// attribute is equal to nothing but null, so only `ne` holds for it.
    ///
    /// `rules` says for a path how texts compare there; without it only their case may count.
    public func matches(
        _ resource: Resource, of type: ResourceType,
        comparing rules: @escaping (AttributePath) -> TextRule? = { _ in nil }
    ) -> Bool {
        self.holds { path in
            let rule = rules(path)
            let (path, attribute) = type.definition(of: path)
            let partRule = { (part: String) in rules(path.part(part)) }
            let values = resource.filterableValues(at: path, of: type, comparing: partRule)
            return Candidates(values: values, attribute: attribute, rule: rule, partRule: partRule)
        }
    }

    /// Whether one value of a multi-valued attribute meets the condition of a value filter.
    func matches(
        element: Value, of attribute: Schema.Attribute?, comparing rules: @escaping (String) -> TextRule? = { _ in nil }
    ) -> Bool {
        self.holds { path in
            let definition = attribute?.subAttribute(named: path.attribute)
            return Candidates(
                values: element.part(path.attribute), attribute: definition ?? attribute,
                rule: rules(path.attribute), partRule: { _ in nil })
        }
    }

    private func holds(_ candidates: (AttributePath) -> Candidates) -> Bool {
        switch self {
        case .and(let terms): terms.allSatisfy { $0.holds(candidates) }
        case .or(let terms): terms.contains { $0.holds(candidates) }
        case .not(let term): !term.holds(candidates)
        case .present(let path): candidates(path).values.contains(where: \.isAssigned)
        case .compare(let path, let comparison, let literal): candidates(path).contains(comparison, literal)
        case .valuePath(let path, let filter): candidates(path).contains(filter)
        }
    }
}

/// The values that a path selects, and how its attribute is defined.
private struct Candidates {
    var values: [Value]
    var attribute: Schema.Attribute?
    var rule: TextRule?
    /// How texts compare in a part of a complex value.
    var partRule: (String) -> TextRule?

    func contains(_ filter: Filter) -> Bool {
        self.values.contains {
            $0.isAssigned && filter.matches(element: $0, of: self.attribute, comparing: self.partRule)
        }
    }

    func contains(_ comparison: Filter.Operator, _ literal: Value) -> Bool {
        let values = self.values.flatMap { $0.part("value") }.filter(\.isAssigned)
        if literal.isNull || values.isEmpty {
            return (comparison == .eq && literal.isNull && values.isEmpty)
                || (comparison == .ne && literal.isNull != values.isEmpty)
        }
        let test = Comparison(comparison, literal, for: self.comparedAttribute, by: self.rule)
        return values.contains(where: test.holds)
    }

    private var comparedAttribute: Schema.Attribute? {
        guard let attribute = self.attribute, attribute.type == .complex else { return self.attribute }
        return attribute.subAttribute(named: "value")
    }
}

extension Value {
    /// Whether there is anything that is neither null nor empty (RFC 7643 2.5).
    var isAssigned: Bool {
        switch self {
        case .null: false
        case .string(let text): !text.isEmpty
        case .array(let values): values.contains(where: \.isAssigned)
        case .object(let object): object.contains { $0.value.isAssigned }
        case .boolean, .integer, .decimal: true
        }
    }
}

extension ResourceType {
    /// The path in its proper schema, and the definition of its attribute.
    ///
    /// Entra: an attribute of an extension may lack its schema, as in `manager eq 2819c223-…`.
    func definition(of path: AttributePath) -> (path: AttributePath, attribute: Schema.Attribute?) {
        guard path.schema == nil, let (schema, attribute) = self.bareAttribute(named: path.attribute) else {
            return (path, self.attribute(at: path))
        }
        var qualified = path
        qualified.schema = schema
        guard let subAttribute = path.subAttribute else { return (qualified, attribute) }
        return (qualified, attribute.subAttribute(named: subAttribute))
    }
}

extension Resource {
    /// The values at a path, which may also name what a resource keeps beside its attributes.
    func filterableValues(
        at path: AttributePath, of type: ResourceType, comparing rules: @escaping (String) -> TextRule? = { _ in nil }
    ) -> [Value] {
        switch path.schema == nil ? CaseInsensitiveName(path.attribute) : nil {
        case CaseInsensitiveName("id"): return self.id.map { [.string($0)] } ?? []
        case CaseInsensitiveName("meta"): return self.metaValues(named: path.subAttribute)
        case CaseInsensitiveName("schemas"): return self.schemaValues(of: type)
        default: break
        }
        guard let filter = path.filter else { return self[path] }
        let attribute = type.attribute(at: path.whole)
        let selected = self[path.whole].filter { filter.matches(element: $0, of: attribute, comparing: rules) }
        return path.subAttribute.map { part in selected.flatMap { $0.part(part) } } ?? selected
    }

    private func metaValues(named name: String?) -> [Value] {
        guard let object = self.meta?.object() else { return [] }
        guard let name else { return [.object(object)] }
        return object[name]?.elements ?? []
    }

    private func schemaValues(of type: ResourceType) -> [Value] {
        let extensions = type.extensions.map(\.schema.id).filter { self.attributes[$0.rawValue]?.isAssigned == true }
        return ([type.schema.id] + extensions).map { .string($0.rawValue) }
    }
}
