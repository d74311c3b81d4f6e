extension Schema {
    /// The representation under `/Schemas`.
    public var resource: Resource {
        Resource(
            id: self.id.rawValue,
            meta: Meta(resourceType: "Schema"),
            attributes: [
                "name": .string(self.name),
                "description": .string(self.description),
                "attributes": .array(self.attributes.map(\.value)),
            ]
        )
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
    /// The representation under `/ResourceTypes`.
    public var resource: Resource {
        var attributes: Object = [
            "name": .string(self.name),
            "endpoint": .string(self.endpoint),
            "description": .string(self.description),
            "schema": .string(self.schema.id.rawValue),
        ]
        if !self.extensions.isEmpty {
            attributes.append("schemaExtensions", .array(self.extensions.map(\.value)))
        }
        return Resource(id: self.id, meta: Meta(resourceType: "ResourceType"), attributes: attributes)
    }

    /// The type of the resources under `/Schemas`.
    public static let schema = ResourceType(
        id: "Schema", name: "Schema", endpoint: "/Schemas",
        schema: Schema(id: .schema, name: "Schema", attributes: [])
    )

    /// The type of the resources under `/ResourceTypes`.
    public static let resourceType = ResourceType(
        id: "ResourceType", name: "ResourceType", endpoint: "/ResourceTypes",
        schema: Schema(id: .resourceType, name: "ResourceType", attributes: [])
    )
}

extension ResourceType.Extension {
    fileprivate var value: Value {
        ["schema": .string(self.schema.id.rawValue), "required": .boolean(self.isRequired)]
    }
}
