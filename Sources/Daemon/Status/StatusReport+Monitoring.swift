import ConfigurationFile
import Control
import Foundation
import Observability
import SCIMFront

extension StatusReport {
    /// Takes how the calls of the last hour ended, and that nothing is written where that is so.
    mutating func take(_ summary: RecentCalls.Summary, isObserving: Bool) {
        self.mode = isObserving ? "observe" : nil
        self.traffic = Traffic(
            seconds: summary.seconds, calls: summary.calls, writes: summary.writes, refused: summary.refused,
            failed: summary.failed)
        self.failures = summary.failures.map {
            Failure(
                status: $0.reason.status, type: $0.reason.type, count: $0.count,
                last: Date(timeIntervalSince1970: Double($0.last)), detail: $0.detail)
        }
    }
}

extension Monitoring {
    /// Tells what it knows of the calls.
    func tell(_ report: inout StatusReport) {
        report.take(self.meters.recent.summary(), isObserving: self.reading?.settings.mode == .observe)
    }
}
