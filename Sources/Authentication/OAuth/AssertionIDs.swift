import Synchronization

/// The assertions with an id of their own (`jti`) that were taken, each until it expires: it is good for one token request
/// (RFC 7523 section 3).
///
/// Entra: its assertions have none, and are shown several times.
final class AssertionIDs: Sendable {
    /// How many are remembered.
    ///
    /// Where there are more, those that expire first are forgotten.
    static let maximumCount = 4096

    private let ends = Mutex<[String: Int64]>([:])

    /// Remembers an assertion; false if it was there already.
    ///
    /// Times are in seconds since 1970.
    func add(_ id: String, end: Int64, at now: Int64) -> Bool {
        self.ends.withLock { ends in
            if let known = ends[id], now < known { return false }
            if ends.count >= Self.maximumCount {
                ends = ends.filter { now < $0.value }
                if ends.count >= Self.maximumCount {
                    let kept = ends.sorted { $0.value > $1.value }.prefix(Self.maximumCount / 2)
                    ends = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
                }
            }
            ends[id] = end
            return true
        }
    }
}
