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

    /// What is known of an attribute that was ignored.
    private struct Ignored {
        let name: String
        var count = 0
        var told: ContinuousClock.Instant?

        /// Counts it once more; true if it is to be told.
        mutating func isNews(at now: ContinuousClock.Instant) -> Bool {
            self.count += 1
            if let told = self.told, told.duration(to: now) < Omissions.silence { return false }
            self.told = now
            return true
        }
    }

    private struct State {
        /// By their paths, for an attribute that comes with every call is not named anew each time.
        var ignored: [AttributePath: Ignored] = [:]
        var others = Ignored(name: Omissions.others)
        var leftOut: [String: Int] = [:]

        var isFull: Bool { self.ignored.count + self.leftOut.count >= Omissions.maximumNames }
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
    public var counts: [String: Count] {
        self.state.withLock { state in
            var counts = state.leftOut.mapValues { Count(leftOut: $0) }
            for ignored in state.ignored.values + [state.others] where ignored.count > 0 {
                counts[ignored.name, default: Count()].ignored += ignored.count
            }
            return counts
        }
    }

    /// Counts attributes that were ignored and returns the names of those that are to be told now; `name` says what one is called.
    func ignore(
        _ paths: [AttributePath], at now: ContinuousClock.Instant = .now, name: (AttributePath) -> String
    ) -> [String] {
        self.state.withLock { state in
            paths.compactMap { path in
                if let index = state.ignored.index(forKey: path) {
                    return state.ignored.values[index].isNews(at: now) ? state.ignored.values[index].name : nil
                }
                if state.isFull { return state.others.isNews(at: now) ? name(path) : nil }
                var ignored = Ignored(name: name(path))
                _ = ignored.isNews(at: now)
                state.ignored[path] = ignored
                return ignored.name
            }
        }
    }

    /// Counts attributes that were left out.
    func leaveOut(_ names: [String]) {
        self.state.withLock { state in
            for name in names {
                let known = state.leftOut[name] != nil || !state.isFull ? name : Self.others
                state.leftOut[known, default: 0] += 1
            }
        }
    }
}
