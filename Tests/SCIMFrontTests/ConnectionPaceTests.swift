import Testing

@testable import SCIMFront

@Suite struct ConnectionPaceTests {
    private static let start = ContinuousClock.now
    private static var limits: ConnectionLimits {
        var limits = ConnectionLimits()
        (limits.headTimeout, limits.bodyTimeout, limits.idleTimeout) = (.seconds(10), .seconds(30), .seconds(300))
        return limits
    }

    private var pace = ConnectionPace(limits, now: start)

    private static func after(_ seconds: Int) -> ConnectionPace.Instant { Self.start + .seconds(seconds) }

    private mutating func read(at second: Int) {
        self.pace.heard(now: Self.after(second))
        self.pace.readHead(now: Self.after(second))
        self.pace.readEnd(now: Self.after(second))
    }

    @Test func endsAConnectionThatSaysNothing() {
        #expect(self.pace.overdue(now: Self.after(9)) == nil)
        #expect(self.pace.overdue(now: Self.after(10)) == .silent)
    }

    @Test mutating func limitsAHeadThatComesByteByByte() {
        for second in 0..<10 {
            self.pace.heard(now: Self.after(second))
            #expect(self.pace.overdue(now: Self.after(second)) == nil)
        }
        #expect(self.pace.overdue(now: Self.after(10)) == .head)
    }

    @Test mutating func limitsABodyThatComesByteByByte() {
        self.pace.heard(now: Self.after(5))
        self.pace.readHead(now: Self.after(5))
        self.pace.heard(now: Self.after(20))
        #expect(self.pace.overdue(now: Self.after(34)) == nil)
        #expect(self.pace.overdue(now: Self.after(35)) == .body)
    }

    @Test mutating func waitsForTheServiceAndThenForTheNextRequest() {
        self.read(at: 1)
        #expect(self.pace.isBusy)
        #expect(self.pace.overdue(now: Self.after(5000)) == nil)
        self.pace.answered(now: Self.after(5000))
        #expect(!self.pace.isBusy)
        #expect(self.pace.overdue(now: Self.after(5299)) == nil)
        #expect(self.pace.overdue(now: Self.after(5300)) == .silent)
        self.pace.heard(now: Self.after(5100))
        #expect(self.pace.overdue(now: Self.after(5110)) == .head)
    }

    @Test mutating func limitsABodyThatGoesOnAfterTheAnswer() {
        self.pace.heard(now: Self.start)
        self.pace.readHead(now: Self.start)
        self.pace.answered(now: Self.after(1))
        #expect(self.pace.overdue(now: Self.after(30)) == .body)
        self.pace.readEnd(now: Self.after(2))
        #expect(self.pace.overdue(now: Self.after(301)) == nil)
        #expect(self.pace.overdue(now: Self.after(302)) == .silent)
    }

    @Test mutating func countsRequestsThatFollowWithoutWaiting() {
        self.read(at: 1)
        self.read(at: 1)
        self.pace.answered(now: Self.after(2))
        #expect(self.pace.isBusy)
        #expect(self.pace.overdue(now: Self.after(1000)) == nil)
    }
}

@Suite struct SeatTableTests {
    private static let start = ContinuousClock.now
    private var table = SeatTable(capacity: 3)

    private static func after(_ seconds: Int) -> SeatTable.Instant { Self.start + .seconds(seconds) }

    private mutating func come(_ number: Int) -> SeatTable.Verdict {
        self.table.came(number, now: Self.after(number))
    }

    @Test mutating func whoCameFirstWithoutATokenMakesRoom() {
        for number in 1...3 { #expect(self.come(number) == .seated) }
        self.table.trusted(1)
        #expect(self.come(4) == .seatedInsteadOf(2))
        #expect(self.come(5) == .seatedInsteadOf(3))
        #expect(self.table.count == 3)
    }

    @Test mutating func thenWhoRestsTheLongest() {
        for number in 1...3 {
            #expect(self.come(number) == .seated)
            self.table.trusted(number)
        }
        self.table.set(1, isBusy: true, now: Self.after(10))
        self.table.set(1, isBusy: false, now: Self.after(20))
        self.table.set(2, isBusy: true, now: Self.after(11))
        #expect(self.come(30) == .seatedInsteadOf(3))
        self.table.trusted(30)
        self.table.set(30, isBusy: true, now: Self.after(31))
        self.table.set(1, isBusy: true, now: Self.after(32))
        #expect(self.come(40) == .refused)
        self.table.left(2)
        #expect(self.come(41) == .seated)
    }

    @Test mutating func aCallWithoutATokenKeepsNoSeat() {
        for number in 1...3 { #expect(self.come(number) == .seated) }
        self.table.set(1, isBusy: true, now: Self.after(10))
        #expect(self.come(4) == .seatedInsteadOf(1))
    }
}
