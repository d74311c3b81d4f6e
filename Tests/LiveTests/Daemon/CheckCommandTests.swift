import Foundation
import Glibc
import LDAP
import LDAPClient
import Sandbox
import Testing

/// `starbridge check` as a command, in front of a real slapd.
@Suite(.needsSlapd, .timeLimit(.minutes(5))) struct CheckCommandTests {
    /// What a run has found.
    struct Outcome {
        var status: Int32
        var output: String

        /// What the lines of an id say.
        func verdicts(_ id: String) throws -> [String] {
            try self.findings(id).compactMap { $0["verdict"] as? String }
        }

        func findings(_ id: String) throws -> [[String: Any]] {
            let object = try JSONSerialization.jsonObject(with: Data(self.output.utf8)) as? [String: Any]
            let all = try #require(object?["findings"] as? [[String: Any]])
            return all.filter { $0["id"] as? String == id }
        }
    }

    private static let trash = "  on_delete: { strategy: trash, base: \"ou=leavers,dc=acme,dc=example\" }"

    /// Runs the command in front of a slapd, with files of its own and no daemon.
    static func check(
        _ arguments: String..., settings change: (inout Daemon.Settings) -> Void = { _ in }, people: Int = 3,
        options: (inout PrivateSlapd.Options) -> Void = { _ in },
        afterwards: (PrivateSlapd) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        try await LDAPClientScene.withSlapd(people: people, options: options) { slapd in
            var settings = Daemon.Settings()
            (settings.directory, settings.users) = (slapd.ldapURL ?? "", Self.trash)
            if let url = slapd.ldapsURL { settings.directory = url }
            change(&settings)
            settings.connection = settings.connection.replacing("FOLDER", with: slapd.options.folder)
            let outcome = try await Self.check(arguments, settings)
            try await afterwards(slapd)
            return outcome
        }
    }

    /// Runs the command with files of its own.
    static func check(_ arguments: [String], _ settings: Daemon.Settings) async throws -> Outcome {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try Daemon.writeFiles(settings, in: folder.path)
        let log = folder.path + "/check.log"
        let process = try Program.start(
            ["check", "--config", folder.path + "/starbridge.yaml"] + arguments,
            environment: ["CREDENTIALS_DIRECTORY": folder.path], log: log)
        return Outcome(status: await process.status(), output: FileText.read(log))
    }

    @Test func aDirectoryThatIsAsItMustBePasses() async throws {
        let outcome = try await Self.check(settings: { $0.sections = Self.reader })
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(!outcome.output.contains("✗"), "\(outcome.output)")
        for words in [
            "takes the account cn=starbridge", "of the kind openldap", "a lock keeps people out",
            "3 entries below ou=people", "The reader sees all 3 active people",
        ] { #expect(outcome.output.contains(words), "\(words) in \(outcome.output)") }
    }

    private static let reader =
        "reader: { filter: \"(&(objectClass=inetOrgPerson)(!(pwdAccountLockedTime=000001010000Z)))\" }"

    @Test func aPasswordThatIsWrongIsTheOnlyFailure() async throws {
        let outcome = try await Self.check("--json", settings: { $0.password = "wrong" })
        #expect(outcome.status == 1)
        #expect(try outcome.verdicts("bind") == ["failure"])
        #expect(try outcome.verdicts("directory") == ["warning"])
        #expect(
            try outcome.findings("bind")[0]["advice"] as? String
                == "Correct directory.bind.dn, or the password in the file.")
    }

    @Test func aServerThatIsNotThereIsSaid() async throws {
        var settings = Daemon.Settings()
        settings.directory = "ldap://127.0.0.1:1"
        let outcome = try await Self.check(["--json"], settings)
        #expect(outcome.status == 1)
        #expect(try outcome.verdicts("connect") == ["failure"])
        #expect(try outcome.verdicts("bind").isEmpty)
    }

    @Test func aConfigurationThatIsWrongIsRefusedAsByTheDaemon() async throws {
        var settings = Daemon.Settings()
        settings.users = "  fliter: x"
        let outcome = try await Self.check([], settings)
        #expect(outcome.status == EX_CONFIG && outcome.output.contains("did you mean filter?"), "\(outcome.output)")
    }

    @Test func whatTheStartRefusesFails() async throws {
        let outcome = try await Self.check(
            "--json", settings: { $0.users = "  filter: (&(objectClass=inetOrgPerson)(color=red))" })
        #expect(outcome.status == 1)
        #expect(try outcome.verdicts("start.mapping") == ["failure"])
        let text = try #require(try outcome.findings("start.mapping")[0]["text"] as? String)
        #expect(text.contains("starbridge.yaml:12:11: users.filter: filter names the attribute color"), "\(text)")
    }

    @Test func aSizeLimitAndHiddenPeopleAreWarnedOf() async throws {
        let outcome = try await Self.check(
            "--json", settings: { $0.users = "  filter: (&(objectClass=inetOrgPerson)(!(uid=p1)))" }, people: 10)
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(try outcome.findings("hidden")[0]["dns"] as? [String] == ["uid=p1,ou=people,dc=acme,dc=example"])
        let limited = try await Self.check("--json", people: 450, options: { $0.sizeLimit = 250 })
        #expect(try limited.verdicts("limits") == ["warning"])
    }

    @Test func twoPeopleWithOneNameFail() async throws {
        let records = LDAPClientScene.records(people: 2)
        let outcome = try await Self.check(
            "--json",
            settings: {
                $0.users =
                    "  attributes: { userName: { attribute: mail, required: true, unique: true }, "
                    + "displayName: { attribute: cn, default: \"{userName}\" }, "
                    + "name.familyName: { attribute: sn, default: \"{userName}\" }, title: { attribute: uid, default: \"{userName}\" } }\n"
                    + "  revive: never"
            }
        ) { options in
            options.overlays.remove(.unique)
            options.content = .standardAnd(
                records
                    + ["x", "y"].map {
                        "dn: uid=\($0),ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\nuid: \($0)\ncn: X\nsn: X\nmail: TEAM@acme.example\n\n"
                    }.joined())
        }
        let finding = try #require(try outcome.findings("duplicates").first)
        #expect(outcome.status == 1 && finding["verdict"] as? String == "failure", "\(outcome.output)")
        #expect((finding["dns"] as? [String])?.count == 2)
        #expect(try outcome.verdicts("people.nameless") == ["warning"])
    }

    // MARK: - A sample

    /// Runs the command with a file of people beside it.
    private static func check(sample lines: [String], _ arguments: String..., people: Int) async throws -> Outcome {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try FileText.write(
            (["userPrincipalName,mail,mailNickname"] + lines).joined(separator: "\r\n"), to: folder.path + "/people.csv"
        )
        return try await LDAPClientScene.withSlapd(people: people) { slapd in
            var settings = Daemon.Settings()
            (settings.directory, settings.users) = (slapd.ldapURL ?? "", Self.trash)
            return try await Self.check(["--json", "--sample", folder.path + "/people.csv"] + arguments, settings)
        }
    }

    @Test func aSecondCopyOfThousandsIsForeseenInSeconds() async throws {
        let lines = (0..<5000).map { "p\($0)@acme.example,,p\($0)" } + ["new@acme.example,,"]
        let start = ContinuousClock.now
        let outcome = try await Self.check(sample: lines, people: 5000)
        let duration = ContinuousClock.now - start
        #expect(outcome.status == 1)
        let text = try outcome.findings("sample.elsewhere").first?["text"] as? String
        #expect(
            text?.hasPrefix("5000 match none by userName, and are there all the same, by uid") == true,
            "\(outcome.output.suffix(2000))")
        let none = try outcome.findings("sample.none").first?["text"] as? String
        #expect(none?.hasPrefix("1 match none") == true)
        #expect(duration < .seconds(60))
        let mended = try await Self.check(sample: Array(lines.dropLast()), "--user-name", "mailNickname", people: 5000)
        #expect(mended.status == 0, "\(mended.output.suffix(2000))")
    }

    @Test func aSampleThatIsNoneIsAFaultOfUsage() async throws {
        let outcome = try await Self.check(sample: [], "--user-name", "upn", people: 1)
        #expect(outcome.status == EX_USAGE && outcome.output.contains("has no column upn"), "\(outcome.output)")
    }

    // MARK: - A probe

    /// Nothing is left of a probe anywhere.
    private static func expectNothingLeft(_ slapd: PrivateSlapd) async throws {
        let count = try await LDAPClientScene.withClient(
            LDAPClientScene.configuration([slapd.ldapURL ?? ""])
        ) { client in
            let request = SearchRequest(
                base: LDAPClientScene.base, filter: .substrings("uid", initial: "starbridge-probe"))
            return try await client.search(request).entries.count
        }
        #expect(count == 0)
    }

    @Test func aProbeIsMadeLockedMovedAndTakenAway() async throws {
        let outcome = try await Self.check(
            "--json", "--probe",
            settings: {
                $0.users = Self.trash + "\n  on_rename: server"
                $0.sections = Self.reader
            },
            afterwards: Self.expectNothingLeft)
        #expect(outcome.status == 0, "\(outcome.output)")
        let lock = try outcome.findings("probe.lock").first?["text"] as? String
        #expect(lock?.contains("the directory refuses their sign-in") == true, "\(outcome.output)")
        for step in ["create", "change", "lock", "unlock", "rename", "delete", "removal"] {
            #expect(try outcome.verdicts("probe.\(step)") == ["ok"], "\(step) in \(outcome.output)")
        }
        #expect(try outcome.verdicts("probe.reader") == ["ok", "ok"])
    }

    @Test func aLockThatHasNoEffectIsFoundOut() async throws {
        let outcome = try await Self.check(
            "--json", "--probe", options: { $0.lockout = false },
            afterwards: Self.expectNothingLeft)
        #expect(outcome.status == 1)
        #expect(try outcome.verdicts("start.lockout") == ["failure"])
        #expect(try outcome.verdicts("probe.lock") == ["failure"], "\(outcome.output)")
    }

    @Test func anAttributeThatMayNotBeWrittenIsNamed() async throws {
        let outcome = try await Self.check(
            "--json", "--probe",
            options: { options in
                options.accessRules = [
                    "access to dn.subtree=\"ou=people,dc=acme,dc=example\" attrs=title by * read",
                    "access to attrs=userPassword by users write by * auth", "access to * by users write",
                ]
            }, afterwards: Self.expectNothingLeft)
        let change = try #require(try outcome.findings("probe.change").first)
        #expect(outcome.status == 1 && change["verdict"] as? String == "failure", "\(outcome.output)")
        #expect((change["text"] as? String)?.contains("title (title): ") == true)
    }

    @Test func anAccountThatMayNotWriteIsSaid() async throws {
        let outcome = try await Self.check(
            "--json", "--probe",
            options: { $0.accessRules = ["access to attrs=userPassword by * auth", "access to * by * read"] })
        #expect(try outcome.verdicts("probe.create") == ["failure"], "\(outcome.output)")
        #expect(try outcome.verdicts("probe.removal") == ["ok"])
    }

    // MARK: - TLS

    @Test func aCertificateIsShownWithItsEnd() async throws {
        let outcome = try await Self.check(
            "--json", settings: { $0.connection = "\n  tls: { ca_file: \"FOLDER/tls/ca.pem\" }" }
        ) { $0.ldapsPort = 0 }
        let finding = try #require(try outcome.findings("tls.certificate").first)
        let text = try #require(finding["text"] as? String)
        #expect(
            text.contains("shows a certificate for CN=localhost") && text.contains("good until"), "\(outcome.output)")
    }

    @Test func aCertificateThatIsNotTrustedSaysWhy() async throws {
        let outcome = try await Self.check("--json", options: { $0.ldapsPort = 0 })
        #expect(outcome.status == 1)
        let finding = try #require(try outcome.findings("tls.certificate").first)
        #expect(finding["verdict"] as? String == "failure")
        let text = try #require(finding["text"] as? String)
        #expect(text.contains("not trusted: unable to get local issuer certificate"), "\(text)")
        #expect(try outcome.verdicts("bind").isEmpty)
    }

    @Test func aServerWithoutStartTLSIsSaid() async throws {
        let outcome = try await Self.check(
            "--json", settings: { $0.connection = "\n  tls: { start_tls: true }" })
        #expect(outcome.status == 1)
        #expect(
            try outcome.findings("connect").first?["advice"] as? String
                == "Use ldaps:// where the server offers that, or set directory.tls.start_tls: false on loopback.",
            "\(outcome.output)")
    }
}
