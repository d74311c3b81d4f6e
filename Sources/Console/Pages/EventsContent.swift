import LDAP
import Safeguards
import Translator

/// A list of events, as its page shows it.
struct EventsContent: Equatable {
    struct Row: Equatable {
        var id: String
        var time: String
        var effect: String
        var entry: String
        var attributes: String
        var by: String
        var outcome: String
        var isBad: Bool
    }

    struct Choice: Equatable {
        var value: String
        var name: String
        var isChosen: Bool
    }

    var user: String
    var since: String
    var request: String
    var effects: [Choice]
    var rows: [Row]
    var hasRows: Bool
    var damages: [String]
    /// The path of the page with what is older; nil where there is nothing.
    var older: String?

    /// The effects that can be asked for.
    static let effectNames = [
        "create", "update", "rename", "disable", "enable", "delete", "revive", "membership",
    ]

    init(_ events: [JournalEvent], _ question: EventQuestion, damages: [String], older: String?) {
        self.user = question.user ?? ""
        self.since = question.since ?? ""
        self.request = question.request ?? ""
        self.effects =
            [Choice(value: "", name: "any", isChosen: question.effect == nil)]
            + Self.effectNames.map { Choice(value: $0, name: $0, isChosen: question.effect == $0) }
        self.rows = events.map(Row.init)
        self.hasRows = !events.isEmpty
        self.damages = damages
        self.older = older
    }
}

extension EventsContent.Row {
    init(_ event: JournalEvent) {
        let target = event.steps.first?.target
        let attributes = event.steps.first.map {
            AttributeComparison.of($0.change, undoneBy: $0.inverse, secrets: $0.secrets).map(\.attribute)
        }
        self.init(
            id: event.id.text, time: Moment.text(event.id.time), effect: event.effect.description,
            entry: target?.leaf?.description ?? target?.description ?? "",
            attributes: (attributes ?? []).joined(separator: ", "), by: event.origin.principal,
            outcome: event.outcome?.ending.rawValue ?? "not known", isBad: event.outcome?.ending != .done)
    }
}
