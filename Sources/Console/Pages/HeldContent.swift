import Foundation
import Safeguards

/// The calls that the guard holds, as their page shows them.
struct HeldContent: Equatable {
    struct Class: Equatable {
        var name: String
        var count: Int
        var state: String
        var calls: [Call]
        var hasCalls: Bool
    }

    struct Call: Equatable {
        var entry: String
        var change: String
        var first: String
        var last: String
        var tries: Int
        var by: String
    }

    /// What came of the last decision.
    var messages: [String]
    var classes: [Class]
    /// The limits of the classes that hold nothing.
    var limits: [Fact]

    init(_ report: GuardReport) {
        self.messages = report.messages ?? []
        let calls = Dictionary(grouping: report.held ?? [], by: \.name)
        let (idle, busy) = (report.classes.filter(\.isIdle), report.classes.filter { !$0.isIdle })
        self.classes = busy.map { Class($0, calls[$0.name] ?? []) }
        self.limits = idle.map { Fact($0.name, "\($0.limit); \($0.counted) counted") }
    }
}

extension HeldContent.Class {
    init(_ report: GuardReport.Class, _ held: [GuardReport.Held]) {
        self.init(
            name: report.name, count: report.waiting, state: report.words,
            calls: held.map {
                HeldContent.Call(
                    entry: $0.entry, change: $0.change, first: Moment.text($0.first), last: Moment.text($0.last),
                    tries: $0.tries, by: $0.token)
            }, hasCalls: !held.isEmpty)
    }
}

extension GuardReport.Class {
    /// Whether there is nothing to decide.
    fileprivate var isIdle: Bool { self.state == .open && self.waiting == 0 && self.released == 0 }

    /// How it stands, in words.
    fileprivate var words: String {
        let since = Moment.text(self.since, or: "")
        var words: String
        switch self.state {
        case .open: words = "Open, with a limit of \(self.limit)."
        case .gate:
            words =
                "Everything passes until \(Moment.text(self.until, or: "the bound is reached")), by \(self.by ?? "")."
        case .held: words = "Held since \(since): \(self.counted) were counted, the limit is \(self.limit)."
        case .refused: words = "Refused since \(since) by \(self.by ?? ""): calls are answered 403."
        }
        if self.unlisted > 0 { words += " \(self.unlisted) more calls were held than are listed." }
        if self.released > 0 { words += " \(self.released) were let go and have not come again." }
        if let givesUp { words += " Entra ID gives up on the first of them on \(Moment.text(givesUp))." }
        return words
    }
}
