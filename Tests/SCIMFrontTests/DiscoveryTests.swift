import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct DiscoveryTests {
    private static let base = "https://scim.example.com/scim/v2"
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    private static let core = "urn:ietf:params:scim:schemas:core:2.0"
    private let harness = Harness(
        providers: [
            RecordingProvider(.user.limited(to: [AttributePath(attribute: "userName")], required: [])),
            RecordingProvider(.group),
        ]
    )

    @Test(arguments: [
        ("/Schemas", ["\(Self.core):User", "\(Self.core):Group"]), ("/ResourceTypes/", ["User", "Group"]),
    ])
    func listsWhatIsServed(path: String, ids: [String]) async throws {
        let list = try #require(try await self.harness.send(.GET, path).json.object)
        #expect(list["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
        #expect(list["totalResults"] == .integer(Int64(ids.count)))
        #expect(list["Resources"]?.array?.compactMap { $0.object?["id"]?.string } == ids)
    }

    @Test func listsASchemaOnce() async throws {
        let harness = Harness(providers: [RecordingProvider(.user), RecordingProvider(.user)])
        let list = try await harness.send(.GET, "/Schemas").json.object
        #expect(
            list?["Resources"]?.array?.compactMap { $0.object?["id"]?.string } == [
                "\(Self.core):User", Self.enterprise,
            ])
    }

    @Test(arguments: [
        "\(Self.core):User", "URN:ietf:params:scim:schemas:core:2.0:user",
        "urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Acore%3A2.0%3AUser",
    ])
    func showsASchemaWithTheMappedAttributesOnly(id: String) async throws {
        let schema = try #require(try await self.harness.send(.GET, "/Schemas/" + id).json.object)
        #expect(schema["id"] == .string("\(Self.core):User"))
        #expect(schema["schemas"] == [.string("\(Self.core):Schema")])
        #expect(schema["attributes"]?.array?.compactMap { $0.object?["name"]?.string } == ["userName"])
        #expect(schema["meta"]?.object?["resourceType"] == "Schema")
        #expect(schema["meta"]?.object?["location"]?.string == "\(Self.base)/Schemas/\(Self.core):User")
    }

    @Test func showsAResourceType() async throws {
        let type = try #require(try await self.harness.send(.GET, "/ResourceTypes/User").json.object)
        #expect(type["endpoint"] == "/Users")
        #expect(type["schema"] == .string("\(Self.core):User"))
        #expect(type["meta"]?.object?["location"]?.string == "\(Self.base)/ResourceTypes/User")
    }

    @Test func showsWhatTheServiceCanDo() async throws {
        var harness = self.harness
        harness.configuration.maximumResults = 77
        let config = try #require(try await harness.send(.GET, "/ServiceProviderConfig").json.object)
        #expect(config["filter"]?.object?["maxResults"] == 77)
        #expect(config["patch"]?.object?["supported"] == true)
        #expect(config["meta"]?.object?["location"]?.string == "\(Self.base)/ServiceProviderConfig")
    }

    @Test(arguments: ["/Schemas?filter=id+pr", "/ResourceTypes?filter=id+pr", "/ServiceProviderConfig?filter=x"])
    func refusesFilters(path: String) async throws {
        _ = try await self.harness.send(.GET, path).expectError(403)
    }

    @Test(arguments: ["/Schemas/\(Self.enterprise)", "/ResourceTypes/Users", "/ServiceProviderConfig/1"])
    func doesNotShowWhatIsNotServed(path: String) async throws {
        _ = try await self.harness.send(.GET, path).expectError(404)
    }
}
