import Bridge
import DirectoryDouble
import Encodings
import Glibc
import LDAP
import LogLines
import Logging
import SCIM
import Sandbox
import Testing
import Translator

@testable import Safeguards

/// Journals that are damaged, or cannot be written.
@Suite struct JournalTroubleTests {
    typealias World = JournalWorld

    private static func inFolder(_ body: (SandboxFolder) async throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try await body(folder)
    }

    private static func write(_ bytes: some Collection<UInt8>, to path: String) throws {
        let file = try OpenFile(path, O_RDWR | O_CREAT | O_TRUNC)
        try file.append(Array(bytes), at: 0)
    }

    // MARK: - Torn tails

    @Test func aFileThatWasCutAnywhereIsWholeAgain() async throws {
        try await Self.inFolder { folder in
            let directory = MemoryDirectory()
            var bytes: [UInt8] = []
            var path = ""
            do {
                let world = try World(in: folder, over: directory)
                try await world.create("ada")
                try await world.create("eva")
                path = world.today
                bytes = Array(try World.text(path).utf8)
                world.journal.close()
            }
            for count in 0..<bytes.count {
                try Self.write(bytes.prefix(count), to: path)
                var open: [JournalEvent] = []
                do {
                    var store = JournalStore(JournalFolder(folder.path + "/journal"))
                    let terms = JournalTerms(directory: folder.path + "/journal")
                    open = try store.open(terms, at: TestClock().now)
                    let id = store.nextID(at: TestClock().now)
                    try store.append(
                        BlockWriter.begin(
                            JournalEvent(
                                id: id, origin: .init(requestID: "n", principal: "p", method: "M", path: "/"),
                                effect: .update, steps: [])), terms, at: TestClock().now)
                }
                let findings = Array(try JournalReader(directory: folder.path + "/journal").findings(.oldestFirst))
                let events = findings.compactMap { if case .event(let event) = $0 { event } else { nil } }
                #expect(events.count == findings.count, "\(count): \(findings)")
                #expect(events.contains { $0.origin.requestID == "n" }, "\(count)")
                #expect(open == events.filter { $0.outcome == nil && $0.origin.requestID != "n" }, "\(count)")
                let text = try World.text(path)
                #expect(text.hasPrefix(BlockWriter.header), "\(count)")
                #expect(throws: Never.self, "\(count)") { try Entry.parseLDIF(text) }
            }
        }
    }

    // MARK: - Damage

