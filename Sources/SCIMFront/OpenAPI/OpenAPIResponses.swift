import SCIM

/// What answers have in common.
enum OpenAPIResponses {
    /// What answers have besides their bodies.
    static let headers: Object = [
        "X-Request-ID": Self.header("The id of the request in the log of the service."),
        "Location": Self.header("The URL of the new resource."),
        "ETag": ["schema": JSONSchema.string, "description": "The version of the resource, where it was read."],
        "Retry-After": Self.header("After how many seconds to try again."),
        "WWW-Authenticate": Self.header("How to authenticate."),
    ]

    private static func header(_ description: String) -> Value {
        ["required": true, "schema": JSONSchema.string, "description": .string(description)]
    }

    /// The answers that operations have in common: those when something is wrong, and 304.
    static var value: Object {
        let meanings = [
            (400, "The request cannot be understood or done."), (401, "The bearer token is missing or not known."),
            (403, "The operation is not permitted."), (404, "There is no such resource."),
            (406, "The client does not accept JSON."), (409, "Another resource holds a unique value."),
            (412, "The resource has another version."), (413, "The body is too large."),
            (415, "The body is not application/scim+json."),
            (429, "The client calls too often, or without a good token; try again later."),
            (500, "The service is at fault."),
            (503, "The directory is not available; try again."),
        ]
        var responses: Object = [
            "NotModified": [
                "description": "It is still the version that the client has.",
                "headers": [
                    "X-Request-ID": OpenAPIDocument.reference("headers", "X-Request-ID"),
                    "ETag": OpenAPIDocument.reference("headers", "ETag"),
                ],
            ]
        ]
        for (status, meaning) in meanings {
            var headers: Object = ["X-Request-ID": OpenAPIDocument.reference("headers", "X-Request-ID")]
            if status == 401 {
                headers.append("WWW-Authenticate", OpenAPIDocument.reference("headers", "WWW-Authenticate"))
            }
            if [429, 503].contains(status) {
                headers.append("Retry-After", OpenAPIDocument.reference("headers", "Retry-After"))
            }
            responses.append(
                "Error\(status)",
                [
                    "description": .string(meaning), "headers": .object(headers),
                    "content": ["application/scim+json": ["schema": OpenAPIDocument.reference("schemas", "Error")]],
                ]
            )
        }
        return responses
    }
}
