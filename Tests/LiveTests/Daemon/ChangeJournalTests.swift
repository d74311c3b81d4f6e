import Foundation
import Glibc
import LDAP
import LDAPClient
import SCIM
import Safeguards
import Sandbox
import Testing

/// The journal of a daemon in front of a real slapd, its commands, and what ldapmodify makes of its files.
@Suite(.needsSlapd, .timeLimit(.minutes(10))) struct ChangeJournalTests {
    private static let suffix = "dc=acme,dc=example"

    /// What is kept of the one-liner of the manual.
    private static let inverse =
        #"awk '/^# undo: dn:/{n++} sub(/^# undo: /,""){r[n]=r[n] $0 "\n"} END{for(;n;n--) print r[n]}'"#

    private static let trash = "{ strategy: trash, base: \"ou=leavers,\(suffix)\" }"

    private static func configure(_ settings: inout Daemon.Settings, deletion: String = Self.trash) {
        settings.users = """
              active: { strategy: ppolicy-lock }
              on_delete: \(deletion)
              on_rename: server
            """
        settings.sections = """
            groups:
              base: "ou=groups,\(suffix)"
              on_delete: { strategy: delete }
              on_rename: server
            """
    }

    /// Runs a daemon in front of a slapd, beside a copy of that which nobody writes to.
    private static func run(
        deletion: String = Self.trash, _ body: (Daemon, PrivateSlapd, _ copy: PrivateSlapd) async throws -> Void
    ) async throws {
        let overlays: (inout PrivateSlapd.Options) -> Void = { $0.overlays = [.sssvlv, .ppolicy, .memberof, .refint] }
        try await LDAPClientScene.withSlapd(people: 4, options: overlays) { copy in
            try await LDAPClientScene.withSlapd(people: 4, options: overlays) { slapd in
                let url = try #require(slapd.ldapURL)
                try await Daemon.run({
                    $0.directory = url
                    self.configure(&$0, deletion: deletion)
                }) { daemon in
                    try await daemon.notices.wait(for: "READY=1")
                    try await body(daemon, slapd, copy)
                }
            }
        }
    }

    /// A disk goes read-only when it is damaged, and the machine starts the daemon again.
    @Test(.enabled(if: geteuid() == 0, "only root may mount"))
    func aDiskThatTakesNoWritesKeepsNobodyEnabled() async throws {
        let mount = "mkdir FOLDER/journal && mount -t tmpfs -o ro tmpfs FOLDER/journal && exec \"$@\""
        let overlays: (inout PrivateSlapd.Options) -> Void = { $0.overlays = [.sssvlv, .ppolicy, .memberof, .refint] }
        try await LDAPClientScene.withSlapd(people: 2, options: overlays) { slapd in
            let url = try #require(slapd.ldapURL)
            try await Daemon.run({
                $0.directory = url
                $0.launcher = ["/usr/bin/unshare", "-m", "/bin/bash", "-c", mount, "bash"]
                Self.configure(&$0)
            }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                let people = try await daemon.call("GET", "/Users")
                let person = try #require(people.body.object?["Resources"]?.array?.first?.object)
                let created = try await daemon.call("POST", "/Users", body: MetricsTests.ada)
                #expect(created.status == 503 && created.text.contains("journal"), "\(created)")
                let body = #"{"Operations":[{"op":"replace","path":"active","value":false}]}"#
                let disabled = try await daemon.call("PATCH", "/Users/\(person["id"]?.string ?? "")", body: body)
                #expect(disabled.status == 200, "\(disabled)")
                let ready = try await daemon.call("GET", "/Users/\(person["id"]?.string ?? "")")
                #expect(ready.body.object?["active"]?.truth == false, "\(ready)")
                #expect(await daemon.end() == 0)
            }
        }
    }

    /// All entries with their values but passwords, which each server salts by itself.
    private static func tree(_ slapd: PrivateSlapd) async throws -> [String: [String: Set<AttributeValue>]] {
        let configuration = try LDAPClientScene.configuration([try #require(slapd.ldapURL)])
        return try await LDAPClientScene.withClient(configuration) { client in
            let entries = try await client.search(
                SearchRequest(base: LDAPClientScene.base, attributes: ["*", "pwdAccountLockedTime"])
            ).entries
            return Dictionary(
                uniqueKeysWithValues: entries.map { entry in
                    let values = entry.attributes.filter { $0.description != "userPassword" }.map {
                        ($0.description.description, Set($0.values))
                    }
                    return (entry.dn.description.lowercased(), Dictionary(uniqueKeysWithValues: values))
                })
        }
    }

    private static func shell(_ script: String) async throws -> (status: Int32, output: String) {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let log = folder.path + "/log"
        let status = try await ChildProcess.start("/bin/bash", ["-o", "pipefail", "-c", script], log: log).status()
        return (status, FileText.read(log))
    }

    private static func apply(_ what: String, to slapd: PrivateSlapd) async throws {
        let url = try #require(slapd.ldapURL)
        let done = try await self.shell(
            "\(what) | ldapmodify -x -H \(url) -D '\(slapd.rootDN)' -w \(slapd.rootPassword)")
        #expect(done.status == 0, "\(done.output)")
    }

    /// All that a bridge does.
    private static func work(_ daemon: Daemon) async throws {
        func id(_ answer: RawAnswer) -> String { answer.body.object?["id"]?.string ?? "" }
        func find(_ uid: String) async throws -> String {
            let answer = try await daemon.call("GET", "/Users?filter=userName%20eq%20%22\(uid)%22")
            return answer.body.object?["Resources"]?.array?.first?.object?["id"]?.string ?? ""
        }
        func patch(_ path: String, _ operation: String) async throws {
            let answer = try await daemon.call("PATCH", path, body: #"{"Operations":[\#(operation)]}"#)
            #expect(answer.status / 100 == 2, "\(answer.body)")
        }
        let eva = id(
            try await daemon.call(
                "POST", "/Users",
                body:
                    #"{"userName":"eva","name":{"familyName":"Ö"},"emails":[{"type":"work","value":"e@acme.example"}]}"#
            ))
        let people = try await [find("p0"), find("p1"), find("p2")]
        try await patch("/Users/\(people[0])", #"{"op":"replace","path":"title","value":"Zoë the first"}"#)
        try await patch("/Users/\(people[1])", #"{"op":"replace","path":"active","value":"False"}"#)
        let group = id(
            try await daemon.call(
                "POST", "/Groups",
                body: #"{"displayName":"crew","members":[{"value":"\#(people[0])"},{"value":"\#(people[2])"}]}"#))
        try await patch("/Users/\(people[2])", #"{"op":"replace","path":"userName","value":"pz"}"#)
        try await patch("/Groups/\(group)", #"{"op":"add","path":"members","value":[{"value":"\#(eva)"}]}"#)
        #expect(try await daemon.call("DELETE", "/Users/\(people[0])").status == 204)
        let other = id(
            try await daemon.call("POST", "/Groups", body: #"{"displayName":"gone","members":[{"value":"\#(eva)"}]}"#))
        #expect(try await daemon.call("DELETE", "/Groups/\(other)").status == 204)
    }

    @Test func ldapmodifyMakesTheSameOfACopyAndTakesItBack() async throws {
        try await Self.run { daemon, slapd, copy in
            let before = try await Self.tree(slapd)
            #expect(try await Self.tree(copy) == before)
            try await Self.work(daemon)
            let after = try await Self.tree(slapd)
            #expect(after != before)
            let files = "\(daemon.folder)/journal/*.ldif"
            try await Self.apply("cat \(files)", to: copy)
            #expect(try await Self.tree(copy) == after)
            try await Self.apply("\(Self.inverse) \(files)", to: copy)
            #expect(try await Self.tree(copy) == before)
            let log = "\(Program.path) log --directory \(daemon.folder)/journal"
            try await Self.apply("\(log) --ldif", to: copy)
            #expect(try await Self.tree(copy) == after)
            try await Self.apply("\(log) --inverse", to: copy)
            #expect(try await Self.tree(copy) == before)
        }
    }

    /// A directory that takes a deleted entry out of its groups does so a moment after its answer.
    private static func becomes(
        _ wished: [String: [String: Set<AttributeValue>]], _ slapd: PrivateSlapd,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await Self.tree(slapd) != wished, .now < deadline { await Task.yield() }
        #expect(try await Self.tree(slapd) == wished, sourceLocation: location)
    }

    @Test func theInverseOfADeletionPutsTheEntryBackIntoItsGroups() async throws {
        try await Self.run(deletion: "{ strategy: delete }") { daemon, slapd, copy in
            let before = try await Self.tree(slapd)
            let found = try await daemon.call("GET", "/Users?sortBy=userName")
            let ids = (found.body.object?["Resources"]?.array ?? []).compactMap { $0.object?["id"]?.string }
            #expect(ids.count == 4)
            for name in ["crew", "team"] {
                let members = ids.prefix(2).map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
                let body = #"{"displayName":"\#(name)","members":[\#(members)]}"#
                #expect(try await daemon.call("POST", "/Groups", body: body).status == 201)
            }
            let grouped = try await Self.tree(slapd)
            let id = try #require(ids.first)
            #expect(try await daemon.call("DELETE", "/Users/\(id)").status == 204)
            var wished = grouped
            let gone = try #require(
                Set(grouped.keys).subtracting(try await Self.tree(slapd).keys).first, "somebody is gone")
            wished[gone] = nil
            for name in ["crew", "team"] {
                let group = "cn=\(name),ou=groups,\(Self.suffix)"
                wished[group]?["member"] = grouped[group]?["member"]?.filter { $0.text?.lowercased() != gone }
                #expect(wished[group]?["member"]?.count == 1)
            }
            try await Self.becomes(wished, slapd)
            let files = "\(daemon.folder)/journal/*.ldif"
            try await Self.apply("cat \(files)", to: copy)
            try await Self.becomes(wished, copy)
            // The deletion alone, by the command, where it was made.
            let log = "\(Program.path) log --directory \(daemon.folder)/journal"
            try await Self.apply("\(log) --effect delete --inverse", to: slapd)
            try await Self.becomes(grouped, slapd)
            // Everything, without Starbridge.
            try await Self.apply("\(Self.inverse) \(files)", to: copy)
            try await Self.becomes(before, copy)
        }
    }

    @Test func theManualHasTheLineThatIsTried() {
        let manual = FileText.read(
            #filePath.replacing("Tests/LiveTests/Daemon/ChangeJournalTests.swift", with: "")
                + "Deploy/manual/starbridge-log.1.md")
        #expect(manual.contains(Self.inverse))
    }

    @Test func theCommandTellsWhatWasDoneToWhom() async throws {
        try await Self.run { daemon, _, _ in
            try await Self.work(daemon)
            let log = "\(Program.path) log --directory \(daemon.folder)/journal"
            let all = try await Self.shell(log)
            let lines = all.output.split(separator: "\n")
            #expect(all.status == 0 && lines.count == 10, "\(all.output)")
            for line in lines { #expect(line.count <= 100, "\(line)") }
            for effect in ["create", "update", "disable", "rename", "membership+1-0", "delete"] {
                #expect(lines.contains { $0.contains(effect.prefix(11)) }, "\(effect) in \(all.output)")
            }
            let p0 = try await Self.shell("\(log) --user p0")
            #expect(p0.output.contains("update") && p0.output.contains("delete") && !p0.output.contains("rename"))
            let eva = try await Self.shell("\(log) --user uid=eva,ou=people,\(Self.suffix) --since 1h --json")
            #expect(eva.output.split(separator: "\n").count == 4, "\(eva.output)")
            #expect(throws: Never.self) {
                for line in eva.output.split(separator: "\n") { _ = try JSONReader.read(line.utf8) }
            }
            let title = try await Self.shell("\(log) --attribute title --effect update --token entra")
            #expect(title.output.split(separator: "\n").count == 2)
            let id = title.output.split(separator: "\n").last?.prefix(15) ?? ""
            let one = try await Self.shell("\(log) \(id)")
            for word in ["Zo", "title:", "PATCH /Users/", "sent ", "what takes it back:", "done after"] {
                #expect(one.output.contains(word), "\(word) in \(one.output)")
            }
            #expect(try await Self.shell("\(log) --user nobody").status == 1)
            #expect(try await Self.shell("\(log) --until 2020-01-01").status == 1)
            #expect(try await Self.shell("\(log) --since yesterday").status == 64)
            #expect(try await Self.shell("\(Program.path) log --directory /nonexistent").status == 1)
            #expect(try await Self.shell("\(Program.path) log --config /nonexistent").status == 78)
            #expect(try await Self.shell("\(Program.path) log --config \(daemon.configuration)").output == all.output)
        }
    }

    @Test func aFolderServesOneDaemon() async throws {
        try await Self.run { daemon, _, _ in
            var settings = daemon.settings
            settings.port = try #require(Loopback.freePort())
            settings.sections += "\njournal: { directory: \"\(daemon.folder)/journal\" }"
            let folder = try SandboxFolder(named: nil)
            defer { folder.remove() }
            try Daemon.writeFiles(settings, in: folder.path)
            let second = try Program.start(
                ["serve", "--config", folder.path + "/starbridge.yaml"],
                environment: ["CREDENTIALS_DIRECTORY": folder.path], log: folder.path + "/log")
            #expect(await second.status() == 78)
            #expect(FileText.read(folder.path + "/log").contains("another process keeps its journal in"))
            #expect(try await daemon.call("GET", "/Users").status == 200)
        }
    }

    @Test func aReloadKeepsTheJournalOrIsRefused() async throws {
        try await Self.run { daemon, _, _ in
            let create = { (uid: String) in
                try await daemon.call(
                    "POST", "/Users",
                    body:
                        #"{"userName":"\#(uid)","name":{"familyName":"X"},"emails":[{"type":"work","value":"\#(uid)@x"}]}"#
                )
            }
            #expect(try await create("a1").status == 201)
            try daemon.configure { $0.sections += "\njournal: { sync: each }" }
            daemon.process.signal(SIGHUP)
            try await daemon.notices.wait(for: "READY=1", times: 2)
            try daemon.configure { $0.sections += "\njournal: { directory: \"\(daemon.tokensFile)/journal\" }" }
            daemon.process.signal(SIGHUP)
            try await daemon.notices.take("READY=1", "a reload was refused", "journal: ")
            #expect(try await create("a2").status == 201)
            let folder = daemon.folder + "/journal"
            let events = Array(try JournalReader(directory: folder).findings(.oldestFirst))
            #expect(events.count == 2)
        }
    }
}
