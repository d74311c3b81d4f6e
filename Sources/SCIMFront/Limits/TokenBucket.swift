import NIOCore

/// Lets calls through at a rate on the average, and some more at once after a pause.
///
/// It is the bucket that drips, written as the generic cell rate algorithm: all that it keeps is the moment at which it is full again.
struct TokenBucket {
    typealias Instant = NIODeadline

    /// How much may flow.
    struct Rate: Hashable, Sendable {
        /// The nanoseconds between two calls on the average.
        let interval: Int64
        /// How much further than now the bucket may be emptied ahead, in nanoseconds.
        let tolerance: Int64

        /// So many calls in a time, of which `burst` may come at once.
        init(_ count: Int, per time: TimeAmount = .seconds(1), burst: Int) {
            self.interval = max(1, time.nanoseconds / Int64(max(1, count)))
            self.tolerance = self.interval * Int64(max(1, burst) - 1)
        }
    }

    /// When the bucket is full again.
    private var full = Instant.uptimeNanoseconds(0)

    /// Takes a place for one call; returns how long the next one is away, where none is left.
    mutating func take(_ rate: Rate, at now: Instant) -> TimeAmount? {
        let full = max(self.full, now)
        let excess = (full - now).nanoseconds - rate.tolerance
        if excess > 0 { return .nanoseconds(excess) }
        self.full = full + .nanoseconds(rate.interval)
        return nil
    }

    /// Whether nothing is known that a new bucket would not know.
    func isFull(at now: Instant) -> Bool { self.full <= now }
}
