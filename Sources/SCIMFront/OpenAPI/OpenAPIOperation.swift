import SCIM

/// One operation, of which the parameters, headers and schemas are named and described elsewhere.
struct OpenAPIOperation {
    var id: String
    var answer: (status: Int, schema: String?)
    var errors: [Int]
    var parameters: [String] = []
    var body: String?
    var headers: [String] = []
    var contentType = "application/scim+json"
    /// Whether 304 is a possible answer.
    var mayBeUnchanged = false

    init(_ id: String, answer: (status: Int, schema: String?), errors: [Int] = []) {
        self.id = id
        self.answer = answer
        self.errors = errors
    }

    var value: Value {
        var value: Object = ["operationId": .string(self.id)]
        if !self.parameters.isEmpty {
            value.append(
                "parameters", .array(self.parameters.map { OpenAPIDocument.reference("parameters", $0) }))
        }
        if let body {
            value.append("requestBody", ["required": true, "content": .object(Self.content(body, self.contentType))])
        }
        var responses: Object = [String(self.answer.status): .object(self.response)]
        if self.mayBeUnchanged { responses.append("304", OpenAPIDocument.reference("responses", "NotModified")) }
        for status in (self.errors + [400, 401, 403, 406, 429, 500, 503]).sorted() {
            responses.append(String(status), OpenAPIDocument.reference("responses", "Error\(status)"))
        }
        value.append("responses", .object(responses))
        return .object(value)
    }

    private var response: Object {
        var headers = Object()
        for name in ["X-Request-ID"] + self.headers {
            headers.append(name, OpenAPIDocument.reference("headers", name))
        }
        var response: Object = ["description": "Done.", "headers": .object(headers)]
        if let schema = self.answer.schema {
            response.append("content", .object(Self.content(schema, self.contentType)))
        }
        return response
    }

    private static func content(_ schema: String, _ type: String) -> Object {
        [type: ["schema": OpenAPIDocument.reference("schemas", schema)]]
    }
}
