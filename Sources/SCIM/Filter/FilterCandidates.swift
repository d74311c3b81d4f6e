import Encodings

/// The values that a path selects, and how its attribute is defined.
struct FilterCandidates {
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
        // What is the same byte by byte is equal however texts are folded.
        if comparison == .eq, self.rule == nil, literal.isAssigned, self.values.contains(literal) { return true }
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
