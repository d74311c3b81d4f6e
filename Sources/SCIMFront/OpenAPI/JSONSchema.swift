import SCIM

/// The shapes of which JSON Schemas are made.
enum JSONSchema {
    /// A text.
    static let string: Value = ["type": "string"]
    /// Names or paths of attributes, which begin with a letter (RFC 7643 section 2.1).
    static let attribute: Value = ["type": "string", "pattern": "^[A-Za-z]"]
    /// An instant.
    static let time: Value = ["type": "string", "format": "date-time"]
    /// A number of things.
    static let count: Value = ["type": "integer", "minimum": 0]
    /// A list of objects of any kind.
    static let objects: Value = ["type": "array", "items": ["type": "object"]]
    /// Whether something is supported.
    static let support = JSONSchema.object(["supported": ["type": "boolean"]], required: ["supported"])

    /// An object with these properties.
    static func object(_ properties: Object, required: [String]) -> Value {
        var schema: Object = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema.append("required", .array(required.map(Value.string))) }
        return .object(schema)
    }

    /// The `schemas` of a resource or message: it names the first of these, and the extensions that it has.
    static func urns(_ urns: [SchemaURN]) -> Value {
        let names = urns.map { Value.string($0.rawValue) }
        return [
            "type": "array", "items": self.string, "contains": ["const": names.first ?? .null],
            "examples": [.array(names)],
        ]
    }
}
