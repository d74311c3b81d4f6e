import SCIM

/// The JSON Schema of the resources of one type.
struct ResourceSchema {
    /// Whether it describes what is sent or what is answered.
    enum Direction {
        case request
        case answer
    }

    let type: ResourceType
    let direction: Direction

    /// What a client sends to create or replace a resource, or what an answer holds.
    ///
    /// In an answer nothing but `schemas` and `id` is there for certain, because clients choose the attributes.
    var value: Value {
        var properties = self.properties
        switch self.direction {
        case .request:
            return JSONSchema.object(properties, required: ["schemas"] + self.required(self.type.schema))
        case .answer:
            properties.append("meta", OpenAPIDocument.reference("schemas", "Meta"))
            return JSONSchema.object(properties, required: ["schemas", "id"])
        }
    }

    private var properties: Object {
        var properties: Object = ["schemas": JSONSchema.urns(self.type.schemas.map(\.id))]
        if self.direction == .answer { properties.append("id", JSONSchema.string) }
        for (name, value) in self.type.schema.attributes.properties(self.direction) { properties.append(name, value) }
        for element in self.type.extensions {
            let members = element.schema.attributes.properties(self.direction)
            properties.append(
                element.schema.id.rawValue, JSONSchema.object(members, required: self.required(element.schema)))
        }
        return properties
    }

    /// The names of what a client must send.
    private func required(_ schema: Schema) -> [String] {
        self.direction == .request ? schema.attributes.filter(\.isRequired).map(\.name) : []
    }
}

extension [Schema.Attribute] {
    fileprivate func properties(_ direction: ResourceSchema.Direction) -> Object {
        var properties = Object()
        for attribute in self where attribute.isSeen(direction) {
            properties.append(attribute.name, attribute.jsonSchema(direction))
        }
        return properties
    }
}

extension Schema.Attribute {
    fileprivate func isSeen(_ direction: ResourceSchema.Direction) -> Bool {
        direction == .request ? self.mutability != .readOnly : self.returned != .never
    }

    fileprivate func jsonSchema(_ direction: ResourceSchema.Direction) -> Value {
        var schema = self.valueSchema(direction)
        if self.isMultiValued { schema = ["type": "array", "items": .object(schema)] }
        if direction == .request, self.isRequired {
            if self.isMultiValued { schema.append("minItems", 1) }
            if schema["type"] == "string", schema["enum"] == nil { schema.append("minLength", 1) }
        }
        if !self.description.isEmpty { schema.append("description", .string(self.description)) }
        return .object(schema)
    }

    private func valueSchema(_ direction: ResourceSchema.Direction) -> Object {
        switch self.type {
        case .string: self.stringSchema(direction)
        case .boolean: ["type": "boolean"]
        case .decimal: ["type": "number"]
        case .integer: ["type": "integer"]
        case .dateTime: ["type": "string", "format": "date-time"]
        case .binary: ["type": "string", "contentEncoding": "base64"]
        case .reference: ["type": "string", "format": "uri-reference"]
        case .complex:
            JSONSchema.object(
                self.subAttributes.properties(direction),
                required: direction == .request ? self.subAttributes.filter(\.isRequired).map(\.name) : []
            ).object ?? [:]
        }
    }

    /// Canonical values are suggestions and others are taken too, except for a label without which nothing can be made.
    private func stringSchema(_ direction: ResourceSchema.Direction) -> Object {
        guard !self.canonicalValues.isEmpty else { return ["type": "string"] }
        let keyword = direction == .request && self.isRequired ? "enum" : "examples"
        return ["type": "string", keyword: .array(self.canonicalValues.map(Value.string))]
    }
}
