import Foundation
import Safeguards

/// What `starbridge undo` says before and after.
struct UndoText {
    private let selection: UndoSelection
    private let preview: UndoReport
    /// The events that are to be taken back before others of the same entry.
    private let chosen: Set<EventID>

    init(_ selection: UndoSelection, _ preview: UndoReport) {
        self.selection = selection
        self.preview = preview
        self.chosen = Set(selection.events.map(\.id))
    }

    /// The events that would be taken back; also those that wait for a later one among them.
    var undoable: [EventID] {
        self.preview.items.filter { $0.state == .undone || self.waits($0) }.map(\.event)
    }

    /// Whether what would not be done needs not be done.
    var leavesNothing: Bool {
        self.preview.items.allSatisfy { $0.state == .undone || $0.state == .alreadySo || self.waits($0) }
    }

    /// Whether an event stands behind a later one that is taken back first.
    private func waits(_ item: UndoReport.Item) -> Bool {
        item.state == .changedSince && item.by.map { self.chosen.contains($0.event) } ?? false
    }
}

// MARK: - Before

extension UndoText {
    /// What to do first, what will come again, the LDIF, and what would be left.
    var foreword: String {
        ([Self.advice] + [self.wishes, self.ldif, self.left].filter { !$0.isEmpty }).joined(separator: "\n\n")
    }

    private static let advice = """
        # Before you go on: pause provisioning in the Entra admin center, and correct the scope or the mapping there.
        # As long as these are the same, Entra will send the same again.
        """

    private var wishes: String {
        let wishes = ResentWishes(self.selection.events).wishes
        if wishes.isEmpty { return "" }
        return
            (["# It has sent, and will send again:"]
            + wishes.map { "#   \($0.text), for \($0.count) resource\($0.count == 1 ? "" : "s")" }).joined(
                separator: "\n")
    }

    private var ldif: String {
        self.preview.items.filter { $0.state == .undone }.map { item in
            var lines = ["# \(item.event) \(item.effect) \(Self.harmless(item.entry))"]
            if item.needsRestart {
                lines.append(
                    "# The entry gets another id: restart provisioning in Entra afterwards, or it does not find it.")
            }
            if !item.losses.isEmpty { lines.append("# Cannot be brought back: \(item.losses.joined(separator: ", "))") }
            return lines.joined(separator: "\n") + "\n" + (item.ldif ?? "")
        }.joined(separator: "\n")
    }

    private var left: String {
        let undone = self.selection.undone.sorted { $0.key > $1.key }.map {
            "# \($0.key) already so: \($0.value) has taken it back"
        }
        let items = self.preview.items.filter { $0.state != .undone && !self.waits($0) }
        return (undone + items.map { "# " + Self.line($0) }).joined(separator: "\n")
    }

    /// The question.
    var question: String {
        let count = self.undoable.count
        return "Take \(count) event\(count == 1 ? "" : "s") back? [y/N]"
    }

    /// What is said where there is nothing to ask.
    var nothing: String { "Nothing was changed: there is nothing to take back." }
}

// MARK: - After

extension UndoText {
    /// What became of one event.
    static func line(_ item: UndoReport.Item) -> String {
        var parts = ["\(item.event) \(item.state.words)"]
        if !item.effect.isEmpty { parts.append("\(item.effect) of \(self.harmless(item.entry))") }
        if !item.attributes.isEmpty { parts.append(item.attributes.joined(separator: ", ")) }
        if let by = item.by { parts.append("by \(by.principal), event \(by.event)") }
        if let reason = item.reason { parts.append(self.harmless(reason)) }
        if !item.losses.isEmpty { parts.append("without \(item.losses.joined(separator: ", "))") }
        if item.needsRestart { parts.append("with another id") }
        return parts[0] + ": " + parts.dropFirst().joined(separator: "; ")
    }

    /// How many of each there are.
    func summary(of report: UndoReport) -> String {
        var items = report.items + self.preview.items.filter { $0.state != .undone && !self.waits($0) }
        let known = Set(items.map(\.event))
        items += self.selection.undone.keys.filter { !known.contains($0) }.map {
            .init(event: $0, effect: "", entry: "", state: .alreadySo)
        }
        let counts = UndoReport.State.allCases.compactMap { state -> String? in
            let count = items.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.words)"
        }
        let left = self.selection.events.count - items.count
        let rest = left > 0 ? ["\(left) not begun, since you interrupted it; run it again for the rest"] : []
        var lines = [(counts + rest).joined(separator: ", ") + "."]
        if report.items.contains(where: \.needsRestart) {
            lines.append(
                "Restart provisioning in Entra: entries have other ids, and it does not find them by those that it knows."
            )
        }
        return lines.joined(separator: "\n")
    }

    /// A text in one line.
    private static func harmless(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? "?" : $0 }))
    }
}

extension UndoReport.State {
    /// The state in words.
    fileprivate var words: String {
        switch self {
        case .undone: "undone"
        case .alreadySo: "already so"
        case .changedSince: "changed since"
        case .gone: "gone"
        case .cannot: "cannot be undone"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
