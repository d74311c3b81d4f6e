extension Schema {
    /// The path below which schemas are served.
    public static let endpoint = "/Schemas"

    /// Returns the wire form in which the service shows the schema at a URL.
    public func value(location: String? = nil) -> Value {
        [
            "schemas": [.string(SchemaURN.schema.rawValue)],
            "id": .string(self.id.rawValue),
            "name": .string(self.name),
            "description": .string(self.description),
            "attributes": .array(self.attributes.map(\.value)),
            "meta": .object(Meta(resourceType: "Schema").object(location: location)),
        ]
    }
}

extension Schema.Attribute {
    /// The definition as RFC 7643 section 7 writes it; members that do not apply are left out.
    fileprivate var value: Value {
        var object = Object()
        object.append("name", .string(self.name))
        object.append("type", .string(self.type.rawValue))
        object.append("multiValued", .boolean(self.isMultiValued))
        object.append("description", .string(self.description))
        object.append("required", .boolean(self.isRequired))
        if !self.canonicalValues.isEmpty {
            object.append("canonicalValues", .array(self.canonicalValues.map(Value.string)))
        }
        if self.type != .complex {
            object.append("caseExact", .boolean(self.isCaseExact))
        }
        object.append("mutability", .string(self.mutability.rawValue))
        object.append("returned", .string(self.returned.rawValue))
        object.append("uniqueness", .string(self.uniqueness.rawValue))
        if !self.referenceTypes.isEmpty {
            object.append("referenceTypes", .array(self.referenceTypes.map(Value.string)))
        }
        if self.type == .complex {
            object.append("subAttributes", .array(self.subAttributes.map(\.value)))
        }
        return .object(object)
    }
}

extension ResourceType {
    /// The path below which resource types are served.
    public static let endpoint = "/ResourceTypes"

    /// Returns the wire form in which the service shows the resource type at a URL.
    public func value(location: String? = nil) -> Value {
        var object: Object = [
            "schemas": [.string(SchemaURN.resourceType.rawValue)],
            "id": .string(self.id),
            "name": .string(self.name),
            "endpoint": .string(self.endpoint),
            "description": .string(self.description),
            "schema": .string(self.schema.id.rawValue),
        ]
        if !self.extensions.isEmpty {
            object.append("schemaExtensions", .array(self.extensions.map(\.value)))
        }
        object.append("meta", .object(Meta(resourceType: "ResourceType").object(location: location)))
        return .object(object)
    }
}

extension ResourceType.Extension {
    fileprivate var value: Value {
        ["schema": .string(self.schema.id.rawValue), "required": .boolean(self.isRequired)]
    }
}
