import NIOCore
import NIOHTTP1
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

    @Test(arguments: [#"W/"7""#, #""7""#, #"W/"6", W/"7""#, "*"], [HTTPMethod.GET, .HEAD])
    func tellsThatNothingChanged(known: String, method: HTTPMethod) async throws {
        let response = try await self.harness.send(
            method, "/Users/1", headers: ["If-None-Match": known], over: .live)
        #expect(response.status == .notModified)
        #expect(response.headers.first(name: "ETag") == Self.tag)
        #expect(response.headers.first(name: "x-request-id")?.isEmpty == false)
        #expect(response.headers.first(name: "Content-Type") == nil)
        #expect(response.body.readableBytes == 0)
    }

    @Test func showsWhatChanged() async throws {
        let response = try await self.harness.send(.GET, "/Users/1", headers: ["If-None-Match": #"W/"6""#])
        #expect(response.status == .ok)
        #expect(response.headers.first(name: "ETag") == Self.tag)
        #expect(try response.json.object?["userName"] == "ada")
    }

    @Test func joinsHeadersThatRepeat() async throws {
        var headers: HTTPHeaders = ["If-None-Match": #"W/"6""#]
        headers.add(name: "If-None-Match", value: #"W/"7""#)
        #expect(try await self.harness.send(.GET, "/Users/1", headers: headers).status == .notModified)
    }

    @Test func tellsTheProviderThatAReadDependsOnTheVersion() async throws {
        let path = "/Users/1?attributes=userName"
        _ = try await self.harness.send(.GET, path)
        _ = try await self.harness.send(.GET, path, headers: ["If-None-Match": #"W/"6""#])
        _ = try await self.harness.send(.GET, path, headers: ["If-Match": Self.tag])
        let projection = Projection(attributes: [AttributePath(attribute: "userName")])
        #expect(self.harness.providers[0].seen.allSatisfy { $0 == .read("1", projection) })
        #expect(self.harness.providers[0].contexts.map(\.isConditional) == [false, true, true])
    }

    @Test func handsTheVersionsDemandedToTheProvider() async throws {
        let patch = #"{"Operations":[{"op":"remove","path":"title"}]}"#
        _ = try await self.harness.send(.PUT, "/Users/1", headers: ["If-Match": Self.tag], body: "{}")
        _ = try await self.harness.send(.PATCH, "/Users/1", headers: ["If-Match": #"W/"7", "8""#], body: patch)
        _ = try await self.harness.send(.DELETE, "/Users/1", headers: ["If-Match": "*"])
        _ = try await self.harness.send(.DELETE, "/Users/1")
        #expect(
            self.harness.providers[0].contexts.map(\.ifMatch) == [
                .tags([#""7""#]), .tags([#""7""#, #""8""#]), .any, nil,
            ])
    }

    @Test func handsTheVersionsRuledOutToTheProvider() async throws {
        let patch = #"{"Operations":[{"op":"remove","path":"title"}]}"#
        _ = try await self.harness.send(.PUT, "/Users/1", headers: ["If-None-Match": "*"], body: "{}")
        _ = try await self.harness.send(.PATCH, "/Users/1", headers: ["If-None-Match": Self.tag], body: patch)
        _ = try await self.harness.send(.DELETE, "/Users/1", headers: ["If-None-Match": Self.tag, "If-Match": "*"])
        let contexts = self.harness.providers[0].contexts
        #expect(contexts.map(\.ifNoneMatch) == [.any, .tags([#""7""#]), .tags([#""7""#])])
        #expect(contexts.map(\.ifMatch) == [nil, nil, .any])
    }

    @Test(arguments: [#""zz""#, #"W/"6", "8""#], [HTTPMethod.GET, .HEAD])
    func readsOnlyTheVersionDemanded(versions: String, method: HTTPMethod) async throws {
        for path in ["/Users/1", "/Users/1?attributes=userName"] {
            let headers: HTTPHeaders = ["If-Match": versions, "If-None-Match": Self.tag]
            let response = try await self.harness.send(method, path, headers: headers)
            #expect(response.status == .preconditionFailed)
            if method == .GET { #expect(try response.expectError(412).contains("If-Match")) }
            #expect(try await self.harness.send(method, path, headers: ["If-Match": Self.tag]).status == .ok)
            #expect(try await self.harness.send(method, path, headers: ["If-Match": "*"]).status == .ok)
        }
        _ = try await self.harness.send(.GET, "/Users/1", headers: ["If-Match": "7"]).expectError(400, .invalidValue)
    }

    @Test(
        arguments: [
            (HTTPMethod.PUT, "{}"), (.PATCH, #"{"Operations":[{"op":"remove","path":"title"}]}"#),
            (.DELETE, nil),
        ] as [(HTTPMethod, String?)])
    func overlooksNoCondition(method: HTTPMethod, body: String?) async throws {
        let response = try await self.harness.send(method, "/Users/1", headers: ["If-Match": "7"], body: body)
        #expect(try response.expectError(400, .invalidValue).contains("If-Match"))
        let other = try await self.harness.send(method, "/Users/1", headers: ["If-None-Match": "7"], body: body)
        #expect(try other.expectError(400, .invalidValue).contains("If-None-Match"))
        #expect(self.harness.providers[0].seen.isEmpty)
    }

    @Test func tagsWhatItDoesNotShow() async throws {
        let body = #"{"Operations":[{"op":"remove","path":"members"}]}"#
        let response = try await self.harness.send(.PATCH, "/Groups/1", body: body)
        #expect(response.status == .noContent)
        #expect(response.headers.first(name: "ETag") == Self.tag)
    }
}
