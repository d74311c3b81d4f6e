import Control
import Foundation
import Observability
import Testing

@testable import Daemon

@Suite struct StatusReportMonitoringTests {
    @Test func tellsTheCallsOfTheLastHour() {
        let calls = RecentCalls(start: 1_800_000_000)
        calls.end(status: 200, isWrite: false, at: 1_800_000_001)
        calls.end(status: 409, type: "uniqueness", detail: "taken", isWrite: true, at: 1_800_000_002)
        var report = StatusReport(time: Date(), version: "1", started: Date(), health: "ready", summary: "")
        report.take(calls.summary(at: 1_800_000_010), isObserving: true)
        #expect(report.traffic == .init(seconds: 10, calls: 2, writes: 1, refused: 1, failed: 0))
        #expect(
            report.failures == [
                .init(
                    status: 409, type: "uniqueness", count: 1, last: Date(timeIntervalSince1970: 1_800_000_002),
                    detail: "taken")
            ])
        #expect(report.mode == "observe")
        report.take(calls.summary(at: 1_800_000_010), isObserving: false)
        #expect(report.mode == nil)
    }
}
