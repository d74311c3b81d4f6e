import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct OpenAPITests {
    private static let configuration = ServiceProviderConfig(
        maximumBulkOperations: 4, cursorTimeout: 60, supportsSort: true)
    private static let paths = ["userName", "title", "name.givenName", #"emails[type eq "work"].value"#, "active"]

    private static var document: Object {
        get async throws {
            let paths = try Self.paths.map { try AttributePath(parsing: $0) }
            let user = ResourceType.user.limited(to: paths, required: [paths[0], paths[3]])
            let harness = Harness(
                providers: [RecordingProvider(user), RecordingProvider(.group)], configuration: Self.configuration)
            let response = try await harness.send(.GET, "/openapi.json")
            #expect(response.status == .ok)
            #expect(response.headers.first(name: "Content-Type") == "application/json")
            return try #require(try response.json.object)
        }
    }

    @Test func isServedToWhoHasAToken() async throws {
        let document = try await Self.document
        #expect(document["openapi"] == "3.1.0")
        #expect(document["servers"] == [["url": "https://scim.example.com/scim/v2"]])
        let stranger = try await Harness().send(.GET, "/openapi.json", headers: ["Authorization": "Bearer x"])
        _ = try stranger.expectError(401)
    }

    /// Every endpoint of the routing table is described, and nothing that is not served; /Me is not.
    @Test func namesEveryEndpoint() async throws {
        let paths = try #require(try await Self.document["paths"]?.object)
        let described = Set(paths.map { String($0.name.dropFirst().prefix { $0 != "/" }) })
        let routes = RouteTable(
            providers: [RecordingProvider(), RecordingProvider(.group)], configuration: Self.configuration,
            baseURL: BaseURL("https://scim.example.com"))
        #expect(described.union(["Me"]) == Set(routes.names))
    }

    @Test func describesTheMethodsThatArePossible() async throws {
        let paths = try #require(try await Self.document["paths"]?.object)
        for (path, item) in paths {
            let methods = Set((item.object ?? [:]).map { $0.name.uppercased() })
            let url = path.replacing("{id}", with: "1")
            let response = try await Self.harness.send(.OPTIONS, url)
            let allowed = try #require(response.headers.first(name: "Allow")).split(separator: ", ").map(String.init)
            #expect(methods == Set(allowed), "\(path)")
        }
    }

    private static let harness = Harness(
        providers: [RecordingProvider(), RecordingProvider(.group)], configuration: Self.configuration)

    @Test func refersOnlyToWhatIsThere() async throws {
        let document = try await Self.document
        let references = Set(Self.references(in: .object(document)))
        #expect(references.count > 20)
        for reference in references {
            let steps = reference.split(separator: "/").dropFirst().map(String.init)
            let found = steps.reduce(Value.object(document) as Value?) { $0?.object?[$1] }
            #expect(found != nil && reference.hasPrefix("#/components/"), "\(reference)")
        }
        // Nothing is described in vain either.
        let kinds = try #require(document["components"]?.object)
        for (kind, members) in kinds where kind != "securitySchemes" {
            for (name, _) in members.object ?? [:] {
                #expect(references.contains("#/components/\(kind)/\(name)"))
            }
        }
    }

    @Test func hasOneNameForEachOperationAndDeclaresItsParameters() async throws {
        let document = try await Self.document
        var names: [String] = []
        for (path, item) in try #require(document["paths"]?.object) {
            for (method, operation) in item.object ?? [:] {
                let operation = try #require(operation.object)
                names.append(try #require(operation["operationId"]?.string))
                let references = operation["parameters"]?.array?.compactMap { $0.object?["$ref"]?.string } ?? []
                #expect(references.contains("#/components/parameters/id") == path.hasSuffix("{id}"), "\(path)")
                #expect((operation["requestBody"] != nil) == ["post", "put", "patch"].contains(method))
                let responses = try #require(operation["responses"]?.object)
                let codes = responses.map(\.name)
                #expect(codes == codes.sorted() && codes.filter { $0.hasPrefix("2") }.count == 1)
                #expect(Set(["400", "401", "403", "429", "503"]).isSubset(of: codes))
            }
        }
        #expect(Set(names).count == names.count)
    }

    @Test func describesWhatIsMappedAndNothingElse() async throws {
        let schemas = try #require(try await Self.document["components"]?.object?["schemas"]?.object)
        let request = try #require(schemas["UserRequest"]?.object)
        #expect(
            request["properties"]?.object?.map(\.name)
                == ["schemas", "userName", "name", "title", "active", "emails"])
        #expect(request["required"] == ["schemas", "userName", "emails"])
        let emails = request["properties"]?.object?["emails"]?.object
        #expect(emails?["type"] == "array")
        #expect(emails?["items"]?.object?["required"] == ["value", "type"])
        let kind = emails?["items"]?.object?["properties"]?.object?["type"]?.object
        #expect(kind?["enum"] == ["work"])
        #expect(emails?["minItems"] == 1)
        #expect(request["properties"]?.object?["userName"]?.object?["minLength"] == 1)
        let answer = try #require(schemas["User"]?.object)
        #expect(answer["required"] == ["schemas", "id"])
        #expect(answer["properties"]?.object?["meta"] == ["$ref": "#/components/schemas/Meta"])
        #expect(schemas["GroupRequest"]?.object?["required"] == ["schemas", "displayName"])
    }

    private static func references(in value: Value) -> [String] {
        switch value {
        case .array(let values): values.flatMap(self.references)
        // A property may be named $ref; a reference stands alone.
        case .object(let object) where object.count == 1:
            object["$ref"]?.string.map { [$0] } ?? object.flatMap { self.references(in: $0.value) }
        case .object(let object): object.flatMap { self.references(in: $0.value) }
        default: []
        }
    }
}
