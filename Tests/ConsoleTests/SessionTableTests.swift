import Foundation
import Synchronization
import Testing

@testable import Console

@Suite struct SessionTableTests {
    private final class Clock: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_796_000_000))
        var now: Date { self.time.withLock { $0 } }
        func advance(_ seconds: TimeInterval) { self.time.withLock { $0 += seconds } }
    }

    private let clock = Clock()
    private let table: SessionTable

    init() {
        let clock = self.clock
        self.table = SessionTable(now: { clock.now })
    }

    @Test func knowsWhoHasSignedIn() {
        let secret = self.table.begin(of: "admin", token: "t")
        #expect(self.table.session(of: secret)?.name == "admin")
        #expect(self.table.session(of: secret + "0") == nil)
        #expect(self.table.begin(of: "admin", token: "t") != secret)
    }

    @Test func endsWhatIsNotUsed() {
        let secret = self.table.begin(of: "admin", token: "t")
        self.clock.advance(SessionTable.idleLimit - 1)
        #expect(self.table.session(of: secret) != nil)
        self.clock.advance(SessionTable.idleLimit + 1)
        #expect(self.table.session(of: secret) == nil)
    }

    @Test func endsAfterTwelveHoursHoweverItIsUsed() {
        let secret = self.table.begin(of: "admin", token: "t")
        for _ in 0..<48 {
            self.clock.advance(15 * 60)
            _ = self.table.session(of: secret)
        }
        self.clock.advance(1)
        #expect(self.table.session(of: secret) == nil)
    }

    @Test func endsWhenTheClockIsPutBack() {
        let secret = self.table.begin(of: "admin", token: "t")
        self.clock.advance(-3600)
        #expect(self.table.session(of: secret) == nil)
    }

    @Test func makesRoomByEndingTheIdlest() {
        let first = self.table.begin(of: "first", token: "t")
        for _ in 1..<SessionTable.size {
            self.clock.advance(1)
            _ = self.table.begin(of: "other", token: "t")
        }
        #expect(self.table.session(of: first) != nil)
        self.clock.advance(1)
        _ = self.table.session(of: first)
        let last = self.table.begin(of: "last", token: "t")
        #expect(self.table.session(of: first) != nil)
        #expect(self.table.session(of: last) != nil)
    }
}
