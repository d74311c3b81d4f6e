import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct BodyTests {
    private static let ada = #"{"userName":"ada"}"#

    @Test(arguments: [
        "application/scim+json", "application/json", "Application/SCIM+JSON; charset=utf-8",
        "application/json;charset=UTF-8",
    ])
    func takesJSON(contentType: String) async throws {
        let harness = Harness()
        let response = try await harness.send(.POST, "/Users", headers: ["Content-Type": contentType], body: Self.ada)
        #expect(response.status == .created)
        #expect(harness.providers[0].seen == [.create(Resource(attributes: ["userName": "ada"]))])
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", "", "json"])
    func refusesOtherMediaTypes(contentType: String) async throws {
        let harness = Harness()
        let response = try await harness.send(.PUT, "/Users/1", headers: ["Content-Type": contentType], body: Self.ada)
        #expect(try response.expectError(415).contains("application/scim+json"))
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: [("identity", true), ("Identity", true), ("gzip", false), ("identity, gzip", false)])
    func takesNoContentCoding(coding: String, isTaken: Bool) async throws {
        let harness = Harness()
        let response = try await harness.send(.POST, "/Users", headers: ["Content-Encoding": coding], body: Self.ada)
        if isTaken {
            #expect(response.status == .created)
        } else {
            #expect(try response.expectError(415).contains(coding))
            #expect(harness.providers[0].seen.isEmpty)
        }
    }

    @Test(arguments: [Harness.Way.call, .live])
    func refusesLargeBodies(way: Harness.Way) async throws {
        let harness = Harness(maximumBodySize: 100)
        let body = #"{"userName":""# + String(repeating: "a", count: 200_000) + #""}"#
        let response = try await harness.send(.POST, "/Users", body: body, over: way)
        #expect(try response.expectError(413).contains("100 bytes"))
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: [17, 18])
    func countsEveryByte(limit: Int) async throws {
        let harness = Harness(maximumBodySize: limit)
        let response = try await harness.send(.POST, "/Users", body: Self.ada)
        #expect(response.status == (Self.ada.utf8.count <= limit ? .created : .payloadTooLarge))
    }

    @Test(arguments: [
        ("", SCIMError.Kind.invalidSyntax), ("{", .invalidSyntax),
        (#"{"userName":"a","username":"b"}"#, .invalidSyntax),
        (#"{"userName":7}"#, .invalidValue),
    ])
    func refusesWhatIsNoResource(body: String, type: SCIMError.Kind) async throws {
        let harness = Harness()
        for (method, path) in [(HTTPMethod.POST, "/Users"), (.PUT, "/Users/1")] {
            _ = try await harness.send(method, path, body: body).expectError(400, type)
        }
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["[]", "{}", #"{"Operations":[{"op":"turn"}]}"#])
    func refusesWhatIsNoPatch(body: String) async throws {
        let harness = Harness()
        let response = try await harness.send(.PATCH, "/Users/1", body: body)
        #expect(response.status == .badRequest)
        #expect(harness.providers[0].seen.isEmpty)
    }
}
