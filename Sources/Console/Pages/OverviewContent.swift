import Control
import Foundation
import Safeguards

/// How the bridge and the directory stand, as the overview shows it.
struct OverviewContent: Equatable {
    struct Failure: Equatable {
        var status: String
        var count: Int
        var last: String
        var detail: String
    }

    var health: String
    var summary: String
    var held: String?
    var refusal: String?
    var facts: [Fact]
    var failures: [Failure]
    var hasFailures: Bool

    init(_ report: StatusReport) {
        self.health = report.health
        self.summary = report.summary
        self.held = Self.held(report)
        self.refusal = report.refusal.map { "\(Moment.text($0.time)): \($0.errors.joined(separator: "; "))" }
        self.facts = Self.facts(report)
        self.failures = (report.failures ?? []).map {
            Failure(
                status: [String($0.status), $0.type].compactMap(\.self).joined(separator: " "), count: $0.count,
                last: Moment.text($0.last), detail: $0.detail ?? "")
        }
        self.hasFailures = !self.failures.isEmpty
    }

    /// Which classes wait for a decision; nil where none does.
    private static func held(_ report: StatusReport) -> String? {
        let held = (report.guard?.classes ?? []).filter { $0.state == .held }
        if held.isEmpty { return nil }
        let classes = held.map { "\($0.name) (\($0.waiting + $0.unlisted))" }
        return "Calls are held until somebody decides: \(classes.joined(separator: ", "))."
    }

    private static func facts(_ report: StatusReport) -> [Fact] {
        var facts = [Fact("Version", report.version), Fact("Running since", Moment.text(report.started))]
        if let mode = report.mode { facts.append(Fact("Mode", mode)) }
        if let generation = report.generation {
            facts.append(
                Fact("Configuration", "\(generation.configuration), loaded \(Moment.text(generation.loaded))"))
        }
        facts += (report.directory?.servers ?? []).map { Fact("Directory", self.words(of: $0)) }
        if let pool = report.directory?.pool {
            facts.append(
                Fact("Connections", "\(pool.open) of \(pool.size) open, \(pool.inFlight) operations under way"))
        }
        facts += (report.listeners ?? []).map { listener in
            let certificate = listener.certificate.map { ", certificate until \(Moment.text($0.expires))" } ?? ""
            return Fact("Listens on", listener.address + certificate)
        }
        if let traffic = report.traffic {
            facts.append(
                Fact(
                    "Calls of the last hour",
                    "\(traffic.calls), of which \(traffic.writes) were to write; \(traffic.refused) refused, \(traffic.failed) failed"
                ))
        }
        return facts
    }

    private static func words(of server: StatusReport.Server) -> String {
        var words = "\(server.url): \(server.role.rawValue)"
        if server.isPreferred { words += ", preferred" }
        if let since = server.awaySince { words += " since \(Moment.text(since))" }
        if let reason = server.reason { words += " (\(reason))" }
        return words
    }
}
