import Testing

@testable import Observability

@Suite struct RecentCallsTests {
    private static let start = 1_800_000_000

    @Test func countsTheLastHour() {
        let calls = RecentCalls(start: Self.start)
        calls.end(status: 200, isWrite: false, at: Self.start)
        calls.end(status: 201, isWrite: true, at: Self.start + 1)
        calls.end(status: 409, type: "uniqueness", detail: "taken", isWrite: true, at: Self.start + 2)
        calls.end(status: 503, detail: "away", isWrite: true, at: Self.start + 70)
        calls.end(status: 503, detail: "away still", isWrite: false, at: Self.start + 80)
        let summary = calls.summary(at: Self.start + 90)
        #expect(summary.seconds == 90)
        #expect((summary.calls, summary.writes, summary.refused, summary.failed) == (5, 3, 1, 2))
        #expect(
            summary.failures == [
                .init(reason: .init(status: 503), count: 2, last: Self.start + 80, detail: "away still"),
                .init(reason: .init(status: 409, type: "uniqueness"), count: 1, last: Self.start + 2, detail: "taken"),
            ])
    }

    @Test func forgetsWhatIsOlder() {
        let calls = RecentCalls(start: Self.start)
        calls.end(status: 500, detail: "old", isWrite: false, at: Self.start)
        #expect(calls.summary(at: Self.start + 59 * 60).calls == 1)
        #expect(calls.summary(at: Self.start + 60 * 60).calls == 0)
        #expect(calls.summary(at: Self.start + 60 * 60).failures.isEmpty)
        // The bucket of an hour ago is used again.
        calls.end(status: 200, isWrite: false, at: Self.start + 60 * 60)
        let summary = calls.summary(at: Self.start + 60 * 60)
        #expect((summary.calls, summary.failed) == (1, 0))
        #expect(3500...3600 ~= summary.seconds)
    }

    @Test func summarisesFewerMinutes() {
        let calls = RecentCalls(start: Self.start)
        for minute in 0..<10 { calls.end(status: 200, isWrite: false, at: Self.start + minute * 60) }
        #expect(calls.summary(ofMinutes: 1, at: Self.start + 9 * 60).calls == 1)
        #expect(calls.summary(ofMinutes: 5, at: Self.start + 9 * 60).calls == 5)
    }

    @Test func partsOfCallsFailWithoutBeingCalls() {
        let calls = RecentCalls(start: Self.start)
        calls.fail(status: 412, detail: "changed", at: Self.start)
        let summary = calls.summary(at: Self.start)
        #expect(summary.calls == 0 && summary.failures.map(\.reason) == [.init(status: 412)])
    }

    @Test func kindsAndWordsAreBounded() {
        let calls = RecentCalls(start: Self.start)
        for number in 0..<5000 {
            calls.end(
                status: 400 + number % 200, type: "t\(number)", detail: String(repeating: "x", count: 10_000),
                isWrite: false, at: Self.start + number)
        }
        let summary = calls.summary(at: Self.start + 4999)
        #expect(summary.failures.count <= 60 * 33)
        #expect(summary.failures.contains { $0.reason.status == 0 })
        #expect(summary.failures.reduce(0) { $0 + $1.count } == summary.refused + summary.failed)
        #expect(summary.failures.allSatisfy { $0.detail.count <= 300 })
    }
}
