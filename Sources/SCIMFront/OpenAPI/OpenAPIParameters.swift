import SCIM

/// What operations take in URLs and header fields.
enum OpenAPIParameters {
    /// The parameters by name.
    static func value(maximumResults: Int) -> Object {
        var parameters: Object = [
            "id": ["name": "id", "in": "path", "required": true, "schema": ["type": "string", "minLength": 1]]
        ]
        let queries: [(name: String, schema: Value, description: String)] = [
            ("filter", ["type": "string", "minLength": 1], "A filter as of RFC 7644 section 3.4.2.2."),
            ("startIndex", ["type": "integer"], "The position of the first resource, from 1."),
            (
                "count", ["type": "integer"],
                "How many resources to return, \(maximumResults) at most."
            ),
            ("cursor", ["type": "string"], "Where the page begins (RFC 9865); empty for the first."),
            ("sortBy", JSONSchema.attribute, "The attribute to sort by."),
            (
                "sortOrder", ["type": "string", "enum": ["ascending", "descending"]],
                "The order, ascending if not given."
            ),
            ("attributes", JSONSchema.attribute, "The attributes to return, separated by commas."),
            ("excludedAttributes", JSONSchema.attribute, "The attributes to leave out, separated by commas."),
        ]
        for (name, schema, description) in queries {
            parameters.append(
                name,
                ["name": .string(name), "in": "query", "schema": schema, "description": .string(description)]
            )
        }
        for (name, description) in [
            ("If-Match", "Do it only to one of these versions."),
            (
                "If-None-Match",
                "Do it only to none of these versions: read what the client does not know yet, else answer 304."
            ),
        ] {
            parameters.append(
                name,
                [
                    "name": .string(name), "in": "header", "schema": Self.versions,
                    "description": .string(description),
                ]
            )
        }
        return parameters
    }

    /// `"*" / #entity-tag` (RFC 9110 section 13.1).
    private static let versions: Value = {
        let tag = #"(W/)?"[^"]*""#
        return ["type": "string", "pattern": .string(#"^(\*|\#(tag)( *, *\#(tag))*)$"#)]
    }()
}
