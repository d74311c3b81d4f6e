import SCIM
import Synchronization

/// What clients have sent and no directory holds: attributes that nothing stores, and what was refused beside a disable.
///
/// It counts for whoever asks, and remembers what was told, so that an attribute that comes with every call is told once a day.
public final class Omissions: Sendable {
    /// How often an attribute was sent in vain.
    public struct Count: Hashable, Sendable {
        /// How often it was ignored, because nothing stores it.
        public var ignored = 0
        /// How often it was left out beside a disable, because it was refused.
        public var leftOut = 0

        /// Creates a count.
        public init(ignored: Int = 0, leftOut: Int = 0) {
            self.ignored = ignored
            self.leftOut = leftOut
        }
    }

    private struct State {
        var counts: [String: Count] = [:]
        var told: [String: ContinuousClock.Instant] = [:]
    }

    /// How long what was told need not be told again.
    private static let silence = Duration.seconds(24 * 60 * 60)
    /// How many attributes are told apart: names come from clients.
    private static let maximumNames = 1000
    /// What stands for the attributes that are too many.
    private static let others = "others"

    private let state = Mutex(State())

    init() {}

    /// The counts by the names of the attributes.
    public var counts: [String: Count] { self.state.withLock { $0.counts } }

    /// Counts attributes that were ignored and returns those that are to be told now.
    func ignore(_ names: [String], at now: ContinuousClock.Instant = .now) -> [String] {
        self.state.withLock { state in
            names.filter { name in
                let known = Self.known(name, in: state)
                state.counts[known, default: Count()].ignored += 1
                if let last = state.told[known], last.duration(to: now) < Self.silence { return false }
                state.told[known] = now
                return true
            }
        }
    }

    /// Counts attributes that were left out.
    func leaveOut(_ names: [String]) {
        self.state.withLock { state in
            for name in names { state.counts[Self.known(name, in: state), default: Count()].leftOut += 1 }
        }
    }

    private static func known(_ name: String, in state: State) -> String {
        state.counts[name] != nil || state.counts.count < Self.maximumNames ? name : Self.others
    }
}
