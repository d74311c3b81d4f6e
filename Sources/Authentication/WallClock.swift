// Where `timespec` comes from once an HTTP client is linked.
import CoreFoundation
import Glibc

/// The time of day, by which dates in tokens are judged; tests have one of their own.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    /// A clock that says what `read` returns: milliseconds since 1970.
    public init(read: @escaping @Sendable () -> Int64) {
        self.read = read
    }

    /// The clock of the machine, as the kernel's last tick left it: a few milliseconds late, and read without a call into the kernel.
    public static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Milliseconds since 1970.
    var milliseconds: Int64 { self.read() }

    /// Whole seconds since 1970.
    var seconds: Int64 { self.read() / 1000 }
}
