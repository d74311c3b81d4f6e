import NIOCore
import Testing

@testable import SCIMFront

@Suite struct SeatTableTests {
    private static let start = NIODeadline.now()
    private var table = SeatTable(capacity: 3)

    private static func after(_ seconds: Int) -> SeatTable.Instant { Self.start + .seconds(Int64(seconds)) }

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
