import SCIM

/// The schemas of resources as they are sent and as they are answered, and of the messages around them.
struct OpenAPISchemas {
    let types: [ResourceType]
    let maximumBulkOperations: Int

    var value: Object {
        var schemas = Object()
        for type in self.types {
            schemas.append(type.name, ResourceSchema(type: type, direction: .answer).value)
            schemas.append(type.name + "Request", ResourceSchema(type: type, direction: .request).value)
            schemas.append(type.name + "List", Self.list(of: type.name))
        }
        schemas.append("AnyList", Self.list(of: "AnyResource"))
        schemas.append("AnyResource", ["type": "object"])
        schemas.append("SearchRequest", Self.searchRequest)
        if self.maximumBulkOperations > 0 {
            schemas.append("BulkRequest", self.bulkRequest)
            schemas.append("BulkResponse", Self.bulkResponse)
        }
        for (name, value) in Self.messages { schemas.append(name, value) }
        return schemas
    }

    private static func list(of name: String) -> Value {
        JSONSchema.object(
            [
                "schemas": JSONSchema.urns([.listResponse]), "totalResults": JSONSchema.count,
                "startIndex": JSONSchema.count,
                "itemsPerPage": JSONSchema.count, "nextCursor": JSONSchema.string,
                "Resources": ["type": "array", "items": OpenAPIDocument.reference("schemas", name)],
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
            "Error": JSONSchema.object(
                [
                    "schemas": JSONSchema.urns([.error]), "status": ["type": "string", "pattern": "^[45][0-9][0-9]$"],
                    "scimType": ["type": "string", "enum": .array(kinds.map { .string($0.rawValue) })],
                    "detail": JSONSchema.string,
                ],
                required: ["schemas", "status", "detail"]
            ),
            "PatchRequest": JSONSchema.object(
                [
                    "schemas": JSONSchema.urns([.patchOp]),
                    "Operations": [
                        "type": "array", "minItems": 1,
                        "items": self.patchOperation,
                    ],
                ],
                required: ["schemas", "Operations"]
            ),
            "Schema": self.described(
                .schema,
                ["name": JSONSchema.string, "description": JSONSchema.string, "attributes": JSONSchema.objects]),
            "SchemaList": self.list(of: "Schema"),
            "ResourceType": self.described(
                .resourceType,
                [
                    "name": JSONSchema.string, "description": JSONSchema.string, "endpoint": JSONSchema.string,
                    "schema": JSONSchema.string,
                    "schemaExtensions": JSONSchema.objects,
                ]
            ),
            "ResourceTypeList": self.list(of: "ResourceType"),
            "ServiceProviderConfig": self.described(
                .serviceProviderConfig,
                [
                    "patch": JSONSchema.support, "bulk": JSONSchema.support, "filter": JSONSchema.support,
                    "changePassword": JSONSchema.support, "sort": JSONSchema.support, "etag": JSONSchema.support,
                    "pagination": ["type": "object"],
                    "authenticationSchemes": JSONSchema.objects,
                ], hasID: false
            ),
            "Meta": JSONSchema.object(
                [
                    "resourceType": JSONSchema.string, "created": JSONSchema.time, "lastModified": JSONSchema.time,
                    "location": ["type": "string", "format": "uri"], "version": JSONSchema.string,
                ], required: []),
        ]
    }

    /// What is added needs a value, and what is removed a path.
    private static let patchOperation: Value = {
        let operations: Value = ["type": "string", "enum": ["add", "remove", "replace"]]
        return [
            "type": "object", "required": ["op"],
            "properties": ["op": operations, "path": JSONSchema.attribute, "value": true],
            "anyOf": [
                ["required": ["value"], "properties": ["op": ["enum": ["add", "replace"]]]],
                ["required": ["path"], "properties": ["op": ["const": "remove"]]],
            ],
        ]
    }()

    private static let searchRequest: Value = {
        let names: Value = ["type": "array", "items": JSONSchema.attribute]
        return JSONSchema.object(
            [
                "schemas": JSONSchema.urns([.searchRequest]), "attributes": names, "excludedAttributes": names,
                "filter": ["type": "string", "minLength": 1], "sortBy": JSONSchema.attribute,
                "sortOrder": ["type": "string", "enum": ["ascending", "descending"]],
                "startIndex": ["type": "integer"], "cursor": JSONSchema.string, "count": ["type": "integer"],
            ],
            required: ["schemas"]
        )
    }()

    private var bulkRequest: Value {
        let operation = JSONSchema.object(
            [
                "method": ["type": "string", "enum": ["POST", "PUT", "PATCH", "DELETE"]],
                "path": ["type": "string", "examples": .array(self.types.map { .string($0.endpoint) })],
                "bulkId": JSONSchema.string, "version": JSONSchema.string, "data": ["type": "object"],
            ],
            required: ["method", "path"]
        )
        return JSONSchema.object(
            [
                "schemas": JSONSchema.urns([.bulkRequest]), "failOnErrors": ["type": "integer", "minimum": 1],
                "Operations": [
                    "type": "array", "minItems": 1, "items": operation,
                    "maxItems": .integer(Int64(self.maximumBulkOperations)),
                ],
            ],
            required: ["schemas", "Operations"]
        )
    }

    private static let bulkResponse: Value = {
        let result = JSONSchema.object(
            [
                "method": JSONSchema.string, "bulkId": JSONSchema.string, "version": JSONSchema.string,
                "location": JSONSchema.string, "status": JSONSchema.string,
                "response": OpenAPIDocument.reference("schemas", "Error"),
            ],
            required: ["status"]
        )
        return JSONSchema.object(
            ["schemas": JSONSchema.urns([.bulkResponse]), "Operations": ["type": "array", "items": result]],
            required: ["schemas", "Operations"]
        )
    }()

    /// A resource that describes the service.
    private static func described(_ urn: SchemaURN, _ members: Object, hasID: Bool = true) -> Value {
        var properties: Object = [
            "schemas": JSONSchema.urns([urn]), "meta": OpenAPIDocument.reference("schemas", "Meta"),
        ]
        if hasID { properties.append("id", JSONSchema.string) }
        for (name, value) in members { properties.append(name, value) }
        let isOptional = ["schemaExtensions"]
        return JSONSchema.object(properties, required: properties.map(\.name).filter { !isOptional.contains($0) })
    }
}
