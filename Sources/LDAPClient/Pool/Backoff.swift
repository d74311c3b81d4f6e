/// How long a slot waits before it tries to connect again.
///
/// The delay doubles with every failure up to a ceiling, and a random part keeps many bridges from coming back at once.
///
/// | failures in a row | at least | at most |
/// |---|---|---|
/// | 0 | 0 | 0 |
/// | 1 | 50 ms | 100 ms |
/// | 2 | 100 ms | 200 ms |
/// | 3 | 200 ms | 400 ms |
/// | 4 | 400 ms | 800 ms |
/// | 5 | 800 ms | 1.6 s |
/// | 6 | 1.6 s | 3.2 s |
/// | 7 and more | 2.5 s | 5 s |
enum Backoff {
    static let first = Duration.milliseconds(100)
    static let ceiling = Duration.seconds(5)

    /// Returns the delay after `failures` failures in a row; `jitter` lies between 0 and 1.
    static func delay(after failures: Int, jitter: Double) -> Duration {
        guard failures > 0 else { return .zero }
        let doubled = Self.first * (1 << min(failures - 1, 16))
        return min(doubled, Self.ceiling) * (0.5 + 0.5 * jitter)
    }
}
