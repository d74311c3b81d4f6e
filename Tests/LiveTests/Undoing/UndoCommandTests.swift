import Foundation
import Glibc
import SCIM
import Safeguards
import Sandbox
import Testing
import Translator

/// `starbridge undo` in front of a daemon, and without one.
@Suite(.needsSlapd, .timeLimit(.minutes(10))) struct UndoCommandTests {
    private static func run(_ body: (Daemon, String) async throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let change: (inout Daemon.Settings) -> Void = {
            $0.users = "  active: { strategy: ppolicy-lock }"
            $0.sections = "control_socket: \"\(folder.path)/control.sock\""
        }
        try await Daemon.runConnected(change, people: 3) { daemon, _ in
            try await body(daemon, folder.path)
        }
    }

    private static func undo(
        _ arguments: String..., of daemon: Daemon, in folder: String
    ) async throws -> (status: Int32, output: String) {
        let log = folder + "/undo.log"
        let process = try Program.start(
            ["undo", "--config", daemon.configuration] + arguments,
            environment: ["CREDENTIALS_DIRECTORY": daemon.folder], log: log)
        return (await process.status(), FileText.read(log))
    }

    private static func people(_ daemon: Daemon) async throws -> [Object] {
        let answer = try await daemon.call("GET", "/Users")
        return (answer.body.object?["Resources"]?.array ?? []).compactMap { $0.object }
    }

    private static func disableAll(_ daemon: Daemon) async throws {
        for person in try await self.people(daemon) {
            let answer = try await daemon.call(
                "PATCH", "/Users/\(person["id"]?.string ?? "")",
                body: #"{"Operations":[{"op":"replace","path":"active","value":false}]}"#)
            #expect(answer.status == 200, "\(answer.body)")
        }
    }

    private static func active(_ daemon: Daemon) async throws -> Int {
        try await self.people(daemon).count { $0["active"]?.truth == true }
    }

    @Test func theDaemonTakesBackWhatAWrongScopeHasDone() async throws {
        try await Self.run { daemon, folder in
            try await Self.disableAll(daemon)
            #expect(try await Self.active(daemon) == 0)
            let range = ["--since", "1h", "--effect", "disable"]
            let preview = try await Self.undo(
                range[0], range[1], range[2], range[3], "--preview", of: daemon, in: folder)
            #expect(preview.status == 0, "\(preview.output)")
            for words in ["pause provisioning", "PATCH active, for 3 resources", "replace: pwdAccountLockedTime"] {
                #expect(preview.output.contains(words), "\(words) in \(preview.output)")
            }
            #expect(try await Self.active(daemon) == 0)
            let done = try await Self.undo(range[0], range[1], range[2], range[3], "--yes", of: daemon, in: folder)
            #expect(done.status == 0 && done.output.hasSuffix("3 undone.\n"), "\(done.output)")
            #expect(try await Self.active(daemon) == 3)
            let again = try await Self.undo(range[0], range[1], range[2], range[3], "--yes", of: daemon, in: folder)
            #expect(again.status == 0 && again.output.contains("already so"), "\(again.output)")
            let events = try JournalReader(directory: daemon.folder + "/journal").findings(.newestFirst).compactMap {
                if case .event(let event) = $0 { event } else { nil }
            }
            let own = events.filter { $0.undoes != nil }
            #expect(own.count == 3 && own.allSatisfy { $0.effect == .enable })
            #expect(own.first?.origin.principal.hasSuffix("(uid \(getuid()))") == true)
        }
    }

    @Test func aCommandAloneKeepsTheFilesOfTheDaemon() async throws {
        try await Self.run { daemon, folder in
            try await Self.disableAll(daemon)
            #expect(await daemon.end() == 0)
            let journal = daemon.folder + "/journal"
            let before = try FileManager.default.contentsOfDirectory(atPath: journal).sorted()
            let done = try await Self.undo("--since", "1h", "--yes", of: daemon, in: folder)
            #expect(done.status == 0 && done.output.contains("3 undone"), "\(done.output)")
            let after = try FileManager.default.contentsOfDirectory(atPath: journal).sorted()
            #expect(before == after)
            for file in after {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(journal)/\(file)")
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
            }
            try await daemon.again { daemon in
                try await daemon.notices.wait(for: "READY=1", times: 2)
                #expect(try await Self.active(daemon) == 3)
            }
        }
    }

    @Test func badInputIsTold() async throws {
        try await Self.run { daemon, folder in
            let silent = try await Self.undo("--since", "1h", of: daemon, in: folder)
            #expect(silent.status == 64 && silent.output.contains("--yes"), "\(silent.output)")
            #expect(try await Self.undo(of: daemon, in: folder).status == 64)
            #expect(try await Self.undo("x", "--yes", of: daemon, in: folder).status == 64)
            #expect(
                try await Self.undo("1hk2m9x0q7fp3z4", "--since", "1h", "--yes", of: daemon, in: folder).status == 64)
            let unknown = try await Self.undo("1hk2m9x0q7fp3z4", "--yes", of: daemon, in: folder)
            #expect(unknown.status == 1 && unknown.output.contains("no such event"), "\(unknown.output)")
        }
    }

    @Test func anEventThatWasEditedByHandIsRefused() async throws {
        try await Self.run { daemon, folder in
            try await Self.disableAll(daemon)
            let journal = daemon.folder + "/journal"
            let file = try #require(
                try FileManager.default.contentsOfDirectory(atPath: journal).first { $0.hasSuffix(".ldif") })
            let text = FileText.read("\(journal)/\(file)")
            let id = try #require(text.split(separator: "\n").last { $0.hasPrefix("# outcome: ") }).dropFirst(11)
                .prefix(15)
            let edited = text.replacing("# outcome: \(id) done", with: "# outcome: \(id) done ")
            try edited.write(toFile: "\(journal)/\(file)", atomically: false, encoding: .utf8)
            let found = try await Self.undo(String(id), "--yes", of: daemon, in: folder)
            #expect(found.status == 1 && found.output.contains("was edited"), "\(found.output)")
            #expect(try await Self.active(daemon) == 0)
        }
    }
}
