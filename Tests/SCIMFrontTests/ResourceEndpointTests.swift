import NIOCore
import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct ResourceEndpointTests {
    private static let stored = Resource(
        id: "a/1",
        meta: Meta(resourceType: "User", version: #"W/"7""#),
        attributes: ["userName": "ada", "title": "Countess"]
    )
    private static let url = "https://scim.example.com/scim/v2/Users/a%2F1"
    private let harness = Harness(providers: [RecordingProvider(stored: Self.stored)])

    private func expectStored(_ response: Response, _ status: HTTPResponseStatus) throws {
        #expect(response.status == status)
        #expect(response.headers.first(name: "Content-Type") == "application/scim+json")
        #expect(response.headers.first(name: "ETag") == #"W/"7""#)
        let body = try #require(try response.json.object)
        #expect(body["id"] == "a/1")
        #expect(body["userName"] == "ada")
        #expect(body["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:User"])
    }

    @Test func createsAndSaysWhere() async throws {
        let response = try await self.harness.send(.POST, "/Users/", body: #"{"userName":"ada"}"#)
        try self.expectStored(response, .created)
        #expect(response.headers.first(name: "Location") == Self.url)
        #expect(self.harness.providers[0].seen == [.create(Resource(attributes: ["userName": "ada"]))])
    }

    @Test func replaces() async throws {
        let response = try await self.harness.send(.PUT, "/Users/a%2F1", body: #"{"userName":"ada","title":null}"#)
        try self.expectStored(response, .ok)
        #expect(self.harness.providers[0].seen == [.replace("a/1", Resource(attributes: ["userName": "ada"]))])
    }

    @Test func tellsWhatTheClientAskedFor() async throws {
        let body = #"{"Operations":[{"op":"Replace","path":"active","value":"False"}]}"#
        _ = try await self.harness.send(.PATCH, "/Users/a%2F1", body: body)
        _ = try await self.harness.send(.POST, "/Users", body: #"{"userName":"ada"}"#)
        _ = try await self.harness.send(.DELETE, "/Users/a%2F1")
        _ = try await self.harness.send(.GET, "/Users/a%2F1")
        let calls = self.harness.providers[0].contexts.map(\.call)
        #expect(calls.map { $0?.method } == ["PATCH", "POST", "DELETE", nil])
        #expect(calls.map { $0?.path } == ["/Users/a%2F1", "/Users", "/Users/a%2F1", nil])
        #expect(calls.map { $0?.body } == [try JSONReader.read(body.utf8), ["userName": "ada"], nil, nil])
    }

    @Test func patchesAndShowsTheUser() async throws {
        let body = #"{"Operations":[{"op":"Replace","path":"active","value":"False"}]}"#
        try self.expectStored(try await self.harness.send(.PATCH, "/Users/a%2F1", body: body), .ok)
        let patch = try Patch(decoding: JSONReader.read(body.utf8), extensions: [.enterpriseUser])
        #expect(self.harness.providers[0].seen == [.patch("a/1", patch)])
    }

    @Test func patchesAndDoesNotShowTheGroup() async throws {
        let harness = Harness(providers: [RecordingProvider(), RecordingProvider(.group)])
        let body = #"{"Operations":[{"op":"add","path":"members","value":[{"value":"2"}]}]}"#
        let response = try await harness.send(.PATCH, "/Groups/1", body: body, over: .live)
        #expect(response.status == .noContent)
        #expect(response.body.readableBytes == 0)
        #expect(response.headers.first(name: "Content-Type") == "application/scim+json")
        #expect(harness.providers.map(\.seen.count) == [0, 1])
    }

    @Test func showsTheAttributesOfThePatchedGroupThatAreAskedFor() async throws {
        let group = Resource(id: "1", attributes: ["displayName": "g", "members": [["value": "2"]]])
        let harness = Harness(providers: [RecordingProvider(), RecordingProvider(.group, stored: group)])
        let body = #"{"Operations":[{"op":"add","path":"members","value":[{"value":"2"}]}]}"#
        let response = try await harness.send(.PATCH, "/Groups/1?attributes=members", body: body)
        #expect(response.status == .ok)
        #expect(try response.json.object?["members"] == [["value": "2"]])
        #expect(try response.json.object?["displayName"] == nil)
        // The members are read: a PATCH does without.
        #expect(
            harness.providers[1].seen.last == .read("1", Projection(attributes: [AttributePath(attribute: "members")])))
        let excluding = try await harness.send(.PATCH, "/Groups/1?excludedAttributes=members", body: body)
        #expect(excluding.status == .noContent)
    }

    @Test func deletes() async throws {
        let response = try await self.harness.send(.DELETE, "/Users/a%2F1", over: .live)
        #expect(response.status == .noContent)
        #expect(response.headers.first(name: "Content-Type") == "application/scim+json")
        #expect(self.harness.providers[0].seen == [.delete("a/1")])
    }

    @Test func readsUnderACondition() async throws {
        let path = "/Users/a%2F1?filter=manager+eq+2819c223&attributes=id"
        let body = try await self.harness.send(.GET, path).json.object
        #expect(body?["id"] == "a/1")
        #expect(body?["userName"] == nil)
        let filter = Filter.and([
            .compare(AttributePath(attribute: "id"), .eq, "a/1"),
            .compare(AttributePath(attribute: "manager"), .eq, "2819c223"),
        ])
        let projection = Projection(attributes: [AttributePath(attribute: "id")])
        #expect(
            self.harness.providers[0].seen == [.list(filter: filter, startIndex: 1, count: nil, projection)])
    }

    @Test func listsWhatTheProviderShows() async throws {
        let body = try await self.harness.send(.GET, "/Users").json.object
        #expect(body?["totalResults"] == 1)
        #expect(body?["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
        let resource = body?["Resources"]?.array?.first?.object
        #expect(resource?["userName"] == "ada")
    }

    @Test(
        arguments: [
            (HTTPMethod.GET, "/Users/1?attributes=title", nil),
            (.GET, "/Users/1?excludedAttributes=userName", nil),
            (.POST, "/Users?attributes=title", #"{"userName":"ada"}"#), (.PUT, "/Users/1?attributes=title", "{}"),
            (.PATCH, "/Users/1?attributes=title", #"{"Operations":[{"op":"remove","path":"title"}]}"#),
        ] as [(HTTPMethod, String, String?)])
    func showsOnlyTheAttributesWanted(method: HTTPMethod, path: String, body: String?) async throws {
        let json = try await self.harness.send(method, path, body: body).json.object
        #expect(json?["title"] == "Countess")
        #expect(json?["userName"] == nil)
        #expect(json?["id"] == "a/1")
    }
}
