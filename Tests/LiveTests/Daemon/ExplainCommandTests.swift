import Glibc
import Sandbox
import Testing

/// `starbridge explain` as a command, with the words of the README.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct ExplainCommandTests {
    private func explain(
        _ arguments: [String], users: String = "", options: (inout PrivateSlapd.Options) -> Void = { _ in }
    ) async throws -> (status: Int32, output: String) {
        try await LDAPClientScene.withSlapd(people: 1, options: options) { slapd in
            let folder = try SandboxFolder(named: nil)
            defer { folder.remove() }
            var settings = Daemon.Settings()
            settings.directory = try #require(slapd.ldapURL)
            settings.passwordFile = folder.path + "/ldap-password"
            settings.users = users
            try Daemon.writeFiles(settings, in: folder.path)
            let log = folder.path + "/explain.log"
            let process = try Program.start(
                ["explain", "--config", folder.path + "/starbridge.yaml"] + arguments, log: log)
            return (await process.status(), FileText.read(log))
        }
    }

    @Test func worksAsTheReadmePrintsIt() async throws {
        let found = try await self.explain(["GET", #"/Users?filter=userName eq "ada@acme.example""#])
        #expect(found.status == 0, "\(found.output)")
        #expect(found.output.contains("(uid=ada@acme.example)") && found.output.contains("answers 200"))
    }

    @Test func refusesWhatServeRefuses() async throws {
        let wrong = try await self.explain(["GET", "/Users"]) { $0.lockout = false }
        #expect(wrong.status == EX_CONFIG)
        #expect(wrong.output.contains("users.active: ppolicy-lock has no effect on whoever is under cn=default"))
        let unmapped = try await self.explain(["GET", "/Users"], users: "  filter: (color=red)")
        #expect(unmapped.status == EX_CONFIG)
        #expect(unmapped.output.contains("starbridge.yaml:12:11: users.filter: filter names the attribute color"))
    }

    @Test func saysVersionAndCommit() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let said = try await Program.run("--version", log: folder.path + "/log")
        #expect(said.status == 0 && said.output.hasPrefix("starbridge "), "\(said.output)")
    }
}
