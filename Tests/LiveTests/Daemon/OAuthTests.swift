import Authentication
import Foundation
import LocalIssuer
import NIOHTTP1
import Sandbox
import SCIM
import Testing

/// Clients of OAuth and tokens of an issuer, in front of the daemon as a process, with curl as the client.
@Suite(.timeLimit(.minutes(3))) struct OAuthTests {
    private static let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
    private static let subject = "0f3a1c52-6a54-4a0e-9a0e-2d2f6a9c1b77"

    /// What curl got.
    private struct Outcome {
        var status: Int
        var body: Object
    }

    private static func curl(_ daemon: Daemon, _ path: String, _ arguments: String...) async throws -> Outcome {
        let log = "\(daemon.folder)/curl-\(UInt32.random(in: 0 ... .max)).log"
        let url = "http://127.0.0.1:\(daemon.settings.port)/scim/v2\(path)"
        let process = try ChildProcess.start(
            "/usr/bin/curl", ["--silent", "--max-time", "20", "--write-out", "\n%{http_code}"] + arguments + [url],
            log: log)
        #expect(await process.status() == 0)
        let text = FileText.read(log)
        let end = try #require(text.lastIndex(of: "\n"))
        let body = try JSONReader.read(Array(text[..<end].utf8)).object ?? Object()
        return Outcome(status: try #require(Int(text[end...].dropFirst())), body: body)
    }

    private static func create(_ daemon: Daemon, _ arguments: String...) async throws -> String {
        let log = "\(daemon.folder)/token-\(UInt32.random(in: 0 ... .max)).log"
        let process = try Program.start(
            ["token", "create"] + arguments + ["--config", daemon.configuration], log: log)
        #expect(await process.status() == 0)
        return FileText.read(log).trimmingCharacters(in: .newlines)
    }

    private static func bearer(_ token: String) -> String { "Authorization: Bearer \(token)" }

    @Test func aClientGetsATokenAndUsesIt() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let secret = try await Self.create(daemon, "entra-2026", "--client", "entra", "--scopes", "read,users")
            try await Task.sleep(for: .milliseconds(700))
            let basic = try await Self.curl(
                daemon, "/oauth/token", "--user", "entra:\(secret)", "--data", "grant_type=client_credentials")
            #expect(basic.status == 200 && basic.body["expires_in"] == 3600 && basic.body["scope"] == "read users")
            let posted = try await Self.curl(
                daemon, "/oauth/token", "--data", "grant_type=client_credentials", "--data", "client_id=entra",
                "--data-urlencode", "client_secret=\(secret)")
            for answer in [basic, posted] {
                let token = try #require(answer.body["access_token"]?.string)
                let call = try await Self.curl(daemon, "/ServiceProviderConfig", "--header", Self.bearer(token))
                #expect(call.status == 200)
            }
            let token = try #require(basic.body["access_token"]?.string)
            let wrong = try await Self.curl(
                daemon, "/oauth/token", "--user", "entra:wrong", "--data", "grant_type=client_credentials")
            #expect(wrong.status == 401 && wrong.body["error"] == "invalid_client")
            // The secret itself opens nothing, and a scope that is missing is told.
            #expect(
                try await Self.curl(daemon, "/ServiceProviderConfig", "--header", Self.bearer(secret)).status == 401)
            let group = try await Self.curl(daemon, "/Groups/1", "--request", "DELETE", "--header", Self.bearer(token))
            #expect([403, 404].contains(group.status))

            let revoked = try Program.start(
                ["token", "revoke", "entra-2026", "--config", daemon.configuration], log: daemon.folder + "/revoke.log")
            #expect(await revoked.status() == 0)
            try await Task.sleep(for: .milliseconds(700))
            let late = try await Self.curl(daemon, "/ServiceProviderConfig", "--header", Self.bearer(token))
            #expect(late.status == 401 && late.body["detail"]?.string?.contains("has been revoked") == true)
            #expect(!daemon.log.contains(secret) && !daemon.log.contains(token))
            #expect(daemon.log.contains("token=entra-2026"), "\(daemon.log)")
            #expect(await daemon.end() == 0)
            #expect(try TokenStore.standings(in: TokensFile(path: daemon.tokensFile)).map(\.record.name) == ["entra"])
        }
    }

    /// The last use is there when the daemon has ended.
    @Test func theLastUseIsWrittenDown() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            #expect(try await daemon.call("GET", "/ServiceProviderConfig").status == 200)
            #expect(await daemon.end() == 0)
            let use = try TokenStore.standings(in: TokensFile(path: daemon.tokensFile)).first?.lastUse
            #expect(use.map { abs($0.timeIntervalSinceNow) < 60 } == true)
        }
    }

    private static func sections(_ url: String) -> String {
        """
        oauth:
          tenant: \(self.tenant)
          keys_url: \(url)
          direct: { audience: direct }
          federated: [{ client_id: wif, subject: \(self.subject), audience: [federated], scopes: [read] }]
        """
    }

    private static func claims(_ audience: String) -> Value {
        let now = Int64(Date().timeIntervalSince1970)
        return [
            "iss": .string("https://login.microsoftonline.com/\(self.tenant)/v2.0"), "aud": .string(audience),
            "tid": .string(self.tenant), "sub": .string(self.subject), "nbf": .integer(now),
            "exp": .integer(now + 3900),
        ]
    }

    /// The issuer changes its keys, is away, and comes back; the daemon goes on.
    @Test func takesTokensOfAnIssuer() async throws {
        let keys = try await SigningKey.all.value
        try await KeyServer.run(.answer(.ok, [:], SigningKey.set([try keys[0].published()]))) { server, url in
            try await Daemon.run({ $0.sections = Self.sections(url) }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                let token = try await keys[0].token(Self.claims("direct"))
                #expect(try await daemon.call("GET", "/ServiceProviderConfig", token: token).status == 200)
                let other = try await daemon.call(
                    "GET", "/ServiceProviderConfig", token: keys[0].token(Self.claims("x")))
                #expect(other.errorDetail(401)?.contains("for somebody else (aud): 'x'") == true)
                #expect(other.headers["www-authenticate"]?.contains("invalid_token") == true)

                let assertion = try await keys[0].token(Self.claims("federated"))
                let answer = try await Self.curl(
                    daemon, "/oauth/token", "--data", "grant_type=client_credentials&client_id=wif", "--data-urlencode",
                    "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "--data",
                    "client_assertion=\(assertion)", "--data-urlencode", "scope=api://x/.default")
                #expect(answer.status == 200 && answer.body["scope"] == "read")
                let access = try #require(answer.body["access_token"]?.string)
                #expect(try await daemon.call("GET", "/ServiceProviderConfig", token: access).status == 200)

                // A key that the issuer does not publish yet: 401, and its keys are looked at once in half a minute.
                let early = try await keys[1].token(Self.claims("direct"))
                #expect(try await daemon.call("GET", "/ServiceProviderConfig", token: early).status == 401)
                server.habit = .answer(.internalServerError, [:], [])
                #expect(try await daemon.call("GET", "/ServiceProviderConfig", token: token).status == 200)
                #expect(!daemon.log.contains(token) && !daemon.log.contains(assertion) && !daemon.log.contains(access))
                #expect(await daemon.end() == 0)
            }
        }
    }

    /// An issuer that is away keeps nobody from starting, and nobody is told that its token is bad.
    @Test(arguments: [KeyServer.Habit.silence, .answer(.ok, [:], Array("<html>".utf8)), .answer(.notFound, [:], [])])
    func anIssuerThatIsAwayMeans503(habit: KeyServer.Habit) async throws {
        let keys = try await SigningKey.all.value
        try await KeyServer.run(habit) { _, url in
            try await Daemon.run({ $0.sections = Self.sections(url) }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                let token = try await keys[0].token(Self.claims("direct"))
                let answer = try await daemon.call("GET", "/ServiceProviderConfig", token: token)
                #expect(answer.status == 503 && answer.headers["retry-after"] != nil)
                #expect(try await daemon.call("GET", "/ServiceProviderConfig").status == 200)
                #expect(daemon.log.contains("The keys of the issuer of JWT cannot be fetched"))
                #expect(await daemon.end() == 0)
            }
        }
    }
}
