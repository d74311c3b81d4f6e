import Foundation
import LogLines
import LocalIssuer
import SCIM
import Testing

@testable import Authentication

/// Workload identity federation: a JWT of Entra in the place of a client's secret (RFC 7523).
@Suite(.timeLimit(.minutes(1))) struct FederationTests {
    private static func form(_ assertion: String, client: String? = "starbridge") -> String {
        "grant_type=client_credentials" + (client.map { "&client_id=\($0)" } ?? "")
            + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
            + "&client_assertion=\(assertion)&scope=api%3A%2F%2Fapp%2F.default"
    }

    @Test func givesATokenForAnAssertion() async throws {
        try await EntraScene.run { scene in
            try scene.folder.add("other", "x")
            let assertion = try await scene.keys[0].token(scene.assertion())
            // Entra shows the same assertion again.
            for client in ["starbridge", nil, "starbridge"] {
                let answer = await scene.request(Self.form(assertion, client: client))
                #expect(answer.status == 200 && answer.body.object?["scope"] == "read users", "\(answer)")
                let token = try #require(answer.token)
                #expect(
                    await scene.verdict(token)
                        == .accepted(Principal(name: "starbridge", scopes: [.read, .users])))
            }
            // As an application it is itself no token for calls.
            #expect(await scene.refusal(assertion)?.contains("for somebody else") == true)
        }
    }

    @Test(
        arguments: [
            (["sub": "somebody"], "with its subject (sub): 'somebody'"), (["sub": .null], "with its subject (sub)"),
            (["aud": "api://other"], "for somebody else (aud)"), (["aud": ["x", "y"]], "for somebody else (aud)"),
            (["iss": "https://evil.example/"], "of another issuer (iss)"),
            (["tid": .string(EntraScene.otherTenant)], "of another tenant (tid)"), (["exp": 1], "has expired"),
        ] as [(Object, String)])
    func refusesOtherAssertions(changes: Object, reason: String) async throws {
        try await EntraScene.run { scene in
            let answer = try await scene.request(Self.form(scene.keys[0].token(scene.assertion(changes))))
            #expect(answer.status == 401 && answer.error == "invalid_client", "\(answer)")
            #expect(answer.reason?.contains(reason) == true, "\(answer.reason ?? "")")
        }
    }

    @Test func refusesAnotherClientAndAForgedAssertion() async throws {
        try await EntraScene.run { scene in
            let assertion = try await scene.keys[0].token(scene.assertion())
            #expect(await scene.request(Self.form(assertion, client: "okta")).status == 401)
            var impostor = scene.keys[1]
            impostor.name = "one"
            let forged = try await scene.request(Self.form(impostor.token(scene.assertion())))
            #expect(forged.status == 401 && forged.reason?.contains("signature") == true)
        }
    }

    /// Entra shows one assertion again and again while it is good, whether that has an id or not.
    @Test func anAssertionIsTakenAgain() async throws {
        try await EntraScene.run { scene in
            let assertion = try await scene.keys[0].token(scene.assertion(["jti": "a-1", "aud": ["app"]]))
            for _ in 0..<2 { #expect(await scene.request(Self.form(assertion)).status == 200) }
        }
    }

    /// While keys cannot be had, nobody is told that its assertion is bad.
    @Test func withoutKeysTheAnswerIs503() async throws {
        try await EntraScene.run { scene in
            scene.fetcher.result = .failure(KeyFault("it is away"))
            scene.folder.clock.advance(by: 90_000)
            let answer = try await scene.request(Self.form(scene.keys[0].token(scene.assertion())))
            #expect(answer.status == 503 && answer.error == "temporarily_unavailable" && answer.retryAfter == 30)
        }
    }

    @Test func withoutFederatedClientsNoAssertionIsTaken() async throws {
        try await EntraScene.run(OAuthOptions()) { scene in
            let answer = try await scene.request(Self.form(scene.keys[0].token(scene.assertion())))
            #expect(answer.status == 401 && answer.reason?.contains("oauth.federated") == true)
        }
    }

    /// A client whose subject is changed in the configuration has lost the tokens that it had.
    @Test func aTokenEndsWithItsClient() async throws {
        try await EntraScene.run { scene in
            try scene.folder.add("other", "x")
            let answer = try await scene.request(Self.form(scene.keys[0].token(scene.assertion())))
            let token = try #require(answer.token)
            #expect(await scene.refusal(token) == nil)
            var options = EntraScene.options
            options.federated[0].subject = "another"
            let later = ClientAuthentication(
                scene.folder.store(), options: options, source: scene.source, logger: scene.folder.lines.logger)
            guard
                case .refused(.invalidToken(let reason)) = await later.authenticator.authenticate(
                    Credentials(bearerToken: token))
            else {
                Issue.record("it was taken")
                return
            }
            #expect(reason.contains("has been revoked"))
        }
    }
}
