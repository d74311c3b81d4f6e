import NIOHTTP1
import SCIM
import Testing

extension BridgeTests {
    /// Requests made from the published document, proper ones and bent ones, against the whole bridge.
    @Suite(.serialized, .bridge) struct OpenAPIRequests {
        private static func description(_ bridge: BridgeCaller) async throws -> OpenAPIDescription {
            OpenAPIDescription(root: try await bridge.get("/openapi.json").expect(200).body)
        }

        @Test(arguments: [1, 2, 3, 4])
        func noneIsAnsweredOutsideTheDescription(seed: UInt64) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            var ids: [String] = []
            for number in 0..<24 {
                let uid = "openapi\(seed).\(number)"
                ids.append(try await scene.addPerson(uid, "mail: \(uid)@acme.example").id)
            }
            let description = try await Self.description(bridge)
            let operations = description.operations
            var generator = RequestGenerator(description: description, ids: ids, seed: seed)
            var statuses: [Int: Int] = [:]
            for number in 0..<450 {
                let operation = operations[number % operations.count]
                let request = generator.request(for: operation)
                let method = HTTPMethod(rawValue: request.method)
                var headers = HTTPHeaders()
                if let condition = request.condition {
                    headers.replaceOrAdd(name: condition.name, value: condition.value)
                }
                let reply = try await bridge.send(method, request.path, request.body, headers: headers)
                statuses[reply.status, default: 0] += 1
                generator.note(reply.headers.first(name: "ETag"), of: request)
                #expect(request.condition?.forbids(reply.status) != true, "\(request): \(reply.status) \(reply.text)")
                for problem in Self.problems(reply, operation, description) {
                    Issue.record("\(request): \(problem): \(reply.status) \(reply.text)")
                }
            }
            // The requests are neither all refused nor all done.
            #expect(statuses[200, default: 0] > 50 && statuses[400, default: 0] > 20, "\(statuses)")
            for status in [201, 304, 412] { #expect(statuses[status, default: 0] > 0, "\(statuses)") }
        }

        private static func problems(
            _ reply: Reply, _ operation: OpenAPIDescription.Operation, _ description: OpenAPIDescription
        ) -> [String] {
            if reply.status >= 500 { return ["a fault of the service"] }
            guard let response = operation.responses[String(reply.status)] else { return ["not a described status"] }
            let missing = description.requiredHeaders(response).filter { name in
                !reply.headers.contains(name: name)
            }
            if !missing.isEmpty { return ["without \(missing)"] }
            guard operation.method != "HEAD", let schema = description.schema(of: reply.status, operation) else {
                return reply.text.isEmpty ? [] : ["a body that is not described"]
            }
            return description.problems(reply.body, schema)
        }

        /// What the document calls a proper body of a new user is one.
        @Test func properUsersAreCreated() async throws {
            let bridge = try BridgeScene.current.bridge()
            let description = try await Self.description(bridge)
            let request = description.resolved(["$ref": "#/components/schemas/UserRequest"]).object
            #expect(request?["required"] == ["schemas", "userName", "emails"])
            let body = BridgeCaller.person("openapi.proper")
            #expect(description.problems(try JSONReader.read(body.utf8), .object(request ?? [:])).isEmpty)
            let made = try await bridge.post(body).expect(201)
            #expect(description.problems(made.body, ["$ref": "#/components/schemas/User"]).isEmpty)
        }
    }
}
