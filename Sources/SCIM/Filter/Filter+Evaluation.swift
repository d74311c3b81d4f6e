import Encodings

extension Filter {
    /// Whether the resource meets the condition (RFC 7644 3.4.2.2).
    ///
    /// A multi-valued attribute compares as wanted if one of its values does, a complex value by its `value`. An absent
    /// attribute is equal to nothing but null, so only `ne` holds for it.
    ///
    /// `equality` says for a path which texts are the same there; without it only their case may count.
    public func matches(
        _ resource: Resource, of type: ResourceType,
        equality: @escaping (AttributePath) -> TextEquality? = { _ in nil }
    ) -> Bool {
        self.holds { path in
            let folding = equality(path)
            let (path, attribute) = type.definition(of: path)
            let values = resource.filterableValues(at: path, of: type)
            return Candidates(values: values, attribute: attribute, equality: folding) { part in
                equality(AttributePath(schema: path.schema, attribute: path.attribute, subAttribute: part))
            }
        }
    }

    /// Whether one value of a multi-valued attribute meets the condition of a value filter.
    func matches(
        element: Value, of attribute: Schema.Attribute?, equality: @escaping (String) -> TextEquality? = { _ in nil }
    ) -> Bool {
        self.holds { path in
            let definition = attribute?.subAttribute(named: path.attribute)
            return Candidates(
                values: element.part(path.attribute), attribute: definition ?? attribute,
                equality: equality(path.attribute)
            ) { _ in nil }
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
    var equality: TextEquality?
    /// Which texts are the same in a part of a complex value.
    var partEquality: (String) -> TextEquality?

    func contains(_ filter: Filter) -> Bool {
        self.values.contains {
            $0.isAssigned && filter.matches(element: $0, of: self.attribute, equality: self.partEquality)
        }
    }

    func contains(_ comparison: Filter.Operator, _ literal: Value) -> Bool {
        let values = self.values.flatMap { $0.part("value") }.filter(\.isAssigned)
        if literal.isNull || values.isEmpty {
            return (comparison == .eq && literal.isNull && values.isEmpty)
                || (comparison == .ne && literal.isNull != values.isEmpty)
        }
        let test = Comparison(comparison, literal, for: self.comparedAttribute, equality: self.equality)
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
    func filterableValues(at path: AttributePath, of type: ResourceType) -> [Value] {
        guard path.schema == nil else { return self[path] }
        return switch CaseInsensitiveName(path.attribute) {
        case CaseInsensitiveName("id"): self.id.map { [.string($0)] } ?? []
        case CaseInsensitiveName("meta"): self.metaValues(named: path.subAttribute)
        case CaseInsensitiveName("schemas"): self.schemaValues(of: type)
        default: self[path]
        }
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
