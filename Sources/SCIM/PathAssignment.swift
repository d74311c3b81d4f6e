/// Values that are put at a path, in the place of those that an attribute has there.
struct PathAssignment {
    private let path: AttributePath
    private let definition: Schema.Attribute?

    /// Takes the definition of the attribute from the schemas of the RFC, where they have it.
    init(_ path: AttributePath) {
        self.path = path
        self.definition =
            ResourceType.user.attribute(named: path.attribute, of: path.schema)
            ?? ResourceType.group.attribute(named: path.attribute, of: path.schema)
    }

    /// The name of the attribute in its proper spelling.
    var name: String { self.definition?.name ?? self.path.attribute }

    /// Returns what the attribute holds after values were put at the path.
    func assigning(_ values: [Value], to current: Value?) -> Value? {
        let isGuessedList = values.count > 1 || self.path.filter != nil || current?.array != nil
        guard self.definition?.isMultiValued ?? isGuessedList else {
            guard let part = self.part else { return values.first }
            var object = current?.object ?? Object()
            object[part] = values.first
            return object.isEmpty ? nil : .object(object)
        }
        let elements = self.elements(current?.elements ?? [], assigning: values)
        return elements.isEmpty ? nil : .array(elements)
    }

    /// The name of the sub-attribute in its proper spelling.
    private var part: String? {
        self.path.subAttribute.map { self.definition?.subAttribute(named: $0)?.name ?? $0 }
    }

    /// Gives the selected elements the values in their order, takes surplus ones away and adds missing ones.
    private func elements(_ elements: [Value], assigning values: [Value]) -> [Value] {
        guard self.path.filter != nil || self.path.subAttribute != nil else { return values }
        var rest = values[...]
        var result: [Value] = []
        for element in elements {
            guard self.path.filter?.matches(element: element, of: self.definition) ?? true else {
                result.append(element)
                continue
            }
            if let kept = self.element(element, assigning: rest.popFirst()) { result.append(kept) }
        }
        let template = self.path.filter?.template(of: self.definition) ?? Object()
        return result + rest.compactMap { self.element(.object(template), assigning: $0) }
    }

    private func element(_ element: Value, assigning value: Value?) -> Value? {
        var object = element.object ?? ["value": element]
        guard let part = self.part else {
            guard let value else { return nil }
            return value.object.map { .object(object.merging($0)) } ?? value
        }
        object[part] = value
        let isLeft = value != nil || !object.isLabelOnly(for: self.definition, selectedBy: self.path.filter)
        return isLeft ? .object(object) : nil
    }
}
