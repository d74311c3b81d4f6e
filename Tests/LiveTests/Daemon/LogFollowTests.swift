import Bridge
import Encodings
import Foundation
import Glibc
import LDAP
import Sandbox
import Testing
import Translator

@testable import Safeguards

/// `starbridge log --follow` as a process, beside somebody who writes the journal.
@Suite(.timeLimit(.minutes(5))) struct LogFollowTests {
    /// A journal in a folder of its own, and the command that follows it.
    private struct Scene {
        let folder: String
        let command: ChildProcess
        let now = Int64(Date().timeIntervalSince1970)

        private var output: String { self.folder + "/output" }

        init(in folder: String, _ arguments: String...) throws {
            self.folder = folder
            self.command = try Program.start(
                ["log", "--follow", "--directory", folder + "/journal"] + arguments, log: folder + "/output")
        }

        func event(_ name: String, daysAgo: Int64 = 0) -> JournalEvent {
            let dn = DistinguishedName(server: "uid=\(name),ou=people,dc=acme,dc=example")
            return JournalEvent(
                id: EventID(Timestamp(seconds: self.now - daysAgo * 86_400), tail: .random(in: 0..<1 << 20)),
                origin: .init(requestID: name, principal: "entra", method: "PATCH", path: "/Users/\(name)"),
                effect: .disable,
                steps: [.init(change: .delete(dn), inverse: nil, target: dn, fate: .done)], outcome: .init(.done))
        }

        func path(_ event: JournalEvent) -> String {
            JournalFolder(self.folder + "/journal").path(of: JournalDay(event.id.time))
        }

        func write(_ event: JournalEvent, to path: String? = nil) throws {
            let file = try OpenFile(path ?? self.path(event), O_WRONLY | O_CREAT | O_APPEND)
            try file.append(BlockWriter.begin(event) + BlockWriter.outcome(of: event), at: file.size)
        }

        /// Waits until the command has told of an event.
        func tells(_ event: JournalEvent) async throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while !FileText.read(self.output).contains(event.id.text), .now < deadline {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(FileText.read(self.output).contains(event.id.text), "\(FileText.read(self.output))")
        }

        /// Ends the command as Ctrl-C does, and returns what it has printed.
        func end() async -> [Substring] {
            self.command.signal(SIGINT)
            #expect(await self.command.status() == 130)
            return FileText.read(self.output).split(separator: "\n")
        }
    }

    private static func run(_ arguments: [String], _ body: (Scene) async throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/journal", withIntermediateDirectories: true)
        let scene =
            arguments.isEmpty ? try Scene(in: folder.path) : try Scene(in: folder.path, arguments[0], arguments[1])
        let result: Result<Void, any Error>
        do { result = .success(try await body(scene)) } catch { result = .failure(error) }
        scene.command.signal(SIGKILL)
        _ = await scene.command.status()
        try result.get()
    }

    @Test func eventsAreToldAsTheyEndUntilItIsInterrupted() async throws {
        try await Self.run(["--since", "3d"]) { scene in
            let first = scene.event("ada", daysAgo: 1)
            try scene.write(first)
            try await scene.tells(first)
            let second = scene.event("eva", daysAgo: 1)
            try scene.write(second)
            try await scene.tells(second)
            let lines = await scene.end()
            #expect(lines.count == 3 && lines.first?.hasPrefix("EVENT") == true, "\(lines)")
            #expect(lines.last?.contains("eva") == true && lines.last?.contains("disable") == true)
        }
    }

    @Test func theDayChangesAndFilesComeAndGo() async throws {
        try await Self.run(["--since", "3d"]) { scene in
            let first = scene.event("ada", daysAgo: 1)
            try scene.write(first)
            try await scene.tells(first)
            let second = scene.event("eva")
            try scene.write(second)
            try await scene.tells(second)
            // The old day is removed, and somebody takes today's file away.
            #expect(unlink(scene.path(first)) == 0)
            #expect(rename(scene.path(second), scene.path(second) + ".1") == 0)
            let third = scene.event("ida")
            try scene.write(third)
            try await scene.tells(third)
            // Another one takes its place in one step.
            let fourth = scene.event("zoe")
            try scene.write(fourth, to: scene.folder + "/new")
            #expect(rename(scene.folder + "/new", scene.path(fourth)) == 0)
            try await scene.tells(fourth)
            let lines = await scene.end()
            #expect(lines.count == 5, "\(lines)")
        }
    }

    @Test func withoutAMomentOnlyNewEventsAreTold() async throws {
        try await Self.run([]) { scene in
            let old = scene.event("ada", daysAgo: 1)
            try scene.write(old)
            var new = scene.event("eva")
            new.id = EventID(Timestamp(seconds: scene.now + 3600), tail: 1)
            try scene.write(new)
            try await scene.tells(new)
            let lines = await scene.end()
            #expect(lines.count == 2 && lines.last?.contains("eva") == true, "\(lines)")
        }
    }
}
