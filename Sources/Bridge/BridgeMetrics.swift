import Metrics
import Translator

/// What the use cases count.
final class BridgeMetrics: Sendable {
    private let effects: [EffectName: Counter]
    private let ignored = Counter(label: "starbridge_ignored_attributes_total")
    private let observations = Counter(label: "starbridge_observed_writes_total")
    private let races = Counter(label: "starbridge_lost_races_total")

    init() {
        self.effects = Dictionary(
            uniqueKeysWithValues: EffectName.allCases.map {
                ($0, Counter(label: "starbridge_effects_total", dimensions: [("effect", $0.rawValue)]))
            })
    }

    /// The effects that are told apart, in the words of the log; whatever number of members comes and goes is one.
    private enum EffectName: String, CaseIterable {
        case create, update, rename, disable, enable, delete, revive, membership, allocate

        init?(_ effect: Plan.Effect) {
            switch effect {
            case .none: return nil
            case .create: self = .create
            case .allocate: self = .allocate
            case .update: self = .update
            case .rename: self = .rename
            case .disable: self = .disable
            case .enable: self = .enable
            case .delete: self = .delete
            case .revive: self = .revive
            case .membership: self = .membership
            }
        }
    }

    /// The directory has committed what a plan meant.
    func committed(_ effect: Plan.Effect) {
        if let name = EffectName(effect) { self.effects[name]?.increment() }
    }

    /// So many attributes came that nothing stores.
    func ignored(_ count: Int) {
        self.ignored.increment(by: count)
    }

    /// So many values were left out of a write, for a reason in one word.
    func leftOut(_ count: Int = 1, because reason: String) {
        Counter(label: "starbridge_left_out_values_total", dimensions: [("reason", reason)]).increment(by: count)
    }

    /// A write was observed and not made.
    func observed() {
        self.observations.increment()
    }

    /// Another writer came first.
    func lostRace() {
        self.races.increment()
    }
}
