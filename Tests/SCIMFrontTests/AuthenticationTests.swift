import Hummingbird
import HummingbirdTesting
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

    @Test(arguments: [
        ("", "Bearer"), ("Bearer", "Bearer"), ("Bearer ", "Bearer"), ("Basic czNjcmV0", "Bearer"),
        ("Bearers3cret", "Bearer"), ("Bearer s3cre", "Bearer error=\"invalid_token\""),
        ("Bearer s3cret2", "Bearer error=\"invalid_token\""), ("Bearer S3CRET", "Bearer error=\"invalid_token\""),
    ])
    func refusesOtherCredentials(credentials: String, challenge: String) async throws {
        let harness = Harness()
        let response = try await harness.send(.delete, "/Users/1", headers: [.authorization: credentials])
        _ = try response.expectError(401)
        #expect(response.headers[.wwwAuthenticate] == challenge)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test(arguments: ["/Schemas", "/ServiceProviderConfig", "/Nothing", "", "/Users/1/2"])
    func tellsStrangersNothingAboutTheRoutes(path: String) async throws {
        let response = try await Harness().send(.get, path, headers: [.authorization: "Bearer x"])
        _ = try response.expectError(401)
    }
}
