import SCIM

/// Makes requests from a description: some as it says, some bent, always the same for the same seed.
struct RequestGenerator {
    /// A request; the path is below the Tenant URL.
    struct Request {
        var method: String
        var path: String
        var body: String?
        var condition: RequestCondition?
    }

    let description: OpenAPIDescription
    let ids: [String]
    /// The version that a resource has, by its path.
    var versions: [String: String] = [:]
    var random: SeededGenerator
    private var count = 0

    private static let words = [
        "ada", "Ångström", "O'Neil", "a+b, c=d", " x ", "", "*", "(&)", "\\", "\u{0}", "🦊", "name@acme.example", "true",
        "-1", "2026-01-01T00:00:00Z", "#x", String(repeating: "long", count: 200), "urn:x:y", "a\nb", "\"",
    ]
    private static let operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "xx"]

    init(description: OpenAPIDescription, ids: [String], seed: UInt64) {
        self.description = description
        self.ids = ids
        self.random = SeededGenerator(seed: seed)
    }

    mutating func request(for operation: OpenAPIDescription.Operation) -> Request {
        self.count += 1
        var path = operation.path
        var query: [String] = []
        var condition: String?
        for parameter in operation.parameters {
            let name = parameter["name"]?.string ?? ""
            if parameter["in"] == "header" {
                condition = self.random.happens(60) ? name : nil
            } else if parameter["in"] == "path" {
                path = path.replacing("{\(name)}", with: self.identifier())
            } else if self.random.happens(30) {
                query.append("\(name)=\(BridgeCaller.formEncoded(self.parameter(name, parameter["schema"] ?? .null)))")
            }
        }
        if self.random.happens(3) { query.append(self.random.pick(["%", "filter=%ff", "count=1&count=2", "x"])) }
        let body = operation.body.map { self.body($0) }
        return Request(
            method: operation.method, path: path + (query.isEmpty ? "" : "?" + query.joined(separator: "&")),
            body: body,
            condition: condition.map { self.condition($0, on: path) }
        )
    }

    /// Remembers which version a resource has after a request.
    mutating func note(_ version: String?, of request: Request) {
        guard let version else { return }
        self.versions[String(request.path.prefix { $0 != "?" })] = version
    }

    private mutating func condition(_ name: String, on path: String) -> RequestCondition {
        switch (self.random.pick(RequestCondition.Kind.allCases), self.versions[path]) {
        case (.current, let version?):
            let value = self.random.happens(50) ? version : #"W/"0", "# + version
            return RequestCondition(name: name, value: value, kind: .current)
        case (.other, _):
            return RequestCondition(name: name, value: self.random.pick(RequestCondition.others), kind: .other)
        case (.malformed, _):
            return RequestCondition(name: name, value: self.random.pick(RequestCondition.malformed), kind: .malformed)
        default:
            return RequestCondition(name: name, value: "*", kind: .any)
        }
    }

    private mutating func identifier() -> String {
        if self.random.happens(70) { return self.random.pick(self.ids) }
        if self.random.happens(50) { return "2f4cfc37-1a36-4d3c-8bb5-b4bf7b37a0a3" }
        return BridgeCaller.formEncoded(self.random.pick(Self.words.filter { !$0.isEmpty })).replacing("+", with: "%20")
    }

    private mutating func parameter(_ name: String, _ schema: Value) -> String {
        if schema.object?["type"] == "integer" {
            return self.random.pick(["0", "1", "2", "3", "100", "-1", "1000000000000", "x", ""])
        }
        return name == "filter" ? self.filter(depth: 2) : (0..<2).map { _ in self.attribute() }.joined(separator: ",")
    }

    private mutating func filter(depth: Int) -> String {
        if depth > 0, self.random.happens(30) {
            let (left, right) = (self.filter(depth: depth - 1), self.filter(depth: depth - 1))
            return self.random.pick(["\(left) and \(right)", "(\(left)) or \(right)", "not (\(left))", "(\(left)"])
        }
        let operation = self.random.pick(Self.operators)
        let literal = self.random.happens(80) ? Self.json(.string(self.word())) : self.word()
        return "\(self.attribute()) \(operation)" + (operation == "pr" ? "" : " \(literal)")
    }

    /// A path to something that is described, or to nothing.
    private mutating func attribute() -> String {
        let user = self.description.resolved(["$ref": "#/components/schemas/User"])
        let names = (user.object?["properties"]?.object ?? [:]).map(\.name)
        let extra = [
            "name.givenName", "emails[type eq \"work\"].value", "emails.value", "emails[", "unknown", "meta.created",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "members.value",
        ]
        return self.random.pick(names + extra)
    }

    private mutating func word() -> String {
        self.random.happens(50) ? "word\(self.count)" : self.random.pick(Self.words)
    }

    private mutating func body(_ schema: Value) -> String {
        var value = self.value(schema, named: "")
        if self.random.happens(30) { value = self.bent(value) }
        var text = Self.json(value)
        if self.random.happens(8), !text.isEmpty {
            let place = text.index(text.startIndex, offsetBy: Int.random(in: 0..<text.count, using: &self.random))
            text = self.random.happens(50) ? String(text[..<place]) : String(text[..<place]) + "}" + text[place...]
        }
        return text
    }

    private mutating func value(_ schema: Value, named name: String) -> Value {
        guard let schema = self.description.resolved(schema).object else {
            return self.random.pick([.string(self.word()), .boolean(true), .null, [["value": "x"]], ["title": "T"]])
        }
        if let allowed = schema["enum"]?.array { return self.random.pick(allowed) }
        switch schema["type"]?.string {
        case "object":
            var object = Object()
            let required = (schema["required"]?.array ?? []).compactMap(\.string)
            for (name, part) in schema["properties"]?.object ?? [:]
            where required.contains(name) || self.random.happens(50) {
                object.append(name, self.value(part, named: name))
            }
            return .object(object)
        case "array":
            if let example = schema["examples"]?.array?.first, self.random.happens(90) { return example }
            let least = name == "emails" || name == "Operations" ? 1 : 0
            return .array(
                (0..<Int.random(in: least...3, using: &self.random)).map { _ in
                    self.value(schema["items"] ?? .null, named: name)
                })
        case "boolean": return .boolean(self.random.happens(50))
        case "integer": return .integer(Int64(Int.random(in: -3...1000, using: &self.random)))
        default: return .string(self.text(schema, named: name))
        }
    }

    private mutating func text(_ schema: Object, named name: String) -> String {
        if let examples = schema["examples"]?.array?.compactMap(\.string), self.random.happens(80) {
            return self.random.pick(examples)
        }
        if name == "path" { return self.attribute() }
        return self.random.happens(70) ? "\(name)\(self.count)@acme.example" : self.word()
    }

    /// The value with one part missing, or of another kind.
    private mutating func bent(_ value: Value) -> Value {
        let other: [Value] = [.null, .integer(7), .boolean(true), .string("x"), [], [:], [[]], .decimal(0.5)]
        switch value {
        case .object(var object) where !object.isEmpty:
            let member = self.random.pick(Array(object))
            object[member.name] = self.random.happens(30) ? nil : self.bent(member.value)
            return .object(object)
        case .array(var values) where !values.isEmpty && self.random.happens(70):
            let index = Int.random(in: 0..<values.count, using: &self.random)
            values[index] = self.bent(values[index])
            return .array(values)
        default: return self.random.pick(other)
        }
    }

    private static func json(_ value: Value) -> String {
        String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }
}
