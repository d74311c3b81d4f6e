import Authentication
import Encodings
import Foundation
import LogLines
import SCIM
import Testing

@Suite(.timeLimit(.minutes(1))) struct TokenEndpointTests {
    private static let grant = "grant_type=client_credentials"

    private static func run(_ body: (EntraScene) async throws -> Void) async throws {
        try await EntraScene.run(OAuthOptions()) { scene in
            try scene.folder.add("entra-2026", "old-secret", life: 86_400, client: "entra")
            try scene.folder.add("entra-2027", "new-secret", scopes: [.read, .users], client: "entra")
            try scene.folder.add("token", "bearer")
            try await body(scene)
        }
    }

    private static func basic(_ client: String, _ secret: String) -> String {
        "Basic " + Array("\(client):\(secret)".utf8).base64
    }

    @Test func givesATokenThatOpensTheService() async throws {
        try await Self.run { scene in
            let answer = await scene.request(Self.grant, authorization: Self.basic("entra", "old-secret"))
            #expect(answer.status == 200 && answer.body.object?["token_type"] == "Bearer")
            #expect(answer.body.object?["expires_in"] == 3600 && answer.body.object?["scope"] == "read users groups")
            #expect(answer.principal == Principal(name: "entra-2026"))
            let token = try #require(answer.token)
            #expect(await scene.verdict(token) == .accepted(Principal(name: "entra-2026")))
            scene.folder.clock.advance(by: 3599)
            #expect(await scene.refusal(token) == nil)
            scene.folder.clock.advance(by: 1)
            #expect(await scene.refusal(token)?.contains("has expired") == true)
        }
    }

    /// Both secrets of a client are good, in the header and in the form; the form may repeat the id.
    @Test(
        arguments: [
            ("", Self.basic("entra", "old-secret"), "entra-2026"),
            ("", Self.basic("entra", "new-secret"), "entra-2027"),
            ("&client_id=entra", Self.basic("entra", "new-secret"), "entra-2027"),
            ("", Self.basic("%65ntra", "new%2Dsecret"), "entra-2027"),
            ("", "bAsIc  ZW50cmE6bmV3LXNlY3JldA==", "entra-2027"),
            ("&client_id=entra&client_secret=new-secret", nil, "entra-2027"),
            ("&client_id=%65ntra&client_secret=new%2dsecret&resource=&x=y", nil, "entra-2027"),
        ] as [(String, String?, String)])
    func knowsAClientByEachOfItsSecrets(form: String, authorization: String?, name: String) async throws {
        try await Self.run { scene in
            let answer = await scene.request(Self.grant + form, authorization: authorization)
            #expect(answer.status == 200 && answer.principal?.name == name, "\(answer)")
        }
    }

    @Test(
        arguments: [
            ("grant_type=client_credentials&client_id=entra&client_secret=wrong", nil, 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=okta&client_secret=new-secret", nil, 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=token&client_secret=bearer", nil, 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=entra", nil, 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=entra&client_secret=", nil, 401, "invalid_client"),
            ("grant_type=client_credentials", nil, 401, "invalid_client"),
            ("grant_type=client_credentials", "Bearer x", 401, "invalid_client"),
            ("grant_type=client_credentials", "Basic ???", 401, "invalid_client"),
            ("grant_type=client_credentials", "Basic eA==", 401, "invalid_client"),
            ("grant_type=client_credentials", Self.basic("entra", "wrong"), 401, "invalid_client"),
            (
                "grant_type=client_credentials&client_id=a&client_secret=b", Self.basic("entra", "new-secret"), 400,
                "invalid_request"
            ),
            ("grant_type=client_credentials&client_id=okta", Self.basic("entra", "new-secret"), 400, "invalid_request"),
            (
                "grant_type=client_credentials&client_assertion=a.b.c&client_id=x&client_secret=y", nil, 400,
                "invalid_request"
            ),
            ("grant_type=client_credentials&client_assertion=a.b.c", nil, 400, "invalid_request"),
            ("grant_type=client_credentials&grant_type=password", nil, 400, "invalid_request"),
            ("client_id=entra&client_secret=new-secret", nil, 400, "invalid_request"),
            ("", nil, 400, "invalid_request"), ("grant_type=%zz", nil, 400, "invalid_request"),
            ("grant_type=%ff", nil, 400, "invalid_request"),
            (
                "grant_type=password&username=a&password=b", Self.basic("entra", "new-secret"), 400,
                "unsupported_grant_type"
            ),
            ("grant_type=client_credentials&scope=console", Self.basic("entra", "new-secret"), 400, "invalid_scope"),
            ("grant_type=client_credentials&scope=groups", Self.basic("entra", "new-secret"), 400, "invalid_scope"),
        ] as [(String, String?, Int, String)])
    func refusesInTheWordsOfOAuth(form: String, authorization: String?, status: Int, error: String) async throws {
        try await Self.run { scene in
            let answer = await scene.request(form, authorization: authorization)
            #expect(answer.status == status && answer.error == error, "\(answer)")
            #expect(answer.body.object?["error_description"]?.string?.isEmpty == false && answer.token == nil)
            #expect((answer.challenge != nil) == (status == 401) && answer.principal == nil && answer.reason != nil)
            for secret in ["new-secret", "wrong"] { #expect(answer.reason?.contains(secret) == false) }
        }
    }

    @Test(
        arguments: [
            ("", "read users"), ("&scope=users", "users"), ("&scope=users+groups", "users"),
            ("&scope=api%3A%2F%2Fapp%2F.default", "read users"), ("&scope=read%20openid", "read"),
        ])
    func givesTheScopesThatAreAskedFor(scope: String, given: String) async throws {
        try await Self.run { scene in
            let answer = await scene.request(Self.grant + scope, authorization: Self.basic("entra", "new-secret"))
            #expect(answer.body.object?["scope"]?.string == given)
            let scopes = given.split(separator: " ").compactMap { Scopes(name: String($0)) }.reduce(into: Scopes()) {
                $0.formUnion($1)
            }
            let token = try #require(answer.token)
            #expect(await scene.verdict(token) == .accepted(Principal(name: "entra-2027", scopes: scopes)))
        }
    }

    /// With a secret end the tokens that were given for it, and no others.
    @Test func aTokenEndsWithItsSecret() async throws {
        try await Self.run { scene in
            var tokens: [String] = []
            for secret in ["old-secret", "new-secret"] {
                tokens.append(
                    try #require(await scene.request(Self.grant, authorization: Self.basic("entra", secret)).token))
            }
            try scene.folder.file.update { $0.removeAll { $0.name == "entra-2026" } }
            scene.folder.clock.advance(by: 1)
            #expect(await scene.refusal(tokens[0])?.contains("has been revoked") == true)
            #expect(await scene.refusal(tokens[1]) == nil)
            // A new secret with the old name does not bring them back, and scopes that are taken away are gone at once.
            try scene.folder.add("entra-2026", "third-secret", client: "entra")
            try scene.folder.file.update { records in
                for index in records.indices where records[index].name == "entra-2027" { records[index].scopes = .read }
            }
            scene.folder.clock.advance(by: 1)
            #expect(await scene.refusal(tokens[0])?.contains("has been revoked") == true)
            #expect(await scene.verdict(tokens[1]) == .accepted(Principal(name: "entra-2027", scopes: .read)))
        }
    }

    /// A secret that expires lets nobody in, and no token outlives it.
    @Test func noTokenOutlivesItsSecret() async throws {
        try await Self.run { scene in
            scene.folder.clock.advance(by: 86_400 - 60)
            let answer = await scene.request(Self.grant, authorization: Self.basic("entra", "old-secret"))
            #expect(answer.body.object?["expires_in"] == 60)
            scene.folder.clock.advance(by: 60)
            let token = try #require(answer.token)
            #expect(await scene.refusal(token)?.contains("has expired") == true)
            let late = await scene.request(Self.grant, authorization: Self.basic("entra", "old-secret"))
            #expect(late.status == 401 && late.reason?.contains("'entra-2026' expired at") == true)
        }
    }

    /// Every bridge with the same tokens file takes the tokens of the others.
    @Test func allBridgesTakeTheToken() async throws {
        try await Self.run { scene in
            let token = try #require(
                await scene.request(Self.grant, authorization: Self.basic("entra", "new-secret")).token)
            try await TokenFolder.run { other in
                try FileManager.default.copyItem(atPath: scene.folder.file.path, toPath: other.file.path)
                let clients = ClientAuthentication(
                    tokens: other.file, clock: other.clock.clock, logger: other.lines.logger)
                let verdict = await clients.authenticator.authenticate(Credentials(bearerToken: token))
                #expect(verdict == .accepted(Principal(name: "entra-2027", scopes: [.read, .users])))
            }
            try await TokenFolder.run { stranger in
                try stranger.add("entra-2027", "new-secret", client: "entra")
                let clients = ClientAuthentication(
                    tokens: stranger.file, clock: stranger.clock.clock, logger: stranger.lines.logger)
                #expect(
                    await clients.authenticator.authenticate(Credentials(bearerToken: token)) == .refused(.unknownToken)
                )
            }
        }
    }

    @Test func theUseOfASecretIsNoted() async throws {
        try await Self.run { scene in
            let token = try #require(
                await scene.request(Self.grant, authorization: Self.basic("entra", "new-secret")).token)
            scene.folder.clock.advance(by: 60)
            _ = await scene.verdict(token)
            let uses = scene.clients.tokens.standings().filter { $0.lastUse != nil }
            #expect(uses.map(\.record.name) == ["entra-2027"] && uses.first?.lastUse == scene.folder.clock.now)
        }
    }
}
