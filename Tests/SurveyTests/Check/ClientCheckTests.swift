import Authentication
import Foundation
import LocalIssuer
import NIOHTTP1
import Sandbox
import SCIM
import Survey
import Testing

@Suite(.timeLimit(.minutes(1))) struct ClientCheckTests {
    private static let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"

    private static func findings(
        tokens days: [Double?], issuer: TrustedIssuer? = nil
    ) async throws -> [CheckFinding] {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let file = TokensFile(path: folder.path + "/tokens.json")
        try file.update { records in
            for (index, days) in days.enumerated() {
                let expires = days.map { Date().addingTimeInterval($0 * 86_400) }
                records.append(
                    .init(
                        name: "t\(index)", digest: SecretToken.digest(of: "\(index)"), created: .now, expires: expires))
            }
        }
        var findings: [CheckFinding] = []
        await ClientCheck(tokens: file, options: OAuthOptions(issuer: issuer)).run { findings.append($0) }
        return findings
    }

    @Test func tellsOfTokensThatExpireSoon() async throws {
        let findings = try await Self.findings(tokens: [nil, 13, -1, 15])
        #expect(
            findings.map(\.id) == ["tokens.expiry", "tokens.expiry"] && findings.allSatisfy { $0.verdict == .warning })
        #expect(findings[0].text.contains("'t1' expires on") && findings[1].text.contains("'t2' expired on"))
        #expect(try await Self.findings(tokens: [nil, 15]).map(\.verdict) == [.ok])
        #expect(try await Self.findings(tokens: []).isEmpty)
    }

    @Test func fetchesTheKeysOfTheIssuer() async throws {
        let key = try await SigningKey.all.value[0]
        try await KeyServer.run(.answer(.ok, [:], SigningKey.set([try key.published()]))) { server, url in
            let issuer = TrustedIssuer(tenant: Self.tenant, keysURL: url)
            let good = try await Self.findings(tokens: [], issuer: issuer)
            #expect(good.map(\.verdict) == [.ok] && good.first?.text.contains("has 1 keys at \(url)") == true)
            server.habit = .answer(.internalServerError, [:], [])
            let bad = try await Self.findings(tokens: [], issuer: issuer)
            #expect(bad.map(\.verdict) == [.failure] && bad.first?.text.contains("answered 500") == true)
        }
    }
}
