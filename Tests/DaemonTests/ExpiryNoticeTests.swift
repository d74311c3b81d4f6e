import Foundation
import Testing

@testable import Daemon

@Suite struct ExpiryNoticeTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static func after(_ days: Double) -> Date { self.now.addingTimeInterval(days * 86_400) }

    @Test func tellsEachThresholdOnce() {
        var notice = ExpiryNotice()
        let end = Self.after(0)
        var told: [Int] = []
        for hours in stride(from: -40 * 24, through: 48, by: 1) {
            if let days = notice.due(end, at: Self.now.addingTimeInterval(Double(hours) * 3600)) { told.append(days) }
        }
        #expect(told == [29, 13, 6, 0, -1])
    }

    @Test func aProcessThatStartsLateTellsTheLastOneAlone() {
        var notice = ExpiryNotice()
        #expect(notice.due(Self.after(5.5), at: Self.now) == 5)
        #expect(notice.due(Self.after(5.4), at: Self.now) == nil)
        #expect(notice.due(Self.after(0.5), at: Self.now) == 0)
    }

    @Test(
        arguments: [
            (40.0, nil), (29.5, "the certificate of a ends in 29 days"), (0.5, "the certificate of a ends in 0 days"),
            (-0.5, "the certificate of a has ended"),
        ] as [(Double, String?)])
    func showsTheFirstThatEnds(days: Double, note: String?) {
        let ends = [(name: "b", end: Self.after(100)), (name: "a", end: Self.after(days))]
        #expect(ExpiryWatch.note(ends, at: Self.now) == note)
        #expect(ExpiryWatch.note([], at: Self.now) == nil)
    }
}
