import LDAPClient
import Sandbox
import Testing

/// What the daemon says at its start of `on_rename`, by what the directory shows in cn=config.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct RenamingCheckTests {
    private static let keepers: Set<PrivateSlapd.Overlay> = [.refint, .memberof]
    /// What proves that a lock has an effect, and nothing of the overlays.
    private static let hidden = [
        "access to dn.subtree=\"cn=config\" attrs=entry,olcSuffix,olcPPolicyDefault by users read by * none"
    ]

    /// The lines about `on_rename` in the log of a daemon, from its start until it is ready.
    private func warnings(
        _ renaming: String, _ overlays: Set<PrivateSlapd.Overlay>, isHidden: Bool = false
    ) async throws -> [String] {
        let settings = """
              attributes:
                userName: uid
                name.familyName: { attribute: sn, default: "{userName}" }
                displayName: { attribute: cn, default: "{userName}" }
                urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: manager
              on_rename: \(renaming)
              revive: never
            groups:
              base: "ou=groups,dc=acme,dc=example"
              on_rename: \(renaming)
            """
        var lines: [String] = []
        try await LDAPClientScene.withSlapd(
            people: 1,
            options: { options in
                options.overlays = overlays.union([.ppolicy, .sssvlv])
                if isHidden { options.configurationRules = Self.hidden }
            }
        ) { slapd in
            let url = try #require(slapd.ldapURL)
            try await Daemon.run({ ($0.directory, $0.users) = (url, settings) }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                #expect(await daemon.end() == 0)
                lines = daemon.log.split(separator: "\n").map(String.init).filter { $0.contains("on_rename") }
            }
        }
        return lines
    }

    @Test(arguments: [true, false])
    func whoTakesReferencesAlongBesideTheDirectoryIsTold(isHidden: Bool) async throws {
        let lines = try await self.warnings("follow", Self.keepers, isHidden: isHidden)
        if isHidden { return #expect(lines == []) }
        #expect(lines.count == 2)
        let both = """
            starbridge.yaml:17:14: users.on_rename: `follow` has Starbridge take references along in manager and member, and the \
            directory does so itself (cn=config). Say `server`
            """
        #expect(lines.contains { $0.contains(both) }, "\(lines)")
        let members = "groups.on_rename: `follow` has Starbridge take references along in member,"
        #expect(lines.contains { $0.contains(members) }, "\(lines)")
        #expect(lines.allSatisfy { $0.contains(" warning ") })
    }

    @Test func whatTheDirectoryDoesInPartIsTold() async throws {
        let lines = try await self.warnings("follow", [.memberof])
        func contains(_ section: String, _ advice: String) -> Bool {
            lines.contains { $0.contains("\(section).on_rename") && $0.contains(advice) }
        }
        #expect(contains("users", "Let it keep manager, too, and say `server`"), "\(lines)")
        #expect(contains("groups", "Say `server`"), "\(lines)")
    }

    @Test(arguments: [true, false])
    func whoLeavesReferencesToNobodyIsTold(isHidden: Bool) async throws {
        let lines = try await self.warnings("server", [], isHidden: isHidden)
        if isHidden { return #expect(lines == []) }
        #expect(lines.count == 2)
        let nobody = """
            users.on_rename: `server` leaves references to the directory, and cn=config shows nothing that takes them along in \
            manager and member:
            """
        #expect(lines.contains { $0.contains(nobody) }, "\(lines)")
        let partly = try await self.warnings("server", [.memberof])
        #expect(partly.count == 1)
        #expect(partly.first?.contains("takes them along in manager: ") == true, "\(partly)")
    }

    @Test func whatFitsIsNotSpokenOf() async throws {
        #expect(try await self.warnings("server", Self.keepers) == [])
        #expect(try await self.warnings("follow", []) == [])
        #expect(try await self.warnings("refuse", []) == [])
        #expect(try await self.warnings("refuse", Self.keepers) == [])
    }
}
