import Encodings
import Glibc

/// What tells the time: the clock of the machine, or one that stands still.
struct WallClock: Hashable, Sendable {
    /// The time at which it stands; nil where it runs.
    var standing: Timestamp?

    var now: Timestamp { self.standing ?? Timestamp(seconds: Int64(time(nil))) }
}
