import Foundation
import LogLines
import LocalIssuer
import Logging
import SCIM
import ServiceLifecycle
import Synchronization

@testable import Authentication

/// A tenant of Entra ID with its keys, and everything that lets its clients in.
struct EntraScene {
    static let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
    static let otherTenant = "11111111-2222-3333-4444-555555555555"
    static let audience = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
    static let application = "cb1d50fe-8ed0-4944-9e7d-5981aad3bc4b"
    static let subject = "0f3a1c52-6a54-4a0e-9a0e-2d2f6a9c1b77"
    static let options = OAuthOptions(
        issuer: TrustedIssuer(tenant: Self.tenant),
        direct: DirectTokens(audience: [Self.audience]),
        federated: [
            FederatedClient(
                id: "starbridge", subject: Self.subject, audience: ["api://app", "app"], scopes: [.read, .users])
        ])

    let folder: TokenFolder
    let keys: [SigningKey]
    let fetcher: StubFetcher
    let source: KeySource
    let clients: ClientAuthentication

    /// Runs a test in a scene whose first key is published.
    static func run(
        _ options: OAuthOptions = Self.options, pace: KeyCache.Pace = KeyCache.Pace(),
        _ body: (EntraScene) async throws -> Void
    ) async throws {
        let keys = try await SigningKey.all.value
        try await TokenFolder.run { folder in
            let fetcher = StubFetcher(.success(SigningKey.set([try keys[0].published()])))
            let source = KeySource(
                options.issuer ?? TrustedIssuer(tenant: Self.tenant), fetcher: fetcher, pace: pace,
                clock: folder.clock.clock,
                tick: .milliseconds(5), logger: folder.lines.logger)
            let scene = EntraScene(
                folder: folder, keys: keys, fetcher: fetcher, source: source,
                clients: ClientAuthentication(
                    folder.store(), options: options, source: source, logger: folder.lines.logger))
            let group = ServiceGroup(
                services: [source], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let result: Result<Void, any Error>
                do { result = .success(try await body(scene)) } catch { result = .failure(error) }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                try result.get()
            }
        }
    }

    /// The claims of a token that Entra makes now for its calls; members of `changes` replace them, and null takes them away.
    func claims(_ changes: Object = Object()) -> Value {
        let now = Int64(self.folder.clock.now.timeIntervalSince1970)
        var claims: Object = [
            "aud": .string(Self.audience), "iss": .string("https://sts.windows.net/\(Self.tenant)/"),
            "iat": .integer(now),
            "nbf": .integer(now), "exp": .integer(now + 3900), "appid": .string(Self.application),
            "sub": .string(Self.subject), "tid": .string(Self.tenant), "uti": "x", "ver": "1.0",
        ]
        for (name, value) in changes { claims[name] = value.isNull ? Value?.none : value }
        return .object(claims)
    }

    /// The claims of an assertion of the federated client.
    func assertion(_ changes: Object = Object()) -> Value {
        var all: Object = [
            "iss": .string("https://login.microsoftonline.com/\(Self.tenant)/v2.0"), "aud": "api://app", "ver": "2.0",
            "azp": .string(Self.application), "appid": .null,
        ]
        for (name, value) in changes { all[name] = value }
        return self.claims(all)
    }

    /// What becomes of a call with a token.
    func verdict(_ token: String) async -> Verdict {
        await self.clients.authenticator.authenticate(Credentials(bearerToken: token))
    }

    /// Why a call with a token is refused; nil where it is not.
    func refusal(_ token: String) async -> String? {
        switch await self.verdict(token) {
        case .accepted: nil
        case .refused(.invalidToken(let reason)): reason
        case .refused(.undecided(let reason)): "503 " + reason
        case .refused(let refusal): "\(refusal)"
        }
    }

    /// What the token endpoint answers to a form, and perhaps an Authorization header.
    func request(_ form: String, authorization: String? = nil) async -> TokenAnswer {
        await self.clients.tokenEndpoint.answer(TokenRequest(authorization: authorization, form: Array(form.utf8)))
    }
}

/// Brings what the test says, and counts how often.
final class StubFetcher: KeyFetcher {
    private struct State {
        var result: Result<[UInt8], KeyFault>
        var count = 0
        var delay = Duration.zero
    }

    private let state: Mutex<State>

    init(_ result: Result<[UInt8], KeyFault>) {
        self.state = Mutex(State(result: result))
    }

    var result: Result<[UInt8], KeyFault> {
        get { self.state.withLock { $0.result } }
        set { self.state.withLock { $0.result = newValue } }
    }
    var count: Int { self.state.withLock { $0.count } }
    var delay: Duration {
        get { self.state.withLock { $0.delay } }
        set { self.state.withLock { $0.delay = newValue } }
    }

    func fetch() async throws(KeyFault) -> [UInt8] {
        let delay = self.delay
        if delay > .zero { try? await Task.sleep(for: delay) }
        return try self.state.withLock { state in
            state.count += 1
            return state.result
        }.get()
    }
}

extension TokenAnswer {
    var error: String? { self.body.object?["error"]?.string }
    var token: String? { self.body.object?["access_token"]?.string }
}
