import SCIM

/// The description of everything that is served, as an OpenAPI 3.1 document.
struct OpenAPIDocument {
    /// Where it is served, below the base URL.
    static let path = "/openapi.json"

    let types: [ResourceType]
    let configuration: ServiceProviderConfig
    let baseURL: BaseURL

    var value: Value {
        let schemas = OpenAPISchemas(types: self.types, maximumBulkOperations: self.configuration.maximumBulkOperations)
        let paths = OpenAPIPaths(types: self.types, configuration: self.configuration)
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Starbridge", "version": "2.0",
                "summary": "SCIM 2.0 (RFC 7643, RFC 7644) over an LDAP directory, as it is mapped here.",
            ],
            "servers": [["url": .string(self.baseURL.text)]],
            "security": [["bearer": []]],
            "paths": .object(paths.value),
            "components": [
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
                "schemas": .object(schemas.value),
                "parameters": .object(OpenAPIParameters.value(maximumResults: self.configuration.maximumResults)),
                "headers": .object(OpenAPIResponses.headers),
                "responses": .object(OpenAPIResponses.value),
            ],
        ]
    }

    static func reference(_ kind: String, _ name: String) -> Value {
        ["$ref": .string("#/components/\(kind)/\(name)")]
    }
}
