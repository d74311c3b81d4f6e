import Encodings

/// What a client gets to see of a resource.
struct ResourceView {
    let type: ResourceType
    var projection: Projection
    let isWhole: Bool
    private let hasValueFilters: Bool

    init(type: ResourceType, projection: Projection) {
        self.type = type
        self.projection = projection
        self.isWhole = projection == .all
        self.hasValueFilters = !self.isWhole && projection.hasValueFilters
    }

    func visible(_ object: Object, of schema: Schema) -> Object {
        var result = Object()
        result.reserveCapacity(object.count)
        for (name, value) in object {
            if let shown = self.visible(value, named: name, of: schema, in: schema.id) { result.append(name, shown) }
        }
        return result
    }

    /// Returns what is shown of an attribute, `nil` if nothing is.
    func visible(_ value: Value, named name: String, of schema: Schema? = nil, in urn: SchemaURN?) -> Value? {
        let attribute = schema?.attribute(named: name)
        let path = AttributePath(schema: urn, attribute: name)
        guard self.shows(path, attribute?.returned ?? .default) else { return nil }
        guard !self.isWhole || attribute?.hasSpecialParts ?? false else { return value }
        return self.parts(of: value, at: path, as: attribute)
    }

    private func shows(_ path: AttributePath, _ returned: Schema.Attribute.Returned) -> Bool {
        switch returned {
        case .always: true
        case .never: false
        case .request: self.projection.names(path)
        case .default: self.isWhole || self.projection.includes(path)
        }
    }

    /// What holds for one value of a multi-valued attribute; nil if it is not shown.
    private func narrowed(
        to element: Value, at path: AttributePath, as attribute: Schema.Attribute?
    ) -> ResourceView? {
        guard self.hasValueFilters else { return self }
        guard let projection = self.projection.narrowed(to: element, at: path, as: attribute) else { return nil }
        var view = self
        view.projection = projection
        return view
    }

    private func parts(of value: Value, at path: AttributePath, as attribute: Schema.Attribute?) -> Value? {
        switch value {
        case .array(let values):
            let shown = values.compactMap { element in
                self.narrowed(to: element, at: path, as: attribute)?.parts(of: element, at: path, as: attribute)
            }
            return shown.isEmpty ? nil : .array(shown)
        case .object(let object):
            var result = Object()
            var path = path
            for (name, value) in object {
                path.subAttribute = name
                let returned = attribute?.subAttribute(named: name)?.returned ?? .default
                if self.shows(path, returned) { result.append(name, value) }
            }
            return result.isEmpty ? nil : .object(result)
        default: return value
        }
    }
}

extension Resource {
    /// Returns the wire form, with `schemas` from the extensions that are present if they are not given.
    ///
    /// The projection is honoured, and so is what the schema says about when an attribute is returned.
    public func value(
        schemas: [SchemaURN]? = nil,
        projection: Projection = .all,
        of type: ResourceType,
        location: String? = nil
    ) -> Value {
        let view = ResourceView(type: type, projection: projection)
        var visible = Object()
        visible.reserveCapacity(self.attributes.count)
        var present = [type.schema.id]
        for (name, value) in self.attributes {
            if let schema = type.extensionSchema(named: name) {
                guard let object = value.object.map({ view.visible($0, of: schema) }), !object.isEmpty else { continue }
                present.append(schema.id)
                visible.append(schema.id.rawValue, .object(object))
            } else if let shown = view.visible(value, named: name, of: type.schema, in: nil) {
                visible.append(name, shown)
            }
        }
        var object = Object()
        object.reserveCapacity(visible.count + 3)
        object.append("schemas", .array((schemas ?? present).map { .string($0.rawValue) }))
        if let id { object.append("id", .string(id)) }
        for (name, value) in visible { object.append(name, value) }
        if let meta = self.meta.flatMap({ view.visible(.object($0.object(location: location)), named: "meta", in: nil) }
        ) {
            object.append("meta", meta)
        }
        return .object(object)
    }
}

extension ResourceType {
    /// Returns the extension schema whose URN a member of a resource has.
    fileprivate func extensionSchema(named name: String) -> Schema? {
        guard name.utf8.count > 4, name.utf8.starts(withIgnoringASCIICase: "urn:".utf8) else { return nil }
        return self.extensionSchema(SchemaURN(rawValue: name))
    }
}

extension Schema.Attribute {
    /// Whether some sub-attribute is not simply returned by default.
    fileprivate var hasSpecialParts: Bool {
        self.subAttributes.contains { $0.returned != .default }
    }
}
