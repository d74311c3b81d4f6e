import ConfigurationFile
import Files
import Glibc
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

/// `starbridge init` as a command.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct InitCommandTests {
    private static let account = "cn=starbridge,ou=services,dc=acme,dc=example"

    /// Runs the command in a folder of its own; `FOLDER` and `URL` stand for that and for the server.
    private func run(
        _ arguments: [String], people: Int = 3, limit: Int = 5000, password: String = "starbridge-secret",
        mode: mode_t = 0o600,
        prepare: (String) throws -> Void = { _ in },
        _ body: (_ status: Int32, _ output: String, _ folder: String) async throws -> Void
    ) async throws {
        try await LDAPClientScene.withSlapd(people: people, options: { ($0.ldapsPort, $0.sizeLimit) = (0, limit) }) {
            slapd in
            let folder = try SandboxFolder(named: nil)
            defer { folder.remove() }
            let url = try #require(slapd.ldapURL)
            try FileText.write(password + "\n", to: folder.path + "/password")
            chmod(folder.path + "/password", mode)
            try prepare(folder.path)
            let log = folder.path + "/init.log"
            let words = [
                ("FOLDER", folder.path), ("LDAPS", slapd.ldapsURL ?? ""), ("URL", url), ("CAFILE", slapd.caFile),
            ]
            let process = try Program.start(
                ["init"] + arguments.map { words.reduce($0) { $0.replacing($1.0, with: $1.1) } }, log: log)
            try await body(await process.status(), FileText.read(log), folder.path)
        }
    }

    private static let usual = [
        "--server", "URL", "--bind-dn", Self.account, "--password-file", "FOLDER/password",
    ]

    @Test func writesAFileThatCanBeUsedAndSaysWhatComesNext() async throws {
        try await self.run(Self.usual + ["--output", "FOLDER/new.yaml"]) { status, output, folder in
            #expect(status == 0, "\(output)")
            #expect(output.contains("wrote \(folder)/new.yaml\n"), "\(output)")
            #expect(output.contains("3 people below ou=people,dc=acme,dc=example"), "\(output)")
            #expect(output.contains("starbridge check --config \(folder)/new.yaml"))
            let settings = try Settings(contentsOf: folder + "/new.yaml")
            #expect(settings.users.base.description == "ou=people,dc=acme,dc=example")
            #expect(FileStatus(of: folder + "/new.yaml")?.permissions == 0o644)
        }
    }

    @Test func saysWhereItHasNotLooked() async throws {
        try await self.run(Self.usual, people: 450, limit: 250) { status, output, _ in
            #expect(status == 0 && output.contains("\n! not all entries were seen: "), "\(output.suffix(2000))")
        }
    }

    @Test func printsTheFileWhereNoneIsNamed() async throws {
        try await self.run(Self.usual + ["--base", "ou=people,dc=acme,dc=example"]) { status, output, _ in
            #expect(status == 0 && output.contains("\nusers:\n") && output.contains("userName: uid"), "\(output)")
            #expect(!output.contains("starbridge-secret"))
        }
    }

    @Test func saysHowAnEncryptedConnectionIsVerified() async throws {
        let arguments = ["--server", "LDAPS", "--ca-file", "CAFILE"] + Self.usual.dropFirst(2)
        try await self.run(arguments + ["--output", "FOLDER/new.yaml"]) { status, output, folder in
            #expect(status == 0, "\(output)")
            let settings = try Settings(contentsOf: folder + "/new.yaml")
            #expect(settings.directory.caFile?.hasSuffix(".pem") == true && !settings.directory.startTLS)
            #expect(settings.directory.servers.map(\.scheme) == [.ldaps])
        }
    }

    @Test func overwritesNothing() async throws {
        try await self.run(
            Self.usual + ["--output", "FOLDER/old.yaml"], prepare: { try FileText.write("mine", to: $0 + "/old.yaml") }
        ) { status, output, folder in
            #expect(status == 1 && output.contains("is there already and is not overwritten"), "\(output)")
            #expect(FileText.read(folder + "/old.yaml") == "mine")
        }
    }

    @Test(arguments: [
        (["--output", "FOLDER/none/new.yaml"], 1, "there is no folder"),
        (["--base", "ou=groups,dc=acme,dc=example"], 1, "nobody was found below 'ou=groups,dc=acme,dc=example'"),
        (["--base", "ou=none,dc=acme,dc=example"], 1, "0 entries were seen"),
        (["--base", "people"], 64, "--base is not a distinguished name"),
    ])
    func saysWhatIsWrong(more: [String], status: Int32, words: String) async throws {
        try await self.run(Self.usual + more) { found, output, _ in
            #expect(found == status && output.contains(words), "\(output)")
        }
    }

    @Test(arguments: [
        (["--server", "URL"], 64, "--bind-dn is missing"),
        (["--server", "URL", "--bind-dn", Self.account], 64, "--password-file is missing"),
        (["--server", "http://x"], 64, "is not the URL of a directory server"),
        (
            ["--server", "ldap://ldap.acme.example", "--bind-dn", Self.account, "--password-file", "FOLDER/password"],
            64,
            "--allow-plaintext"
        ),
        (
            ["--server", "ldap://127.0.0.1:1", "--bind-dn", Self.account, "--password-file", "FOLDER/password"], 1,
            "ldap://127.0.0.1:1 does not tell"
        ),
        (
            ["--server", "URL", "--bind-dn", Self.account, "--password-file", "FOLDER/none"], EX_CONFIG,
            "cannot be read"
        ),
    ])
    func asksForWhatItNeeds(arguments: [String], status: Int32, words: String) async throws {
        try await self.run(arguments) { found, output, _ in
            #expect(found == status && output.contains(words), "\(output)")
        }
    }

    @Test func aWrongPasswordIsSaid() async throws {
        try await self.run(Self.usual, password: "wrong") { status, output, _ in
            #expect(status == 1 && output.contains("does not let \(Self.account) in"), "\(output)")
        }
    }

    @Test func aPasswordThatEverybodyMayReadIsRefused() async throws {
        try await self.run(Self.usual, mode: 0o644) { status, output, _ in
            #expect(status == EX_CONFIG && output.contains("everybody on this machine may open"), "\(output)")
        }
    }
}
