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
        for scopes in [scope, Scopes.service.subtracting(scope)] {
            let (users, groups) = (RecordingProvider(), RecordingProvider(.group))
            let front = Front(
                providers: [users, groups], authenticator: Anybody(name: "somebody", scopes: scopes),
                baseURL: "https://scim.example.com/scim/v2",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let response = try await Application(responder: front).test(.router) { client in
                try await client.execute(
                    uri: "/scim/v2" + path, method: method, headers: [.contentType: "application/scim+json"],
                    body: ByteBuffer(string: body))
            }
            if scopes == scope {
                #expect(response.status.code < 300)
            } else {
                #expect(try response.expectError(403).contains("'somebody' may not"))
                #expect(users.seen.isEmpty && groups.seen.isEmpty)
            }
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
