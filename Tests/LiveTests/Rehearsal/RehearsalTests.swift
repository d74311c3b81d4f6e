import Foundation
import Glibc
import LDAP
import Sandbox
import Testing

/// A rehearsal in front of OpenLDAP, of which the bridge's account may only read.
@Suite(.needsSlapd, .timeLimit(.minutes(5))) struct RehearsalTests {
    private static let suffix = "dc=acme,dc=example"
    private static let schema = [
        "attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'acmeBadge' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
        "objectclass ( 1.3.6.1.4.1.32473.1.2 NAME 'acmePerson' SUP top AUXILIARY MUST acmeBadge )",
    ]

    private static func person(_ uid: String) -> String {
        """
        dn: uid=\(uid),ou=people,\(self.suffix)
        objectClass: inetOrgPerson
        objectClass: acmePerson
        uid: \(uid)
        cn: \(uid) Lovelace
        sn: Lovelace
        givenName: \(uid)
        mail: \(uid)@acme.example
        acmeBadge: badge of \(uid)
        userPassword: password-of-\(uid)


        """
    }

    private static let group = """
        dn: cn=staff,ou=groups,\(Self.suffix)
        objectClass: groupOfNames
        cn: staff
        member: uid=ann,ou=people,\(Self.suffix)
        member: uid=bob,ou=people,\(Self.suffix)


        """

    private static let sections = """
          on_rename: server
        groups:
          base: "ou=groups,dc=acme,dc=example"
          on_rename: server
        """

    /// Runs a rehearsal in front of a slapd that lets nobody write.
    private static func run(
        _ content: String, sizeLimit: Int = 500, arguments: [String] = [],
        _ body: (RehearsalScene, PrivateSlapd) async throws -> Void
    ) async throws {
        try await LDAPClientScene.inFolder { folder in
            var options = PrivateSlapd.Options(folder: folder)
            options.globalDirectives = self.schema
            options.sizeLimit = sizeLimit
            options.accessRules = [
                "access to attrs=userPassword by users read by anonymous auth by * none",
                "access to * by users read by * none",
            ]
            options.content = .standardAnd(content)
            let slapd = try await PrivateSlapd.start(options)
            try await slapd.running {
                let url = try #require(slapd.ldapURL)
                try await RehearsalScene.run({ ($0.directory, $0.users) = (url, self.sections) }, arguments: arguments)
                {
                    try await body($0, slapd)
                }
            }
        }
    }

    private static func entries(_ slapd: PrivateSlapd) async throws -> String {
        let file = slapd.options.folder + "/all.ldif"
        try await slapd.options.writeEntries(to: file)
        return FileText.read(file)
    }

    private static let people = ["ann", "bob", "cat", "dan"].map(Self.person).joined() + Self.group

    @Test func tellsWhatTheCallsWouldHaveChangedAndLeavesNothingBehind() async throws {
        try await Self.run(Self.people) { scene, slapd in
            let original = try await Self.entries(slapd)
            var state = stat()
            #expect(stat(scene.folder, &state) == 0 && state.st_mode & 0o777 == 0o700)
            let copy = try await scene.entries()
            #expect(!copy.contains("userPassword:") && copy.contains("acmeBadge: badge of ann"))
            #expect(!FileText.read(scene.folder + "/before.ldif").contains("userPassword:"))

            let ann = try await scene.id("ann")
            #expect(original.contains("entryUUID: \(ann)"))
            try await scene.replace(ann, "active", "\"False\"")
            try await scene.replace(try await scene.id("bob"), "userName", "\"robert\"")
            let cat = try await scene.id("cat")
            let staff = try await scene.id("staff", at: "/Groups", by: "displayName")
            let member = RehearsalScene.patch("Add", "members", #"[{"value":"\#(cat)"}]"#)
            try await scene.call("PATCH", "/Groups/\(staff)", body: member)
            let second = BridgeCaller.person(
                "dan2", #""name":{"givenName":"Daniel","familyName":"L"}"#,
                #""emails":[{"type":"work","primary":true,"value":"DAN@acme.example"}]"#)
            #expect(try await Daemon.call("POST", "/Users", body: second, port: scene.port).status == 409)
            let third = BridgeCaller.person(
                "dan2", #""name":{"givenName":"Dan","familyName":"Lovelace"}"#, #""displayName":"Dan Lovelace""#)
            try await scene.call("POST", "/Users", body: third)

            let report = try await scene.report()
            #expect(report.status == 1)
            let changes = try Entry.parseLDIF(report.output).map { $0.ldif() }.joined(separator: "\n")
            for line in [
                "dn: uid=ann,ou=people,\(Self.suffix)\nchangetype: modify\nadd: pwdAccountLockedTime",
                "dn: uid=bob,ou=people,\(Self.suffix)\nchangetype: modrdn\nnewrdn: uid=robert",
                "changetype: modify\nadd: member\nmember: uid=cat,ou=people,\(Self.suffix)\n-\n",
                "dn: uid=dan2,ou=people,\(Self.suffix)\nchangetype: add",
            ] { #expect(changes.contains(line), "\(line) in \(report.output)") }
            for line in [
                "# Of 4 people:", "#   1 created", "#   1 disabled", "#   1 renamed",
                "#   uid=dan2,ou=people,\(Self.suffix), beside uid=dan,ou=people,\(Self.suffix): the same name dan lovelace",
            ] { #expect(report.output.contains(line), "\(line) in \(report.output)") }

            #expect(await scene.end() == 1)
            #expect(scene.log.contains(#""alarming":true,"people_before":4"#), "\(scene.log)")
            #expect(access(scene.folder, F_OK) != 0)
            #expect(try await Self.entries(slapd) == original)
        }
    }

    @Test func isKeptWhereThatIsWished() async throws {
        try await Self.run(Self.people, arguments: ["--keep"]) { scene, _ in
            try await scene.replace(try await scene.id("ann"), "title", "\"Chief\"")
            #expect(await scene.end() == 0, "\(scene.log)")
            let report = try await scene.report("--json")
            #expect(report.status == 0)
            #expect(
                report.output.contains(#""alarming":false"#) && report.output.contains("title: Chief"),
                "\(report.output)")
            let copy = try await scene.entries()
            #expect(copy.contains("title: Chief"))
        }
    }

    /// The account may have 100 entries at a time.
    @Test func copiesMoreThanTheAccountMayHaveAtOnce() async throws {
        let people = (0..<350).map { Self.person("p\($0)") }.joined()
        try await Self.run(people, sizeLimit: 100) { scene, _ in
            #expect(scene.log.contains(#""people":350,"#), "\(scene.log)")
            let report = try await scene.report()
            #expect(report.status == 0 && report.output == "# Nothing would be changed.\n", "\(report.output)")
            #expect(await scene.end() == 0)
        }
    }

    @Test func refusesAFolderThatIsThereAlreadyAndReportsOnNone() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try Daemon.writeFiles(Daemon.Settings(), in: folder.path)
        let log = folder.path + "/log"
        let there = try Program.start(
            ["rehearse", "--folder", folder.path, "--config", folder.path + "/starbridge.yaml"],
            environment: ["CREDENTIALS_DIRECTORY": folder.path], log: log)
        #expect(await there.status() == EX_USAGE)
        #expect(FileText.read(log).contains("is there already"), "\(FileText.read(log))")
        let none = try await Program.run("rehearse", "--report", "--folder", folder.path, log: log)
        #expect(none.status == 1 && none.output.contains("There is no rehearsal in"), "\(none.output)")
        #expect(try await Program.run("rehearse", "--report", log: log).status == EX_USAGE)
    }

    /// Nobody listens at the directory's address.
    @Test func saysThatTheDirectoryCannotBeRead() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try Daemon.writeFiles(Daemon.Settings(), in: folder.path)
        let log = folder.path + "/log"
        let process = try Program.start(
            ["rehearse", "--folder", folder.path + "/copy", "--config", folder.path + "/starbridge.yaml"],
            environment: ["CREDENTIALS_DIRECTORY": folder.path], log: log)
        #expect(await process.status() == 1)
        #expect(FileText.read(log).contains("The directory cannot be read"), "\(FileText.read(log))")
        #expect(access(folder.path + "/copy", F_OK) != 0)
    }
}
