public import Safeguards

/// What holds changes as a person reads it: lines of at most 100 columns.
public struct GuardText: CustomStringConvertible {
    private let report: GuardReport
    private let clock: StatusClock

    /// The text of a report.
    public init(_ report: GuardReport) {
        self.report = report
        self.clock = StatusClock(now: report.time)
    }

    /// What came of an order, where every class stands, whose calls are held, and what to know of that.
    public var description: String {
        let parts = [
            (self.report.messages ?? []).flatMap(StatusText.wrapped), self.classes, self.held, self.advice,
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    /// The lines of `starbridge status`.
    var summary: [String] {
        if self.report.classes.isEmpty { return ["Guard", "  off: no kind of change has a limit"] }
        let closed = self.report.classes.filter { $0.state != .open }
        if closed.isEmpty { return ["Guard", "  nothing is held"] }
        let advice =
            closed.contains { $0.state == .held } ? ["  see `starbridge guard status`, then release or refuse"] : []
        return ["Guard"] + StatusText.table(closed.map { [self.mark($0) + $0.name, self.words($0)] }) + advice
    }
}

// MARK: - Parts

extension GuardText {
    private var classes: [String] {
        if self.report.classes.isEmpty { return ["No kind of change has a limit (guard: off)."] }
        let lines = StatusText.table(
            self.report.classes.map { [self.mark($0) + $0.name, "\($0.counted) of \($0.limit)"] })
        return ["Classes"]
            + zip(self.report.classes, lines).flatMap { each, line in
                let words = self.words(each)
                return [line] + (words.isEmpty ? [] : StatusText.wrapped("      \(words)"))
            }
    }

    private var held: [String] {
        guard let held = self.report.held, !held.isEmpty else { return [] }
        let rows = held.map { each in
            [each.name, each.entry, each.change, "\(each.tries)x", "first \(self.clock.age(each.first))", each.token]
        }
        let unlisted = self.report.classes.reduce(0) { $0 + $1.unlisted }
        let more = unlisted > 0 ? ["  and \(unlisted) calls for which the list has no room"] : []
        return ["Held"] + StatusText.table(rows) + more
    }

    private func mark(_ each: GuardReport.Class) -> String {
        each.state == .held || each.state == .refused ? "! " : ""
    }

    private func words(_ each: GuardReport.Class) -> String {
        let since = each.since.map { " for \(self.clock.length(since: $0))" } ?? ""
        let by = each.by.map { " by \($0)" } ?? ""
        let waiting = "\(each.waiting + each.unlisted) wait"
        let released = each.released > 0 ? ["\(each.released) let go and not come yet"] : []
        let state: [String] =
            switch each.state {
            case .open: []
            case .held: ["held\(since), \(waiting)"]
            case .refused: ["refused\(by)\(since), \(waiting)"]
            case .gate: ["gate opened\(by), \(self.bound(each))"]
            }
        return (state + released).joined(separator: "; ")
    }

    private func bound(_ each: GuardReport.Class) -> String {
        let until = each.until.map { "until \(self.clock.moment($0))" } ?? ""
        return each.remaining.map { "for \($0) more, \(until)" } ?? until
    }

    /// When the client tries again, and how to hurry it.
    private var advice: [String] {
        let waits = self.report.classes.contains { $0.waiting + $0.unlisted + $0.released > 0 }
        guard waits else { return [] }
        let end = self.report.classes.compactMap(\.givesUp).min()
        let until = end.map { ", and gives up on the first of them at \(self.clock.moment($0))" } ?? " for 28 days"
        return StatusText.wrapped(
            "Entra ID tries again by itself, within a day\(until). To hurry it, use Provision on demand for single people, or Restart "
                + "provisioning for all.")
    }
}
