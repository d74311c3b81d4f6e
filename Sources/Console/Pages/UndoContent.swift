import Safeguards

/// What an undo would do, or has done, as its pages show it.
struct UndoContent: Equatable {
    struct Entry: Equatable {
        var target: String
        var verdict: String
        var ldif: String?
        var isBad: Bool
    }

    var id: String
    var entries: [Entry]
    var remarks: [String]
    var canBegin: Bool

    init(_ report: UndoReport, of id: EventID) {
        self.id = id.text
        self.entries = report.items.map(Entry.init)
        self.remarks = report.items.flatMap(\.remarks)
        self.canBegin = report.items.contains { $0.state == .undone }
    }
}

extension UndoContent.Entry {
    init(_ item: UndoReport.Item) {
        self.init(
            target: item.entry, verdict: item.verdict, ldif: item.ldif,
            isBad: item.state != .undone && item.state != .alreadySo)
    }
}

extension UndoReport.Item {
    /// What becomes of it, in words.
    fileprivate var verdict: String {
        let words =
            switch self.state {
            case .undone: "Taken back."
            case .alreadySo: "Nothing to do: the directory holds nothing of it any more."
            case .changedSince: "Changed since, and left alone."
            case .gone: "The entry is not there any more."
            case .cannot: "Cannot be taken back."
            case .refused: "A rule forbids it."
            case .failed: "The directory has refused it, or is away."
            }
        let writer = self.by.map { "By \($0.principal), in \($0.event)." }
        return [words, writer, self.reason].compactMap(\.self).joined(separator: " ")
    }

    /// What else is to be known.
    fileprivate var remarks: [String] {
        var remarks = self.losses.map { "Not brought back: \($0)" }
        if self.needsRestart {
            remarks.append(
                "The entry has another id: restart provisioning in Entra ID, which knows it by the former one.")
        }
        return remarks
    }
}
