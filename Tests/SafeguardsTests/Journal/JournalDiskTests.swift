import Bridge
import DirectoryDouble
import Glibc
import LDAP
import LogLines
import Logging
import SCIM
import Sandbox
import Synchronization
import Testing

@testable import Safeguards

/// When the journal is on the disk, and what a disk keeps from being done that takes nothing.
@Suite struct JournalDiskTests {
    typealias World = JournalWorld

    /// A disk that a test breaks and mends, and that notes how things stand each time.
    private final class Disk: Sendable {
        private struct State {
            var reason: Int32 = 0
            var looks: [String] = []
            var look: @Sendable () -> String = { "" }
        }

        private let state = Mutex(State())
        let (tries, tried) = AsyncStream.makeStream(of: Void.self)

        var disk: JournalDisk {
            JournalDisk { _ in
                let look = self.state.withLock { $0.look }
                let text = look()
                defer { self.tried.yield() }
                return self.state.withLock { state in
                    state.looks.append(text)
                    return state.reason
                }
            }
        }

        var looks: [String] { self.state.withLock { $0.looks } }

        func fail(_ reason: Int32) { self.state.withLock { $0.reason = reason } }

        func note(_ look: @escaping @Sendable () -> String) { self.state.withLock { $0.look = look } }
    }

    private static func run(
        _ synchronisation: JournalTerms.Synchronisation, isRequired: Bool = true,
        _ body: (World, Disk) async throws -> Void
    ) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let disk = Disk()
        let world = try World(in: folder, disk: disk.disk) {
            ($0.synchronisation, $0.isRequired) = (synchronisation, isRequired)
        }
        try await body(world, disk)
    }

    /// What the journal and the directory hold at a moment.
    private static func look(_ world: World) -> String {
        let endings = (try? world.events().map { $0.outcome?.ending.rawValue ?? "open" }) ?? []
        return "\(endings.joined(separator: " ")), \(world.directory.written.count) written"
    }

    private static func isRefused(_ world: World, _ error: any Error) -> Bool {
        guard let error = error as? SCIMError else { return false }
        return error.status == 503 && error.retryAfter == 60 && error.detail.contains(world.today)
            && error.detail.contains("cannot be brought to the disk: Input/output error")
    }

    private static func isDisabled(_ world: World) -> Bool {
        world.directory[World.ada]?["pwdAccountLockedTime"].isEmpty == false
    }

    @Test func eachIsOnTheDiskBeforeTheDirectoryHasItAndBeforeTheAnswer() async throws {
        try await Self.run(.each) { world, disk in
            disk.note { Self.look(world) }
            let id = try await world.create("ada")
            #expect(disk.looks == ["open, 0 written", "done, 1 written"])
            try await world.patch(id, World.set("title", #""Chief""#))
            #expect(disk.looks.suffix(2) == ["done open, 1 written", "done done, 2 written"])
        }
    }

    @Test func whatADiskDoesNotTakeIsNotDone() async throws {
        try await Self.run(.each) { world, disk in
            disk.fail(EIO)
            await #expect {
                try await world.create("ada")
            } throws: {
                Self.isRefused(world, $0)
            }
            #expect(world.directory.attempts.isEmpty)
            #expect(world.journal.standing.fault?.contains("cannot be brought to the disk") == true)
            #expect(try world.events().map(\.outcome?.ending) == [.refused])
            #expect(try world.events()[0].steps.map(\.fate) == [.untouched])
            disk.fail(0)
            try await world.create("ada")
            #expect(world.journal.standing.fault == nil)
            #expect(try world.events().map(\.outcome?.ending) == [.refused, .done])
        }
    }

    @Test func aDisableIsDoneWhateverTheDiskDoes() async throws {
        try await Self.run(.each) { world, disk in
            let id = try await world.create("ada")
            disk.fail(EIO)
            try await world.patch(id, World.set("active", "false"))
            #expect(Self.isDisabled(world))
            let line = try #require(world.lines.all.first { $0.message.hasPrefix("Somebody is disabled") })
            #expect(line.level == .warning && line.text["ldif"]?.contains("pwdAccountLockedTime") == true)
            #expect(try world.events().map(\.outcome?.ending) == [.done, .done])
            #expect(world.lines.texts.count { $0.contains("The journal cannot be written.") } == 1)
        }
    }

    /// A disk may also hang for minutes, and what waits for it is not done meanwhile.
    @Test func aDisableIsDoneBeforeTheDiskIsAsked() async throws {
        try await Self.run(.each) { world, disk in
            let id = try await world.create("ada")
            disk.note { "\(Self.isDisabled(world)): \(Self.look(world))" }
            let before = disk.looks.count
            try await world.patch(id, World.set("active", "false"))
            #expect(disk.looks.dropFirst(before) == ["true: done done, 2 written"])
        }
    }

    @Test func aDisableDoesNotWaitForADiskThatIsInDoubt() async throws {
        try await Self.run(.batch) { world, disk in
            let id = try await world.create("ada")
            for await _ in disk.tries { break }
            disk.fail(EIO)
            try await world.patch(id, World.set("title", #""Chief""#))
            while !world.journal.isDoubtful { await Task.yield() }
            disk.note { "\(Self.isDisabled(world))" }
            let before = disk.looks.count
            try await world.patch(id, World.set("active", "false"))
            #expect(disk.looks.dropFirst(before).allSatisfy { $0 == "true" })
            #expect(world.lines.all.contains { $0.message.hasPrefix("Somebody is disabled") && $0.level == .warning })
        }
    }

    /// The wait for the disk ends with the call, and nothing is known of the disk then.
    @Test func aCallThatHasEndedIsNotOnTheDisk() async throws {
        try await Self.run(.each) { world, _ in
            let call = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await world.create("ada")
            }
            await #expect(throws: SCIMError.self) { try await call.value }
            #expect(world.directory.attempts.isEmpty)
        }
    }

    @Test func whereItIsNotRequiredCallsGoOn() async throws {
        try await Self.run(.each, isRequired: false) { world, disk in
            disk.fail(EIO)
            try await world.create("ada")
            #expect(try world.events().map(\.outcome?.ending) == [.done])
            #expect(world.journal.standing.fault != nil)
        }
    }

    @Test func aBatchThatDoesNotGetThereKeepsTheNextCallsBack() async throws {
        try await Self.run(.batch) { world, disk in
            disk.fail(EIO)
            let id = try await world.create("ada")
            // No call has waited for it.
            for await _ in disk.tries { break }
            while !world.journal.isDoubtful { await Task.yield() }
            await #expect {
                try await world.patch(id, World.set("title", #""Chief""#))
            } throws: {
                Self.isRefused(world, $0)
            }
            try await world.patch(id, World.set("active", "false"))
            #expect(Self.isDisabled(world))
            #expect(world.lines.all.contains { $0.message.hasPrefix("Somebody is disabled") && $0.level == .warning })
            disk.fail(0)
            try await world.patch(id, World.set("title", #""Chief""#))
            #expect(world.journal.standing.fault == nil)
            #expect(try world.events().map(\.outcome?.ending) == [.done, .refused, .done, .done])
        }
    }
}
