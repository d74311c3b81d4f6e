import Encodings
import LDAP
import Translator

/// Events as a table of 100 columns: one line says when what was done to whom, by whom, and how it ended.
public enum EventTable {
    private static let widths = [15, 19, 12, 16, 16, 8, 8]

    /// The names of the columns.
    public static let head = row(["EVENT", "TIME (UTC)", "EFFECT", "ENTRY", "ATTRIBUTES", "TOKEN", "OUTCOME"])

    /// The line of an event.
    public static func line(_ event: JournalEvent) -> String {
        self.row([
            event.id.text, event.id.time.table, event.effect.description, event.entry, event.attributes,
            event.origin.principal, event.outcome?.ending.rawValue ?? "open",
        ])
    }

    private static func row(_ cells: [String]) -> String {
        var line = ""
        for (index, (cell, width)) in zip(cells, self.widths).enumerated() {
            let harmless = String(String.UnicodeScalarView(cell.unicodeScalars.map { $0.value < 32 ? "?" : $0 }))
            let text = harmless.count > width ? harmless.prefix(width - 1) + "…" : harmless[...]
            line += text
            if index < cells.count - 1 { line += String(repeating: " ", count: width - text.count + 1) }
        }
        return line
    }
}

extension JournalEvent {
    /// The step by which it is called: the one that makes, renames or ends an entry, or else the first.
    private var main: Step? {
        self.steps.first { step in
            switch step.change {
            case .add?, .rename?, .delete?: true
            case .modify?, nil: false
            }
        } ?? self.steps.first
    }

    /// What the entry is called: `uid=ada,ou=people` → `ada`.
    var entry: String {
        guard let name = self.main?.target else { return "" }
        return name.leaf?.assertions.first?.value.text ?? name.description
    }

    /// The attributes that were changed of it.
    var attributes: String {
        guard let main else { return "" }
        let names = self.steps.filter { $0.target == main.target }.flatMap(\.attributes).uniqued()
        return names.map(\.description).joined(separator: ",")
    }
}

extension Timestamp {
    /// `2026-11-23 10:00:00`.
    var table: String {
        String(Timestamp(seconds: self.seconds).text(date: "-", middle: " ", time: ":").dropLast())
    }
}
