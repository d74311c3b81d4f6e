import Bridge
import Translator

/// The words by which a journal names what a plan means and what becomes of its steps.
enum PlanWords {
    private static let effects: [Plan.Effect] = [
        .none, .create, .allocate, .update, .rename, .disable, .enable, .delete, .revive,
    ]

    private static let fates: [(word: String, fate: PlanRecord.Fate)] = [
        ("untouched", .untouched), ("done", .done), ("needless", .needless), ("refused", .refused),
        ("taken-back", .takenBack), ("stayed", .stayed), ("in-doubt", .inDoubt), ("unknown", .unknown),
    ]

    /// The effect of a word: `membership+2-1` → two members come and one goes.
    static func effect(_ word: some StringProtocol) -> Plan.Effect? {
        let mark = "membership"
        guard word.hasPrefix(mark) else { return Self.effects.first { $0.description == word } }
        let numbers = word.dropFirst(mark.count).split { $0 == "+" || $0 == "-" }.compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] >= 0, numbers[1] >= 0 else { return nil }
        let effect = Plan.Effect.membership(added: numbers[0], removed: numbers[1])
        return effect.description == word ? effect : nil
    }

    /// The word of a fate.
    static func word(_ fate: PlanRecord.Fate) -> String {
        self.fates.first { $0.fate == fate }?.word ?? "unknown"
    }

    /// The fate of a word.
    static func fate(_ word: some StringProtocol) -> PlanRecord.Fate? {
        self.fates.first { $0.word == word }?.fate
    }
}
