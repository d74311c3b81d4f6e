import Hummingbird
import HummingbirdTesting
import Logging
import SCIM
import Testing

@testable import SCIMFront

@Suite struct AuthenticationTests {
    @Test(arguments: ["Bearer s3cret", "bearer s3cret", "BEARER   s3cret"])
    func knowsTheTokenInAnySpellingOfTheScheme(credentials: String) async throws {
        let harness = Harness()
        let response = try await harness.send(.get, "/Users/1", headers: [.authorization: credentials])
        #expect(response.status == .ok)
        #expect(harness.providers[0].contexts.map(\.principal) == [Principal(name: "entra")])
    }

    private static let realm = #"Bearer realm="Starbridge""#
    private static let invalid = Self.realm + #", error="invalid_token""#

    @Test(arguments: [
        ("", Self.realm), ("Bearer", Self.realm), ("Bearer ", Self.realm), ("Basic czNjcmV0", Self.realm),
        ("Bearers3cret", Self.realm), ("Bearer s3cre", Self.invalid), ("Bearer s3cret2", Self.invalid),
        ("Bearer S3CRET", Self.invalid),
    ])
    func refusesOtherCredentials(credentials: String, challenge: String) async throws {
        let harness = Harness()
        let response = try await harness.send(.delete, "/Users/1", headers: [.authorization: credentials])
        _ = try response.expectError(401)
        #expect(response.headers[.wwwAuthenticate] == challenge)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["Bearer s3cret", "Basic czNjcmV0", "Bearer x"])
    func refusesTwoCredentials(second: String) async throws {
        let harness = Harness()
        var headers: HTTPFields = [.authorization: "Bearer s3cret"]
        headers.append(HTTPField(name: .authorization, value: second))
        let detail = try await harness.send(.delete, "/Users/1", headers: headers, over: .live).expectError(400)
        #expect(detail.contains("Authorization"))
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["/Schemas", "/ServiceProviderConfig", "/Nothing", "", "/Users/1/2"])
    func tellsStrangersNothingAboutTheRoutes(path: String) async throws {
        let response = try await Harness().send(.get, path, headers: [.authorization: "Bearer x"])
        _ = try response.expectError(401)
    }

    /// Each call, and the scope without which it is refused, whatever else the client may do.
    @Test(arguments: [
        (HTTPRequest.Method.get, "/Users/1", "", Scopes.read), (.get, "/Users", "", .read),
        (.post, "/.search", "{}", .read),
        (.post, "/Users", #"{"userName":"ada"}"#, .users), (.put, "/Users/1", #"{"userName":"ada"}"#, .users),
        (.patch, "/Users/1", #"{"Operations":[]}"#, .users), (.delete, "/Users/1", "", .users),
        (.delete, "/Groups/1", "", .groups),
    ])
    func servesWithinTheScopesOfTheClient(
        method: HTTPRequest.Method, path: String, body: String, scope: Scopes
    ) async throws {
        let providers = [RecordingProvider(), RecordingProvider(.group)]
        let allowed = try await Self.send(method, path, body, as: scope, to: providers)
        #expect(allowed.status.code < 300)
        try await Self.expectRefusal(method, path, body, as: Scopes.service.subtracting(scope))
    }

    /// A PATCH whose answer shows what the client may not read is refused before it is done.
    @Test func writesNothingForWhomTheAnswerIsRefused() async throws {
        let body = #"{"Operations":[]}"#
        try await Self.expectRefusal(.patch, "/Groups/1?attributes=displayName", body, as: .groups)
        let shown = try await Self.send(
            .patch, "/Groups/1?attributes=displayName", body, as: [.groups, .read], to: [RecordingProvider(.group)])
        #expect(shown.status == .ok)
    }

    private static func expectRefusal(
        _ method: HTTPRequest.Method, _ path: String, _ body: String, as scopes: Scopes
    ) async throws {
        let providers = [RecordingProvider(), RecordingProvider(.group)]
        let refused = try await Self.send(method, path, body, as: scopes, to: providers)
        #expect(try refused.expectError(403).contains("'somebody' may not"))
        for provider in providers { #expect(provider.seen.isEmpty) }
    }

    private static func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String, as scopes: Scopes,
        to providers: [RecordingProvider]
    ) async throws -> TestResponse {
        let front = Front(
            providers: providers, authenticator: Anybody(name: "somebody", scopes: scopes),
            baseURL: "https://scim.example.com/scim/v2", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await Application(responder: front).test(.router) { client in
            try await client.execute(
                uri: "/scim/v2" + path, method: method, headers: [.contentType: "application/scim+json"],
                body: ByteBuffer(string: body))
        }
    }

    /// Whoever knows clients by something else than a token is asked too where none comes.
    @Test func asksTheAuthenticatorAlsoWithoutAToken() async throws {
        let front = Front(
            providers: [RecordingProvider()], authenticator: Anybody(), baseURL: "https://scim.example.com/scim/v2",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let response = try await Application(responder: front).test(.router) { client in
            try await client.execute(uri: "/scim/v2/Users/1", method: .get, headers: [:], body: nil)
        }
        #expect(response.status == .ok)
    }
}

private struct Anybody: Authenticator {
    var name = "anybody"
    var scopes = Scopes.service

    func authenticate(_ credentials: Credentials) async -> Verdict {
        credentials.bearerToken == nil
            ? .accepted(Principal(name: self.name, scopes: self.scopes)) : .refused(.unknownToken)
    }
}
