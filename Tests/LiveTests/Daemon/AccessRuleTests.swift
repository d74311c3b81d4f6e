import Foundation
import LDAPClient
import SCIM
import Sandbox
import Testing

/// The access rules of the manual are all that the bridge's account needs.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct AccessRuleTests {
    /// The rules as the manual prints them, one line for each: those of the database and those of `cn=config`.
    private static func rules() throws -> (database: [String], configuration: [String]) {
        let manual = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Deploy/manual/starbridge-directories.7.md")
        let text = try String(contentsOf: manual, encoding: .utf8)
        let blocks = text.components(separatedBy: "```").filter { $0.hasPrefix("\naccess to ") }.map { block in
            block.trimmingCharacters(in: .newlines).replacing("\n    ", with: " ").components(separatedBy: "\n")
        }
        try #require(blocks.count == 2)
        return (blocks[0], blocks[1])
    }

    private static let settings = """
          on_delete: { strategy: trash, base: "ou=leavers,dc=acme,dc=example" }
          on_rename: server
        groups:
          base: "ou=groups,dc=acme,dc=example"
          on_delete: { strategy: delete }
          on_rename: server
        """

    @Test(arguments: [true, false])
    func areCompleteWithNothingElse(namesDefault: Bool) async throws {
        let rules = try Self.rules()
        try await LDAPClientScene.withSlapd(
            people: 1,
            options: { options in
                options.overlays = [.ppolicy, .memberof, .refint, .unique, .sssvlv]
                options.accessRules = rules.database
                options.configurationRules = namesDefault ? [] : rules.configuration
            }
        ) { slapd in
            let url = try #require(slapd.ldapURL)
            let policy = "default_policy: \"cn=default,ou=policies,dc=acme,dc=example\""
            let active = namesDefault ? "  active: { strategy: ppolicy-lock, \(policy) }\n" : ""
            try await Daemon.run({ ($0.directory, $0.users) = (url, active + Self.settings) }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                try await self.play(daemon)
                #expect(await daemon.end() == 0)
            }
        }
    }

    private func play(_ daemon: Daemon) async throws {
        func patch(_ path: String, _ operations: String) async throws {
            let answer = try await daemon.call("PATCH", path, body: #"{"Operations":[\#(operations)]}"#)
            #expect([200, 204].contains(answer.status), "\(operations): \(answer)")
        }
        func create(_ endpoint: String, _ body: String) async throws -> String {
            let answer = try await daemon.call("POST", endpoint, body: body)
            #expect(answer.status == 201, "\(answer)")
            return try #require(answer.body.object?["id"]?.string)
        }
        let person = BridgeCaller.person("rules.ada", #""externalId":"rules-1""#)
        let id = try await create("/Users", person)
        try await patch("/Users/\(id)", #"{"op":"replace","path":"title","value":"Boss"}"#)
        try await patch("/Users/\(id)", #"{"op":"replace","path":"active","value":false}"#)
        try await patch("/Users/\(id)", #"{"op":"replace","path":"active","value":true}"#)
        let group = try await create("/Groups", #"{"displayName":"rules","members":[{"value":"\#(id)"}]}"#)
        try await patch("/Users/\(id)", #"{"op":"replace","path":"userName","value":"rules.eva"}"#)
        let renamed = try await daemon.call("GET", "/Groups/\(group)")
        #expect(renamed.text.contains(id), "\(renamed)")
        try await patch("/Groups/\(group)", #"{"op":"remove","path":"members[value eq \"\#(id)\"]"}"#)
        try await patch("/Groups/\(group)", #"{"op":"add","path":"members","value":[{"value":"\#(id)"}]}"#)
        try await patch("/Groups/\(group)", #"{"op":"replace","path":"displayName","value":"rules.new"}"#)
        let listed = try await daemon.call("GET", "/Users?attributes=groups,userName&sortBy=userName&count=1")
        #expect(listed.status == 200 && listed.body.object?["totalResults"] == 2, "\(listed)")
        #expect(try await daemon.call("DELETE", "/Users/\(id)").status == 204)
        let back = try await daemon.call(
            "POST", "/Users", body: BridgeCaller.person("rules.eva", #""externalId":"rules-1""#))
        #expect(back.status == 201 && back.body.object?["id"] == .string(id), "\(back)")
        #expect(try await daemon.call("DELETE", "/Groups/\(group)").status == 204)
    }
}