    private static func damaged(
        _ change: (String) -> String, _ check: (World, _ line: Int) throws -> Void
    ) async throws {
        try await self.inFolder { folder in
            let world = try World(in: folder)
            for uid in ["ada", "eva", "ida"] { try await world.create(uid) }
            let text = change(try world.text)
            try Self.write(text.utf8, to: world.today)
            for order in [JournalReader.Order.oldestFirst, .newestFirst] {
                #expect(try world.damage(order).isEmpty == false)
                #expect(try Set(world.damage(order)) == Set(world.damage(.oldestFirst)))
                #expect(try Set(world.events(order)) == Set(world.events(.oldestFirst)))
            }
            let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix("X") }
            try check(world, (line ?? -1) + 1)
        }
    }

    @Test func aBlockThatWasEditedIsToldOfAndLeftOut() async throws {
        try await Self.damaged({ $0.replacing("# token: entra", with: "# token: other", maxReplacements: 1) }) {
            world, _ in
            let damage = try world.damage()
            #expect(damage.map(\.line) == [4, 1 + (damage.last?.line ?? 0) - 1])
            #expect(damage.first?.kind == .edited && damage.first?.file == world.today)
            #expect(try world.events().count == 2)
        }
    }

    @Test func aForeignRecordIsToldOf() async throws {
        let record = "X: a\n\ndn: uid=eva,dc=x\nchangetype: delete\n\n"
        try await Self.damaged({ $0.replacing("# outcome: ", with: record + "# outcome: ", maxReplacements: 1) }) {
            world, line in
            let damage = try world.damage()
            #expect(damage == [.init(kind: .foreign, file: world.today, line: line)])
            #expect(try world.events().count == 3)
        }
    }

    @Test func aForeignEndIsToldOfAndWrittenBehind() async throws {
        try await Self.damaged({ $0 + "X by hand" }) { world, line in
            let damage = try world.damage()
            #expect(damage == [.init(kind: .foreign, file: world.today, line: line)])
        }
    }

    @Test func anEndThatIsTakenAwayCostsOneBlock() async throws {
        try await Self.damaged({
            var lines = $0.split(separator: "\n", omittingEmptySubsequences: false)
            lines.remove(at: lines.firstIndex { $0.hasPrefix("# end ") } ?? 0)
            return lines.joined(separator: "\n")
        }) { world, _ in
            let damage = try world.damage()
            #expect(damage.first == .init(kind: .cut, file: world.today, line: 4))
            #expect(try world.events().count == 2)
        }
    }

    @Test func aFileOfAnotherVersionIsNotReadAndNotWritten() async throws {
        try await Self.inFolder { folder in
            do {
                let world = try World(in: folder)
                try await world.create("ada")
                try Self.write(try world.text.replacing("format 1", with: "format 2").utf8, to: world.today)
                #expect(try world.damage() == [.init(kind: .version(2), file: world.today)])
                #expect(try world.events().isEmpty)
                world.journal.close()
            }
            #expect(throws: JournalError.self) { try World(in: folder) }
        }
    }

    // MARK: - What cannot be written

    /// A file of today in which nothing can be written, as on a full disk.
    private static func fill(_ world: World) throws {
        #expect(symlink("/dev/full", world.today) == 0)
    }

    @Test func aCallThatCannotBeWrittenDownIsNotDone() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder)
            try Self.fill(world)
            await #expect {
                try await world.create("ada")
            } throws: { error in
                guard let error = error as? SCIMError else { return false }
                return error.status == 503 && error.retryAfter == 60 && error.detail.contains("No space left on device")
                    && error.detail.contains(world.today)
            }
            #expect(world.directory.attempts.isEmpty)
            #expect(world.journal.standing.fault != nil)
            #expect(world.lines.texts.filter { $0.contains("The journal cannot be written.") }.count == 1)
            #expect(unlink(world.today) == 0)
            try await world.create("ada")
            #expect(world.journal.standing.fault == nil)
            #expect(try world.events().map(\.effect) == [.create])
        }
    }

    @Test func aDisableIsDoneAllTheSameAndWrittenDownLater() async throws {
        try await Self.inFolder { folder in
            let clock = TestClock()
            let world = try World(in: folder, at: clock)
            let id = try await world.create("ada")
            clock.move(86_400)
            try Self.fill(world)
            try await world.patch(id, World.set("active", "false"))
            #expect(world.directory[World.ada]?["pwdAccountLockedTime"].isEmpty == false)
            let line = try #require(world.lines.all.first { $0.message.hasPrefix("Somebody is disabled") })
            #expect(line.level == .warning && line.text["ldif"]?.contains("pwdAccountLockedTime") == true)
            #expect(unlink(world.today) == 0)
            try await world.patch(id, World.set("title", #""x""#))
            #expect(try world.events().map(\.effect) == [.create, .disable, .update])
            #expect(try world.events().allSatisfy { $0.outcome?.ending == .done })
        }
    }

    @Test func whereItIsNotRequiredCallsGoOn() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder) { $0.isRequired = false }
            try Self.fill(world)
            try await world.create("ada")
            try await world.create("eva")
            #expect(world.lines.texts.filter { $0.contains("The journal cannot be written.") }.count == 1)
            #expect(unlink(world.today) == 0)
            try await world.create("ida")
            #expect(try world.events().count == 3)
        }
    }

    @Test func aFolderThatCannotBeMadeKeepsNothingFromWorkingWhereItIsNotRequired() async throws {
        try await Self.inFolder { folder in
            try Self.write([1], to: folder.path + "/file")
            let path = folder.path + "/file/journal"
            #expect(throws: JournalError.self) { try World(in: folder) { $0.directory = path } }
            let clock = TestClock()
            let world = try World(in: folder, at: clock) { ($0.directory, $0.isRequired) = (path, false) }
            #expect(world.lines.texts.contains { $0.contains("No journal is kept") })
            try await world.create("ada")
            #expect(unlink(folder.path + "/file") == 0)
            clock.move(10)
            try await world.create("eva")
            #expect(try world.events().count == 2)
        }
    }
}
