public import Encodings
import Glibc
import Synchronization

/// Counts how often each limit was reached since the start.
public final class LimitTally: Sendable {
    /// A limit, by its key below `limits:`.
    public enum Limit: String, Sendable, CaseIterable {
        /// The calls of all clients that are being answered.
        case inFlight = "in_flight"
        /// The calls of one client that are being answered.
        case inFlightPerToken = "in_flight_per_token"
        /// The calls of one client in a second.
        case rate
        /// The calls without a good token from one address.
        case failedAttempts = "failed_attempts"
    }

    /// How often a limit was reached, and when that was last.
    public struct Count: Hashable, Sendable {
        /// How often.
        public var count: Int
        /// When it was last.
        public var last: Timestamp
    }

    private let state = Mutex<[Limit: Count]>([:])

    init() {}

    /// The limits that were reached.
    public var counts: [Limit: Count] { self.state.withLock { $0 } }

    /// A limit was reached.
    func reached(_ limit: Limit) {
        let now = Timestamp(seconds: Int64(time(nil)))
        self.state.withLock { counts in
            counts[limit, default: Count(count: 0, last: now)].count += 1
            counts[limit]?.last = now
        }
    }
}
