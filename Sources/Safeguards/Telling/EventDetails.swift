import Encodings
import LDAP
import Translator

/// All that a journal knows of one event, as a person reads it.
public struct EventDetails: CustomStringConvertible {
    private let event: JournalEvent

    /// Tells of an event.
    public init(_ event: JournalEvent) {
        self.event = event
    }

    /// The lines.
    public var description: String {
        (self.head + self.event.steps.enumerated().flatMap { self.lines($0.element, $0.offset + 1) })
            .joined(separator: "\n")
    }

    private var head: [String] {
        let (event, origin) = (self.event, self.event.origin)
        var lines = [
            "event      \(event.id)", "time       \(event.id.time.internetDateTime)", "effect     \(event.effect)",
            "outcome    \(self.outcome)", "token      \(origin.principal)",
            "request    \(([origin.requestID] + origin.clientIDs).joined(separator: ", also "))",
            "call       \(origin.method) \(origin.path)",
        ]
        if let undone = event.undoes { lines.append("undoes     \(undone)") }
        if let sent = origin.sent { lines.append("sent       \(sent)") }
        return lines
    }

    private var outcome: String {
        guard let outcome = self.event.outcome else { return "nobody knows yet: it is under way, or was broken off" }
        let duration = outcome.duration.map { " after \(Double($0 / 10) / 100) ms" } ?? ""
        return outcome.ending.rawValue + duration + (outcome.reason.map { ": \($0)" } ?? "")
    }

    private func lines(_ step: JournalEvent.Step, _ number: Int) -> [String] {
        var notes = [step.fate.map(PlanWords.word) ?? "open"]
        if step.isDisabling { notes.append("locks the account") }
        if let id = step.id {
            notes.append("\(id.attribute) \(id.value.text ?? id.value.bytes.hexadecimal)")
        }
        notes += step.secrets.map { "\($0) is not kept" }
        var lines = ["", "step \(number)     \(step.target)", "           \(notes.joined(separator: "; "))"]
        lines += self.ldif("change:", step.change)
        lines += self.ldif(step.inverse == nil ? "nothing takes it back" : "what takes it back:", step.inverse)
        return lines
    }

    private func ldif(_ title: String, _ change: Change?) -> [String] {
        let lines = change?.ldif(secrets: []).split(separator: "\n").map { "    " + $0 } ?? []
        return lines.isEmpty && title == "change:" ? [] : ["  " + title] + lines
    }
}
