import Foundation
import Testing

@testable import Daemon

@Suite struct NextStepTests {
    private static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "next-step-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    /// Writes the configuration and, where they are given, the tokens; both files as an administrator would have them.
    private static func write(_ configuration: String, tokens: String? = nil, in folder: String) throws {
        try configuration.write(toFile: folder + "/starbridge.yaml", atomically: false, encoding: .utf8)
        for (name, text) in [("password", "secret"), ("tokens.json", tokens)] {
            guard let text else { continue }
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
            chmod("\(folder)/\(name)", 0o600)
        }
    }

    private static func configuration(in folder: String) -> String {
        """
        tokens_file: \(folder)/tokens.json
        directory: { servers: ["ldap://127.0.0.1"], bind: { dn: "cn=a", password_file: \(folder)/password } }
        users: { base: "ou=people,dc=acme" }
        """
    }

    private static func tokens(expires: String) -> String {
        let digest = String(repeating: "ab", count: 32)
        return
            #"{"tokens": [{"name": "entra", "sha256": "\#(digest)", "created": "2026-01-01T00:00:00Z", "expires": "\#(expires)"}]}"#
    }

    private static func text(in folder: String, isRunning: Bool = false) async -> String {
        let path = folder + "/starbridge.yaml"
        return await NextStep(configuration: path, isRunning: { isRunning }).text(configuration: path)
    }

    @Test func withoutConfigurationItIsInit() async throws {
        try await Self.withFolder { folder in
            let missing = await Self.text(in: folder, isRunning: true)
            #expect(missing.contains("starbridge init --server"))
            try Self.write("", in: folder)
            let empty = await Self.text(in: folder)
            #expect(empty.contains("--output \(folder)/starbridge.yaml"))
        }
    }

    @Test func whatIsWrongIsToldWithItsPlace() async throws {
        try await Self.withFolder { folder in
            try Self.write("directory: nonsense\n", in: folder)
            let text = await Self.text(in: folder, isRunning: true)
            #expect(text.contains("    \(folder)/starbridge.yaml:1:12: directory") && text.contains("users is missing"))
            try Self.write(Self.configuration(in: folder), tokens: "no JSON", in: folder)
            let damaged = await Self.text(in: folder)
            #expect(damaged.contains("is not a tokens file"))
        }
    }

    @Test func withoutATokenThatIsGoodItIsToken() async throws {
        try await Self.withFolder { folder in
            try Self.write(Self.configuration(in: folder), in: folder)
            let without = await Self.text(in: folder)
            #expect(without.contains("starbridge token create entra"))
            let expired = Self.tokens(expires: "2026-01-02T00:00:00Z")
            try Self.write(Self.configuration(in: folder), tokens: expired, in: folder)
            let late = await Self.text(in: folder, isRunning: true)
            #expect(late.contains("starbridge token create entra"))
        }
    }

    @Test func clientsWithTokensOfEntraNeedNone() async throws {
        try await Self.withFolder { folder in
            let tenant = "oauth:\n  tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47\n"
            let federated = "  federated: [{ client_id: a, subject: b, audience: c }]\n"
            for (oauth, needsToken) in [
                (tenant + "  direct: { audience: a }\n", false), (tenant + federated, false),
                ("oauth: { access_token_lifetime: 90m }\n", true),
            ] {
                try Self.write(Self.configuration(in: folder) + "\n" + oauth, in: folder)
                let text = await Self.text(in: folder)
                #expect(text.contains("starbridge token create") == needsToken, "\(text)")
                #expect(text.contains("systemctl enable") != needsToken, "\(text)")
            }
        }
    }

    @Test func withAllOfItItIsStartAndThenStatus() async throws {
        try await Self.withFolder { folder in
            let tokens = Self.tokens(expires: "2999-01-01T00:00:00Z")
            try Self.write(Self.configuration(in: folder), tokens: tokens, in: folder)
            let start = await Self.text(in: folder)
            #expect(start.contains("starbridge check") && start.contains("systemctl enable --now starbridge.socket"))
            let running = await Self.text(in: folder, isRunning: true)
            #expect(running.contains("starbridge status"))
        }
    }

    @Test func whoMayNotLookIsSentToRoot() {
        let text = NextStep.becomeRoot(unreadable: "/etc/starbridge/x").text(
            configuration: "/etc/starbridge/starbridge.yaml")
        #expect(text.contains("may not read /etc/starbridge/x") && text.contains("as root"))
    }
}
