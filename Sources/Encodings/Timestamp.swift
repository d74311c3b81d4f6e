/// A moment in universal time, to the nanosecond.
public struct Timestamp: Hashable, Sendable {
    /// The whole seconds since the beginning of 1970.
    public var seconds: Int64
    /// The nanoseconds since the last whole second.
    public var nanoseconds: Int32

    /// A moment so long after the beginning of 1970.
    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}

extension Timestamp: Comparable {
    /// Whether one moment is before another.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
