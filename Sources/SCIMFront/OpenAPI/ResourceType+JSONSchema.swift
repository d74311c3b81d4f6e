import SCIM

extension ResourceType {
    /// What an answer holds; nothing but `schemas` and `id` is there for certain, because clients choose the attributes.
    var answerSchema: Value {
        var properties = self.properties(.answer)
        properties.append("meta", OpenAPIDocument.reference("schemas", "Meta"))
        return OpenAPIDocument.object(properties, required: ["schemas", "id"])
    }

    /// What a client sends to create or replace a resource.
    var requestSchema: Value {
        OpenAPIDocument.object(
            self.properties(.request),
            required: ["schemas"] + self.schema.attributes.filter(\.isRequired).map(\.name))
    }

    private func properties(_ direction: JSONSchemaDirection) -> Object {
        var properties: Object = ["schemas": OpenAPIDocument.urns(self.schemas.map(\.id))]
        if direction == .answer { properties.append("id", OpenAPIDocument.string) }
        for (name, value) in self.schema.attributes.properties(direction) { properties.append(name, value) }
        for element in self.extensions {
            properties.append(
                element.schema.id.rawValue,
                OpenAPIDocument.object(
                    element.schema.attributes.properties(direction),
                    required: direction == .request ? element.schema.attributes.filter(\.isRequired).map(\.name) : [])
            )
        }
        return properties
    }
}

/// Whether a JSON Schema describes what is sent or what is answered.
private enum JSONSchemaDirection {
    case request
    case answer
}

extension [Schema.Attribute] {
    fileprivate func properties(_ direction: JSONSchemaDirection) -> Object {
        var properties = Object()
        for attribute in self where attribute.isSeen(direction) {
            properties.append(attribute.name, attribute.jsonSchema(direction))
        }
        return properties
    }
}

extension Schema.Attribute {
    fileprivate func isSeen(_ direction: JSONSchemaDirection) -> Bool {
        direction == .request ? self.mutability != .readOnly : self.returned != .never
    }

    fileprivate func jsonSchema(_ direction: JSONSchemaDirection) -> Value {
        var schema = self.valueSchema(direction)
        if self.isMultiValued { schema = ["type": "array", "items": .object(schema)] }
        if direction == .request, self.isRequired {
            if self.isMultiValued { schema.append("minItems", 1) }
            if schema["type"] == "string", schema["enum"] == nil { schema.append("minLength", 1) }
        }
        if !self.description.isEmpty { schema.append("description", .string(self.description)) }
        return .object(schema)
    }

    private func valueSchema(_ direction: JSONSchemaDirection) -> Object {
        switch self.type {
        case .string: self.stringSchema(direction)
        case .boolean: ["type": "boolean"]
        case .decimal: ["type": "number"]
        case .integer: ["type": "integer"]
        case .dateTime: ["type": "string", "format": "date-time"]
        case .binary: ["type": "string", "contentEncoding": "base64"]
        case .reference: ["type": "string", "format": "uri-reference"]
        case .complex:
            OpenAPIDocument.object(
                self.subAttributes.properties(direction),
                required: direction == .request ? self.subAttributes.filter(\.isRequired).map(\.name) : []
            ).object ?? [:]
        }
    }

    /// Canonical values are suggestions and others are taken too, except for a label without which nothing can be made.
    private func stringSchema(_ direction: JSONSchemaDirection) -> Object {
        guard !self.canonicalValues.isEmpty else { return ["type": "string"] }
        let keyword = direction == .request && self.isRequired ? "enum" : "examples"
        return ["type": "string", keyword: .array(self.canonicalValues.map(Value.string))]
    }
}
