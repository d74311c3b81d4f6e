import SCIM

/// A served OpenAPI document, to make requests from and to hold answers against.
struct OpenAPIDescription {
    /// One operation of the document.
    struct Operation {
        var method: String
        var path: String
        var parameters: [Object]
        var body: Value?
        var responses: Object
    }

    let root: Value

    /// Every operation, in the order of the document.
    var operations: [Operation] {
        (self.root.object?["paths"]?.object ?? [:]).flatMap { path, item in
            (item.object ?? [:]).compactMap { method, operation in
                guard let operation = operation.object else { return nil }
                let body = operation["requestBody"]?.object?["content"]?.object?.first(where: { _ in true })?.value
                return Operation(
                    method: method.uppercased(), path: path,
                    parameters: (operation["parameters"]?.array ?? []).compactMap { self.resolved($0).object },
                    body: body?.object?["schema"], responses: operation["responses"]?.object ?? [:]
                )
            }
        }
    }

    /// What a reference stands for, or the value itself.
    func resolved(_ value: Value) -> Value {
        guard let reference = value.object?["$ref"]?.string else { return value }
        return reference.split(separator: "/").dropFirst().reduce(self.root) { $0.object?[String($1)] ?? .null }
    }

    /// The schema of the answer with a status; nil where the document says that there is no body.
    func schema(of status: Int, _ operation: Operation) -> Value? {
        let response = operation.responses[String(status)].map(self.resolved)?.object
        return response?["content"]?.object?.first(where: { _ in true })?.value.object?["schema"]
    }

    /// The header fields that an answer must have.
    func requiredHeaders(_ response: Value) -> [String] {
        let headers = self.resolved(response).object?["headers"]?.object ?? [:]
        return headers.filter { self.resolved($0.value).object?["required"] == true }.map(\.name)
    }

    /// Where a value is not as a schema says.
    func problems(_ value: Value, _ schema: Value, at place: String = "$") -> [String] {
        guard let schema = self.resolved(schema).object else { return [] }
        var problems: [String] = []
        if let type = schema["type"]?.string, !value.isOf(type) { return ["\(place) is no \(type): \(value)"] }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) { problems.append("\(place) is \(value)") }
        if case .object(let object) = value {
            for name in schema["required"]?.array ?? [] where object[name.string ?? ""] == nil {
                problems.append("\(place) has no \(name)")
            }
            for (name, member) in object where schema["properties"]?.object?[name] != nil {
                let part = schema["properties"]?.object?[name] ?? .null
                problems += self.problems(member, part, at: "\(place).\(name)")
            }
            if place == "$", let known = schema["properties"]?.object {
                problems += object.filter { known[$0.name] == nil }.map { "\(place).\($0.name) is not described" }
            }
        }
        if case .array(let values) = value, let items = schema["items"] {
            problems += values.enumerated().flatMap { self.problems($1, items, at: "\(place)[\($0)]") }
        }
        return problems
    }
}

extension Value {
    fileprivate func isOf(_ type: String) -> Bool {
        switch (type, self) {
        case ("string", .string), ("boolean", .boolean), ("integer", .integer), ("number", .integer),
            ("number", .decimal), ("array", .array), ("object", .object):
            true
        default: false
        }
    }
}
