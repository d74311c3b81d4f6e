import SCIM

extension OpenAPIDocument {
    /// The resources as they are sent and as they are answered, and the messages around them.
    var schemas: Object {
        var schemas = Object()
        for type in self.types {
            schemas.append(type.name, type.answerSchema)
            schemas.append(type.name + "Request", type.requestSchema)
            schemas.append(type.name + "List", Self.list(of: type.name))
        }
        schemas.append("AnyList", Self.list(of: "AnyResource"))
        schemas.append("AnyResource", ["type": "object"])
        schemas.append("SearchRequest", Self.searchRequest)
        if self.configuration.maximumBulkOperations > 0 {
            schemas.append("BulkRequest", self.bulkRequest)
            schemas.append("BulkResponse", Self.bulkResponse)
        }
        for (name, value) in Self.messages { schemas.append(name, value) }
        return schemas
    }

    private static func list(of name: String) -> Value {
        self.object(
            [
                "schemas": self.urns([.listResponse]), "totalResults": self.count, "startIndex": self.count,
                "itemsPerPage": self.count, "nextCursor": self.string,
                "Resources": ["type": "array", "items": self.reference("schemas", name)],
            ],
            required: ["schemas", "Resources"]
        )
    }

    private static var messages: Object {
        let kinds: [SCIMError.Kind] = [
            .invalidFilter, .tooMany, .uniqueness, .mutability, .invalidSyntax, .invalidPath, .noTarget, .invalidValue,
            .invalidVers, .invalidCursor, .expiredCursor, .invalidCount, .sensitive,
        ]
        return [
            "Any": true,
            "Error": self.object(
                [
                    "schemas": self.urns([.error]), "status": ["type": "string", "pattern": "^[45][0-9][0-9]$"],
                    "scimType": ["type": "string", "enum": .array(kinds.map { .string($0.rawValue) })],
                    "detail": self.string,
                ],
                required: ["schemas", "status", "detail"]
            ),
            "PatchRequest": self.object(
                [
                    "schemas": self.urns([.patchOp]),
                    "Operations": [
                        "type": "array", "minItems": 1,
                        "items": self.patchOperation,
                    ],
                ],
                required: ["schemas", "Operations"]
            ),
            "Schema": self.described(
                .schema, ["name": self.string, "description": self.string, "attributes": self.objects]),
            "SchemaList": self.list(of: "Schema"),
            "ResourceType": self.described(
                .resourceType,
                [
                    "name": self.string, "description": self.string, "endpoint": self.string, "schema": self.string,
                    "schemaExtensions": self.objects,
                ]
            ),
            "ResourceTypeList": self.list(of: "ResourceType"),
            "ServiceProviderConfig": self.described(
                .serviceProviderConfig,
                [
                    "patch": self.support, "bulk": self.support, "filter": self.support,
                    "changePassword": self.support, "sort": self.support, "etag": self.support,
                    "pagination": ["type": "object"],
                    "authenticationSchemes": self.objects,
                ], hasID: false
            ),
            "Meta": self.object(
                [
                    "resourceType": self.string, "created": self.time, "lastModified": self.time,
                    "location": ["type": "string", "format": "uri"], "version": self.string,
                ], required: []),
        ]
    }

    /// What is added needs a value, and what is removed a path.
    private static let patchOperation: Value = {
        let operations: Value = ["type": "string", "enum": ["add", "remove", "replace"]]
        return [
            "type": "object", "required": ["op"],
            "properties": ["op": operations, "path": OpenAPIDocument.attribute, "value": true],
            "anyOf": [
                ["required": ["value"], "properties": ["op": ["enum": ["add", "replace"]]]],
                ["required": ["path"], "properties": ["op": ["const": "remove"]]],
            ],
        ]
    }()

    private static let searchRequest: Value = {
        let names: Value = ["type": "array", "items": OpenAPIDocument.attribute]
        return OpenAPIDocument.object(
            [
                "schemas": OpenAPIDocument.urns([.searchRequest]), "attributes": names, "excludedAttributes": names,
                "filter": ["type": "string", "minLength": 1], "sortBy": OpenAPIDocument.attribute,
                "sortOrder": ["type": "string", "enum": ["ascending", "descending"]],
                "startIndex": ["type": "integer"], "cursor": OpenAPIDocument.string, "count": ["type": "integer"],
            ],
            required: ["schemas"]
        )
    }()

    private var bulkRequest: Value {
        let operation = Self.object(
            [
                "method": ["type": "string", "enum": ["POST", "PUT", "PATCH", "DELETE"]],
                "path": ["type": "string", "examples": .array(self.types.map { .string($0.endpoint) })],
                "bulkId": Self.string, "version": Self.string, "data": ["type": "object"],
            ],
            required: ["method", "path"]
        )
        return Self.object(
            [
                "schemas": Self.urns([.bulkRequest]), "failOnErrors": ["type": "integer", "minimum": 1],
                "Operations": [
                    "type": "array", "minItems": 1, "items": operation,
                    "maxItems": .integer(Int64(self.configuration.maximumBulkOperations)),
                ],
            ],
            required: ["schemas", "Operations"]
        )
    }

    private static let bulkResponse: Value = {
        let result = OpenAPIDocument.object(
            [
                "method": OpenAPIDocument.string, "bulkId": OpenAPIDocument.string, "version": OpenAPIDocument.string,
                "location": OpenAPIDocument.string, "status": OpenAPIDocument.string,
                "response": OpenAPIDocument.reference("schemas", "Error"),
            ],
            required: ["status"]
        )
        return OpenAPIDocument.object(
            ["schemas": OpenAPIDocument.urns([.bulkResponse]), "Operations": ["type": "array", "items": result]],
            required: ["schemas", "Operations"]
        )
    }()

    /// A resource that describes the service.
    private static func described(_ urn: SchemaURN, _ members: Object, hasID: Bool = true) -> Value {
        var properties: Object = ["schemas": self.urns([urn]), "meta": self.reference("schemas", "Meta")]
        if hasID { properties.append("id", self.string) }
        for (name, value) in members { properties.append(name, value) }
        let isOptional = ["schemaExtensions"]
        return self.object(properties, required: properties.map(\.name).filter { !isOptional.contains($0) })
    }
}

extension OpenAPIDocument {
    static let string: Value = ["type": "string"]
    /// Names or paths of attributes, which begin with a letter (RFC 7643 section 2.1).
    static let attribute: Value = ["type": "string", "pattern": "^[A-Za-z]"]
    private static let time: Value = ["type": "string", "format": "date-time"]
    private static let count: Value = ["type": "integer", "minimum": 0]
    private static let objects: Value = ["type": "array", "items": ["type": "object"]]
    private static let support = OpenAPIDocument.object(["supported": ["type": "boolean"]], required: ["supported"])

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
