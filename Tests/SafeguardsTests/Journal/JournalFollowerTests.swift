import Encodings
import Glibc
import Sandbox
import Testing

@testable import Safeguards

/// What somebody sees who follows a journal.
@Suite struct JournalFollowerTests {
    private static func inFolder(_ body: (JournalFolder) throws -> Void) throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try body(JournalFolder(folder.path))
    }

    private static let start = Timestamp(seconds: 1_800_000_000)

    private static func event(_ number: Int64) -> JournalEvent {
        var event = BlockTests.event()
        event.id = EventID(Timestamp(seconds: Self.start.seconds + number), tail: 0)
        return event
    }

    private static func path(_ folder: JournalFolder, day: Int64 = 0) -> String {
        folder.path(of: JournalDay(Timestamp(seconds: Self.start.seconds + day * 86_400)))
    }

    private static func append(_ bytes: [UInt8], to path: String) throws {
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_APPEND)
        try file.append(bytes, at: file.size)
    }

    private static func write(_ event: JournalEvent, to path: String) throws {
        try Self.append(BlockWriter.begin(event) + BlockWriter.outcome(of: event), to: path)
    }

    private static func poll(_ follower: inout JournalFollower) throws -> [EventID] {
        var found: [EventID] = []
        try follower.poll {
            switch $0 {
            case .event(let event): found.append(event.id)
            case .damage(let damage): Issue.record("\(damage)")
            }
        }
        return found
    }

    @Test func anEventIsToldOnceItHasEnded() throws {
        try Self.inFolder { folder in
            var follower = JournalFollower(directory: folder.path, since: Self.start)
            #expect(try Self.poll(&follower) == [])
            let (event, path) = (Self.event(1), Self.path(folder))
            try Self.append(Array(BlockWriter.header.utf8) + BlockWriter.begin(event), to: path)
            #expect(try Self.poll(&follower) == [])
            let end = BlockWriter.outcome(of: event)
            // Half of a block is no damage: the rest is on its way.
            try Self.append(Array(end.prefix(20)), to: path)
            #expect(try Self.poll(&follower) == [])
            try Self.append(Array(end.dropFirst(20)), to: path)
            #expect(try Self.poll(&follower) == [event.id])
            #expect(try Self.poll(&follower) == [])
        }
    }

    @Test func theNextDayIsReadOnToItsEnd() throws {
        try Self.inFolder { folder in
            var follower = JournalFollower(directory: folder.path, since: Self.start)
            let (late, path) = (Self.event(1), Self.path(folder))
            try Self.append(BlockWriter.begin(late), to: path)
            #expect(try Self.poll(&follower) == [])
            // What has begun in the last moment of a day ends in the next.
            let next = Self.event(86_400)
            try Self.append(BlockWriter.outcome(of: late), to: Self.path(folder, day: 1))
            try Self.write(next, to: Self.path(folder, day: 1))
            #expect(try Self.poll(&follower) == [late.id, next.id])
        }
    }

    @Test func aFileThatGoesAwayEndsNothing() throws {
        try Self.inFolder { folder in
            var follower = JournalFollower(directory: folder.path, since: Self.start)
            let path = Self.path(folder)
            try Self.write(Self.event(1), to: path)
            #expect(try Self.poll(&follower) == [Self.event(1).id])
            #expect(unlink(path) == 0)
            #expect(try Self.poll(&follower) == [])
            try Self.write(Self.event(2), to: path)
            #expect(try Self.poll(&follower) == [Self.event(2).id])
        }
    }

    @Test func aFileThatTakesThePlaceOfAnotherIsReadFromItsStart() throws {
        try Self.inFolder { folder in
            var follower = JournalFollower(directory: folder.path, since: Self.start)
            let path = Self.path(folder)
            for number in 1...3 { try Self.write(Self.event(Int64(number)), to: path) }
            #expect(try Self.poll(&follower).count == 3)
            // It holds one of them again, which was told.
            for number in 3...4 { try Self.write(Self.event(Int64(number)), to: path + ".new") }
            #expect(rename(path + ".new", path) == 0)
            #expect(try Self.poll(&follower) == [Self.event(4).id])
        }
    }
}
