import Encodings
import Foundation

import LogLines

import Testing

@testable import Safeguards

/// What the guard knows again after a restart.
@Suite struct GuardFileTests {
    private let lines = LogLines()

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/guard-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func file(_ folder: String) -> GuardFile { GuardFile(directory: folder, logger: self.lines.logger) }

    private static let start = Timestamp(seconds: 1_800_000_000)

    private static func counted(_ number: Int, _ time: Int64 = 0) -> GuardFact {
        GuardFact(
            .counted(1), of: GuardClass(.disables), id: "p\(number)",
            at: Timestamp(seconds: Self.start.seconds + time))
    }

    @Test func tellsWhatWasRecordedInItsOrder() throws {
        try self.withFolder { folder in
            let facts = (0..<5).map { Self.counted($0) }
            let first = self.file(folder)
            for fact in facts { first.record(fact) }
            #expect(self.file(folder).recall(since: Self.start) == facts)
            #expect(FileManager.default.contents(atPath: folder + "/guard.json")?.isEmpty == false)
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/guard.json")[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func aFactIsALineOfJSON() {
        let subject = GuardSubject(id: "p1", name: #"uid="p1",dc=x"#, change: "disable", principal: "é/entra")
        let events: [(GuardFact.Event, String)] = [
            (.counted(2), #""count":2,"event":"counted","id":"p1""#),
            (.passed(1), #""count":1,"event":"passed","id":"p1""#),
            (
                .tripped(counted: 3, asked: 1, allowed: 3, people: nil),
                #""count":3,"event":"tripped","id":"p1""#
            ),
            (
                .tripped(counted: 3, asked: 1, allowed: 3, people: 30),
                #""count":3,"event":"tripped","id":"p1","people":30"#
            ),
            (
                .held(subject),
                #""event":"held","id":"p1","subject":{"change":"disable","id":"p1","name":"uid=\"p1\",dc=x","principal":"é/entra"}"#
            ),
            (
                .decided(GuardOrder(.release, class: "disables", upTo: 4), by: "root"),
                #""event":"decided","id":"p1","order":{"action":"release","class":"disables","upTo":4}"#
            ),
        ]
        for (event, text) in events {
            let fact = GuardFact(event, of: GuardClass(.disables), id: "p1", at: Self.start)
            var head = ""
            if case .tripped = event { head = #""allowed":3,"asked":1,"# }
            if case .decided = event { head = #""by":"root","# }
            #expect(fact.line == #"{\#(head)"class":"disables",\#(text),"time":1800000000}"#)
            #expect(GuardFact(line: fact.line) == fact)
        }
    }

    @Test func goesOnBehindWhatAFormerProcessHasLeft() throws {
        try self.withFolder { folder in
            let facts = (0..<3).map { Self.counted($0) }
            self.file(folder).record(facts[0])
            for fact in facts[1...] {
                let next = self.file(folder)
                _ = next.recall(since: Self.start)
                next.record(fact)
            }
            #expect(self.file(folder).recall(since: Self.start) == facts)
        }
    }

    @Test func dropsWhatIsTooOldToMatter() throws {
        try self.withFolder { folder in
            let (old, new) = (Self.counted(0, -10), Self.counted(1, 10))
            let first = self.file(folder)
            for fact in [old, new] { first.record(fact) }
            let next = self.file(folder)
            #expect(next.recall(since: Self.start) == [new])
            next.record(Self.counted(2, 20))
            #expect(self.file(folder).recall(since: Timestamp(seconds: 0)).count == 2)
        }
    }

    @Test(arguments: [#"{"time":1,"event":"cou"#, "hello", #"{"event":"dances","time":1}"#])
    func leavesOutWhatItDoesNotUnderstandAndSaysSo(line: String) throws {
        try self.withFolder { folder in
            let fact = Self.counted(0)
            self.file(folder).record(fact)
            let handle = try #require(FileHandle(forWritingAtPath: folder + "/guard.json"))
            try handle.seekToEnd()
            handle.write(Data(line.utf8))
            try handle.close()
            #expect(self.file(folder).recall(since: Self.start) == [fact])
            #expect(self.lines.texts.contains { $0.contains("does not understand all") })
        }
    }

    @Test func countsOnWhereItCannotWrite() throws {
        let file = self.file("/nonexistent")
        for number in 0..<3 { file.record(Self.counted(number)) }
        #expect(file.recall(since: Self.start).isEmpty)
        #expect(self.lines.texts.count { $0.contains("cannot write down") } == 1)
    }

    @Test func holdsAfterARestartWhatItHeldBefore() throws {
        try self.withFolder { folder in
            let limits = GuardLimits([.disables: .init(most: 2, within: .seconds(3600))])
            func restarted() -> Guard {
                let memory = self.file(folder)
                let facts = memory.recall(since: Timestamp(seconds: 0))
                return Guard(limits, memory: memory, recalling: facts, logger: self.lines.logger) { Self.start }
            }
            let subjects = (0..<4).map {
                GuardSubject(id: "p\($0)", name: "uid=p\($0)", change: "disable", principal: "entra")
            }
            let charge = GuardCharge(.disables)
            func isHeld(_ subject: GuardSubject, by guard: Guard) -> Bool {
                switch `guard`.begin([charge], of: subject) {
                case .pass(let ticket):
                    `guard`.end(ticket, isWritten: true)
                    return false
                case .hold: return true
                case .countPeople: return true
                }
            }
            let first = restarted()
            #expect(!isHeld(subjects[0], by: first) && !isHeld(subjects[1], by: first))
            let second = restarted()
            #expect(isHeld(subjects[2], by: second))
            let third = restarted()
            #expect(isHeld(subjects[3], by: third))
            _ = try third.obey(GuardOrder(.release), by: "root (uid 0)")
            let fourth = restarted()
            #expect(!isHeld(subjects[2], by: fourth) && !isHeld(subjects[3], by: fourth))
        }
    }
}
