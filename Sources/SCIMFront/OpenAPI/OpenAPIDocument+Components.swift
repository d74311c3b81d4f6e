import SCIM

extension OpenAPIDocument {
    /// What the operations take in URLs.
    var parameters: Object {
        var parameters: Object = [
            "id": ["name": "id", "in": "path", "required": true, "schema": ["type": "string", "minLength": 1]]
        ]
        let queries: [(name: String, schema: Value, description: String)] = [
            ("filter", ["type": "string", "minLength": 1], "A filter as of RFC 7644 section 3.4.2.2."),
            ("startIndex", ["type": "integer"], "The position of the first resource, from 1."),
            (
                "count", ["type": "integer"],
                "How many resources to return, \(self.configuration.maximumResults) at most."
            ),
            ("cursor", ["type": "string"], "Where the page begins (RFC 9865); empty for the first."),
            ("sortBy", Self.attribute, "The attribute to sort by."),
            (
                "sortOrder", ["type": "string", "enum": ["ascending", "descending"]],
                "The order, ascending if not given."
            ),
            ("attributes", Self.attribute, "The attributes to return, separated by commas."),
            ("excludedAttributes", Self.attribute, "The attributes to leave out, separated by commas."),
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

    /// What answers have besides their bodies.
    static let headers: Object = [
        "X-Request-ID": Self.header("The id of the request in the log of the service."),
        "Location": Self.header("The URL of the new resource."),
        "ETag": ["schema": Self.string, "description": "The version of the resource, where it was read."],
        "Retry-After": Self.header("After how many seconds to try again."),
        "WWW-Authenticate": Self.header("How to authenticate."),
    ]

    private static func header(_ description: String) -> Value {
        ["required": true, "schema": Self.string, "description": .string(description)]
    }

    /// The answers that operations have in common: those when something is wrong, and 304.
    static var responses: Object {
        let meanings = [
            (400, "The request cannot be understood or done."), (401, "The bearer token is missing or not known."),
            (403, "The operation is not permitted."), (404, "There is no such resource."),
            (406, "The client does not accept JSON."), (409, "Another resource holds a unique value."),
            (412, "The resource has another version."), (413, "The body is too large."),
            (415, "The body is not application/scim+json."), (500, "The service is at fault."),
            (503, "The directory is not available; try again."),
        ]
        var responses: Object = [
            "NotModified": [
                "description": "It is still the version that the client has.",
                "headers": [
                    "X-Request-ID": self.reference("headers", "X-Request-ID"),
                    "ETag": self.reference("headers", "ETag"),
                ],
            ]
        ]
        for (status, meaning) in meanings {
            var headers: Object = ["X-Request-ID": self.reference("headers", "X-Request-ID")]
            if status == 401 {
                headers.append("WWW-Authenticate", self.reference("headers", "WWW-Authenticate"))
            }
            if status == 503 { headers.append("Retry-After", self.reference("headers", "Retry-After")) }
            responses.append(
                "Error\(status)",
                [
                    "description": .string(meaning), "headers": .object(headers),
                    "content": ["application/scim+json": ["schema": self.reference("schemas", "Error")]],
                ]
            )
        }
        return responses
    }
}
