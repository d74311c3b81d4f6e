extension Resource {
    /// The values at a path: those of all matching values of a multi-valued attribute, none if nothing is there.
    public subscript(_ path: AttributePath) -> [Value] {
        guard let container = self.container(of: path.schema) else { return [] }
        guard !path.attribute.isEmpty else { return container.isEmpty ? [] : [.object(container)] }
        guard let value = container[path.attribute] else { return [] }
        guard let filter = path.filter else { return path.subAttribute.map { value.parts($0) } ?? value.elements }
        let selected = value.elements.filter { filter.matches(element: $0, of: nil) }
        return path.subAttribute.map { part in selected.flatMap { $0.part(part) } } ?? selected
    }

    /// Whether the attribute of a path is there, if only to say that it has no values.
    public func names(_ path: AttributePath) -> Bool {
        self.container(of: path.schema)?[path.attribute] != nil
    }

    /// Puts values in the place of those at a path; none takes away what is there and what thereby becomes empty.
    ///
    /// Values of a multi-valued attribute that a filter does not select stay; those that are missing are made from the
    /// filter, so `emails[type eq "work"].value` makes `{"type": "work", "value": …}`.
    public mutating func set(_ values: [Value], at path: AttributePath) {
        guard !path.attribute.isEmpty else {
            self.setContainer(values.first?.object ?? Object(), of: path.schema)
            return
        }
        let definition = ResourceType.wellKnown(path)
        var container = self.container(of: path.schema) ?? Object()
        let name = definition?.name ?? path.attribute
        container[name] = path.assigning(values, to: container[name], as: definition)
        self.setContainer(container, of: path.schema)
    }

    /// The attributes of the core schema, or those of an extension.
    func container(of schema: SchemaURN?) -> Object? {
        guard let schema, !schema.isCore else { return self.attributes }
        return self.attributes[schema.rawValue]?.object
    }

    /// Stores attributes of the core schema or of an extension, which goes when it is empty.
    mutating func setContainer(_ container: Object, of schema: SchemaURN?) {
        guard let schema, !schema.isCore else {
            self.attributes = container
            return
        }
        self.attributes[schema.rawValue] = container.isEmpty ? nil : .object(container)
    }
}

extension SchemaURN {
    /// Whether this is the schema of a resource type, whose attributes need no prefix.
    var isCore: Bool {
        self == .user || self == .group
    }
}

extension ResourceType {
    /// The definition of the attribute of a path in the schemas of the RFC.
    fileprivate static func wellKnown(_ path: AttributePath) -> Schema.Attribute? {
        Self.user.attribute(named: path.attribute, of: path.schema)
            ?? Self.group.attribute(named: path.attribute, of: path.schema)
    }
}

extension AttributePath {
    /// Returns what the attribute holds after values were put at this path.
    fileprivate func assigning(_ values: [Value], to current: Value?, as definition: Schema.Attribute?) -> Value? {
        let isGuessedList = values.count > 1 || self.filter != nil || current?.array != nil
        guard definition?.isMultiValued ?? isGuessedList else {
            guard let subAttribute else { return values.first }
            var object = current?.object ?? Object()
            object[definition?.subAttribute(named: subAttribute)?.name ?? subAttribute] = values.first
            return object.isEmpty ? nil : .object(object)
        }
        let elements = self.elements(current?.elements ?? [], assigning: values, as: definition)
        return elements.isEmpty ? nil : .array(elements)
    }

    /// Gives the selected elements the values in their order, takes surplus ones away and adds missing ones.
    private func elements(
        _ elements: [Value], assigning values: [Value], as definition: Schema.Attribute?
    ) -> [Value] {
        guard self.filter != nil || self.subAttribute != nil else { return values }
        var rest = values[...]
        var result: [Value] = []
        for element in elements {
            guard self.filter?.matches(element: element, of: definition) ?? true else {
                result.append(element)
                continue
            }
            if let kept = self.element(element, assigning: rest.popFirst(), as: definition) { result.append(kept) }
        }
        let template = self.filter?.template(of: definition) ?? Object()
        return result + rest.compactMap { self.element(.object(template), assigning: $0, as: definition) }
    }

    private func element(_ element: Value, assigning value: Value?, as definition: Schema.Attribute?) -> Value? {
        var object = element.object ?? ["value": element]
        guard let subAttribute else {
            guard let value else { return nil }
            return value.object.map { .object(object.merging($0)) } ?? value
        }
        object[definition?.subAttribute(named: subAttribute)?.name ?? subAttribute] = value
        return value == nil && object.isLabelOnly(for: definition, selectedBy: self.filter) ? nil : .object(object)
    }
}
