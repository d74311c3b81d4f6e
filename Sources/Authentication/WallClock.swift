import Foundation

/// The time of day, by which dates in tokens are judged; tests have one of their own.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    /// A clock that says what `read` returns: milliseconds since 1970.
    public init(read: @escaping @Sendable () -> Int64) {
        self.read = read
    }

    /// The clock of the machine.
    public static let system = WallClock { Int64(Date().timeIntervalSince1970 * 1000) }

    /// Milliseconds since 1970.
    var milliseconds: Int64 { self.read() }

    /// Whole seconds since 1970.
    var seconds: Int64 { self.read() / 1000 }
}
