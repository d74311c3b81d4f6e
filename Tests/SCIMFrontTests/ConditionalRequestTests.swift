import Hummingbird
import HummingbirdTesting
import SCIM
import Testing

@testable import SCIMFront

@Suite struct ConditionalRequestTests {
    private static let tag = #"W/"7""#
    private static let stored = Resource(
        id: "1", meta: Meta(resourceType: "User", version: Self.tag), attributes: ["userName": "ada"])
    private let harness = Harness(providers: [
        RecordingProvider(stored: Self.stored), RecordingProvider(.group, stored: Self.stored),
    ])

    @Test(arguments: [#"W/"7""#, #""7""#, #"W/"6", W/"7""#, "*"], [HTTPRequest.Method.get, .head])
    func tellsThatNothingChanged(known: String, method: HTTPRequest.Method) async throws {
        let response = try await self.harness.send(
            method, "/Users/1", headers: [.ifNoneMatch: known], over: .live)
        #expect(response.status == .notModified)
        #expect(response.headers[.eTag] == Self.tag)
        #expect(response.headers[.requestID]?.isEmpty == false)
        #expect(response.headers[.contentType] == nil)
        #expect(response.body.readableBytes == 0)
    }

    @Test func showsWhatChanged() async throws {
        let response = try await self.harness.send(.get, "/Users/1", headers: [.ifNoneMatch: #"W/"6""#])
        #expect(response.status == .ok)
        #expect(response.headers[.eTag] == Self.tag)
        #expect(try response.json.object?["userName"] == "ada")
    }

    @Test func joinsHeadersThatRepeat() async throws {
        var headers: HTTPFields = [.ifNoneMatch: #"W/"6""#]
        headers.append(HTTPField(name: .ifNoneMatch, value: #"W/"7""#))
        #expect(try await self.harness.send(.get, "/Users/1", headers: headers).status == .notModified)
    }

    @Test func readsTheVersionOfAPartOnlyForTheComparison() async throws {
        _ = try await self.harness.send(.get, "/Users/1?attributes=userName")
        _ = try await self.harness.send(.get, "/Users/1?attributes=userName", headers: [.ifNoneMatch: #"W/"6""#])
        _ = try await self.harness.send(.get, "/Users/1?excludedAttributes=meta", headers: [.ifNoneMatch: #"W/"6""#])
        let name = AttributePath(attribute: "userName")
        #expect(
            self.harness.providers[0].seen == [
                .read("1", Projection(attributes: [name])), .read("1", Projection(attributes: [name, .version])),
                .read("1", .all),
            ])
    }

    @Test func handsTheVersionsDemandedToTheProvider() async throws {
        let patch = #"{"Operations":[{"op":"remove","path":"title"}]}"#
        _ = try await self.harness.send(.put, "/Users/1", headers: [.ifMatch: Self.tag], body: "{}")
        _ = try await self.harness.send(.patch, "/Users/1", headers: [.ifMatch: #"W/"7", "8""#], body: patch)
        _ = try await self.harness.send(.delete, "/Users/1", headers: [.ifMatch: "*"])
        _ = try await self.harness.send(.delete, "/Users/1")
        #expect(
            self.harness.providers[0].contexts.map(\.ifMatch) == [
                .tags([#""7""#]), .tags([#""7""#, #""8""#]), .any, nil,
            ])
    }

    @Test func handsTheVersionsRuledOutToTheProvider() async throws {
        let patch = #"{"Operations":[{"op":"remove","path":"title"}]}"#
        _ = try await self.harness.send(.put, "/Users/1", headers: [.ifNoneMatch: "*"], body: "{}")
        _ = try await self.harness.send(.patch, "/Users/1", headers: [.ifNoneMatch: Self.tag], body: patch)
        _ = try await self.harness.send(.delete, "/Users/1", headers: [.ifNoneMatch: Self.tag, .ifMatch: "*"])
        let contexts = self.harness.providers[0].contexts
        #expect(contexts.map(\.ifNoneMatch) == [.any, .tags([#""7""#]), .tags([#""7""#])])
        #expect(contexts.map(\.ifMatch) == [nil, nil, .any])
    }

    @Test(arguments: [#""zz""#, #"W/"6", "8""#], [HTTPRequest.Method.get, .head])
    func readsOnlyTheVersionDemanded(versions: String, method: HTTPRequest.Method) async throws {
        for path in ["/Users/1", "/Users/1?attributes=userName"] {
            let headers: HTTPFields = [.ifMatch: versions, .ifNoneMatch: Self.tag]
            let response = try await self.harness.send(method, path, headers: headers)
            #expect(response.status == .preconditionFailed)
            if method == .get { #expect(try response.expectError(412).contains("If-Match")) }
            #expect(try await self.harness.send(method, path, headers: [.ifMatch: Self.tag]).status == .ok)
            #expect(try await self.harness.send(method, path, headers: [.ifMatch: "*"]).status == .ok)
        }
        _ = try await self.harness.send(.get, "/Users/1", headers: [.ifMatch: "7"]).expectError(400, .invalidValue)
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.put, "{}"), (.patch, #"{"Operations":[{"op":"remove","path":"title"}]}"#),
            (.delete, nil),
        ] as [(HTTPRequest.Method, String?)])
    func overlooksNoCondition(method: HTTPRequest.Method, body: String?) async throws {
        let response = try await self.harness.send(method, "/Users/1", headers: [.ifMatch: "7"], body: body)
        #expect(try response.expectError(400, .invalidValue).contains("If-Match"))
        let other = try await self.harness.send(method, "/Users/1", headers: [.ifNoneMatch: "7"], body: body)
        #expect(try other.expectError(400, .invalidValue).contains("If-None-Match"))
        #expect(self.harness.providers[0].seen.isEmpty)
    }

    @Test func tagsWhatItDoesNotShow() async throws {
        let body = #"{"Operations":[{"op":"remove","path":"members"}]}"#
        let response = try await self.harness.send(.patch, "/Groups/1", body: body)
        #expect(response.status == .noContent)
        #expect(response.headers[.eTag] == Self.tag)
    }
}
