import Bridge
import LDAP
import Safeguards
import Translator

/// One event with what it changed, as its page shows it.
struct EventContent: Equatable {
    struct Step: Equatable {
        var target: String
        var fate: String
        var rows: [AttributeComparison]
        var ldif: String
        var inverse: String?
    }

    var id: String
    var effect: String
    var entry: String
    var facts: [Fact]
    var steps: [Step]
    var sent: String?
    var canBeUndone: Bool

    init(_ event: JournalEvent) {
        self.id = event.id.text
        self.effect = event.effect.description
        self.entry = event.steps.first?.target.description ?? ""
        self.facts = Self.facts(event)
        self.steps = event.steps.map(Step.init)
        self.sent = event.origin.sent
        self.canBeUndone = event.steps.contains { $0.isApplied && $0.inverse != nil }
    }

    private static func facts(_ event: JournalEvent) -> [Fact] {
        var facts = [
            Fact("Event", event.id.text), Fact("Time", Moment.text(event.id.time)),
            Fact("Call", "\(event.origin.method) \(event.origin.path)"), Fact("By", event.origin.principal),
            Fact("Request id", ([event.origin.requestID] + event.origin.clientIDs).joined(separator: ", ")),
            Fact("Outcome", event.outcomeWords),
        ]
        if let duration = event.outcome?.duration { facts.append(Fact("Duration", "\(duration / 1000) ms")) }
        if let undoes = event.undoes { facts.append(Fact("Takes back", undoes.text)) }
        return facts
    }
}

extension EventContent.Step {
    init(_ step: JournalEvent.Step) {
        self.init(
            target: step.target.description, fate: step.fateWords,
            rows: AttributeComparison.of(step.change, undoneBy: step.inverse, secrets: step.secrets),
            ldif: step.change?.ldif() ?? "# nothing but secrets\n", inverse: step.inverse?.ldif())
    }
}

extension JournalEvent {
    /// How it ended, in words.
    var outcomeWords: String {
        guard let outcome else { return "not known: it is under way, or the daemon was killed in the middle of it" }
        return [outcome.ending.words, outcome.reason].compactMap(\.self).joined(separator: ": ")
    }
}

extension JournalEvent.Ending {
    /// The ending in words.
    fileprivate var words: String {
        switch self {
        case .done: "done"
        case .overtaken: "overtaken by another writer, and planned anew"
        case .refused: "refused, nothing was written"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }
}

extension JournalEvent.Step {
    /// What became of it, in words.
    fileprivate var fateWords: String {
        switch self.fate {
        case .done?: "The directory holds it."
        case .needless?: "It was needless: somebody else had seen to it."
        case .refused?: "The directory refused it."
        case .takenBack?: "It was taken back, since a later step failed."
        case .stayed?: "The directory holds it, although a later step failed."
        case .inDoubt?, .unknown?: "Nobody knows whether the directory holds it."
        case .untouched?: "It was not begun."
        case nil: "What became of it is not known yet."
        }
    }
}
