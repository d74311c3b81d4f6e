import Logging
import NIOCore
import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct AuthenticationTests {
    @Test(arguments: ["Bearer s3cret", "bearer s3cret", "BEARER   s3cret"])
    func knowsTheTokenInAnySpellingOfTheScheme(credentials: String) async throws {
        let harness = Harness()
        let response = try await harness.send(.GET, "/Users/1", headers: ["Authorization": credentials])
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
        let response = try await harness.send(.DELETE, "/Users/1", headers: ["Authorization": credentials])
        _ = try response.expectError(401)
        #expect(response.headers.first(name: "WWW-Authenticate") == challenge)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["Bearer s3cret", "Basic czNjcmV0", "Bearer x"])
    func refusesTwoCredentials(second: String) async throws {
        let harness = Harness()
        var headers: HTTPHeaders = ["Authorization": "Bearer s3cret"]
        headers.add(name: "Authorization", value: second)
        let detail = try await harness.send(.DELETE, "/Users/1", headers: headers, over: .live).expectError(400)
        #expect(detail.contains("Authorization"))
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["/Schemas", "/ServiceProviderConfig", "/Nothing", "", "/Users/1/2"])
    func tellsStrangersNothingAboutTheRoutes(path: String) async throws {
        let response = try await Harness().send(.GET, path, headers: ["Authorization": "Bearer x"])
        _ = try response.expectError(401)
    }

    /// Each call, and the scope without which it is refused, whatever else the client may do.
    @Test(arguments: [
        (HTTPMethod.GET, "/Users/1", "", Scopes.read), (.GET, "/Users", "", .read),
        (.POST, "/.search", "{}", .read),
        (.POST, "/Users", #"{"userName":"ada"}"#, .users), (.PUT, "/Users/1", #"{"userName":"ada"}"#, .users),
        (.PATCH, "/Users/1", #"{"Operations":[]}"#, .users), (.DELETE, "/Users/1", "", .users),
        (.DELETE, "/Groups/1", "", .groups),
    ])
    func servesWithinTheScopesOfTheClient(
        method: HTTPMethod, path: String, body: String, scope: Scopes
    ) async throws {
        let providers = [RecordingProvider(), RecordingProvider(.group)]
        let allowed = try await Self.send(method, path, body, as: scope, to: providers)
        #expect(allowed.status.code < 300)
        try await Self.expectRefusal(method, path, body, as: Scopes.service.subtracting(scope))
    }

    /// A PATCH whose answer shows what the client may not read is refused before it is done.
    @Test func writesNothingForWhomTheAnswerIsRefused() async throws {
        let body = #"{"Operations":[]}"#
        try await Self.expectRefusal(.PATCH, "/Groups/1?attributes=displayName", body, as: .groups)
        let shown = try await Self.send(
            .PATCH, "/Groups/1?attributes=displayName", body, as: [.groups, .read], to: [RecordingProvider(.group)])
        #expect(shown.status == .ok)
    }

    /// A token for the console opens nothing of this service, not even what needs no scope.
    @Test(arguments: ["/Schemas", "/ServiceProviderConfig", "/Users/1", "/Nothing"])
    func theConsoleOpensNothing(path: String) async throws {
        let response = try await Self.send(.GET, path, "", as: .console, to: [RecordingProvider()])
        #expect(try response.expectError(403).contains("has no scope of the SCIM service"))
    }

    /// What is told of a token stands in the challenge in characters that may be there (RFC 6750 section 3).
    @Test func tellsWhyATokenIsNotGood() async throws {
        let reason = "The token \"ä\" expired."
        let answer = Answer(.invalidToken(reason)).response(to: "1", omittingBody: false)
        // The detail ends with the id under which the log has it.
        let detail = try answer.json.object?["detail"]?.string
        #expect(answer.status == .unauthorized && detail == reason + " Request id: 1")
        #expect(
            answer.headers.first(name: "WWW-Authenticate")
                == Self.invalid + #", error_description="The token '??' expired.""#)
        let undecided = Answer(.undecided("Nobody knows.")).response(to: "1", omittingBody: false)
        #expect(undecided.status == .serviceUnavailable && undecided.headers.contains(name: "Retry-After"))
    }

    private static func expectRefusal(
        _ method: HTTPMethod, _ path: String, _ body: String, as scopes: Scopes
    ) async throws {
        let providers = [RecordingProvider(), RecordingProvider(.group)]
        let refused = try await Self.send(method, path, body, as: scopes, to: providers)
        #expect(try refused.expectError(403).contains("'somebody' may not"))
        let challenge = try #require(refused.headers.first(name: "WWW-Authenticate"))
        #expect(challenge.hasPrefix(Self.realm + #", error="insufficient_scope""#))
        #expect(challenge.contains("lacks the scope") && challenge.contains(#", scope=""#))
        for provider in providers { #expect(provider.seen.isEmpty) }
    }

    private static func send(
        _ method: HTTPMethod, _ path: String, _ body: String, as scopes: Scopes,
        to providers: [RecordingProvider]
    ) async throws -> Response {
        let front = Front(
            providers: providers, authenticator: Anybody(name: "somebody", scopes: scopes),
            baseURL: "https://scim.example.com/scim/v2", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return await front.respond(
            to: Request(
                method, "/scim/v2" + path, headers: ["Content-Type": "application/scim+json"],
                body: ByteBuffer(string: body)))
    }

    /// Whoever knows clients by something else than a token is asked too where none comes.
    @Test func asksTheAuthenticatorAlsoWithoutAToken() async throws {
        let front = Front(
            providers: [RecordingProvider()], authenticator: Anybody(), baseURL: "https://scim.example.com/scim/v2",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let response = await front.respond(to: Request(.GET, "/scim/v2/Users/1"))
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
