import SCIM
import Synchronization

/// The tokens that were found good, by their digests; it keeps no more than ``maximumCount``.
final class VerifiedTokens: Sendable {
    private struct Entry {
        let principal: Principal
        /// From when on the token is refused, in seconds since 1970.
        let end: Int64
        let epoch: Int
    }

    static let maximumCount = 1024

    private let entries = Mutex<[[UInt8]: Entry]>([:])

    /// Whose token it is, if it was found good with the keys that are known now.
    func principal(of token: ShownToken, epoch: Int) -> Principal? {
        self.entries.withLock { entries in
            guard let entry = entries[token.digest], entry.epoch == epoch, token.time / 1000 < entry.end else {
                return nil
            }
            return entry.principal
        }
    }

    /// Keeps a token that was found good; where there is no room, those that are kept are given up.
    func add(_ token: ShownToken, _ principal: Principal, end: Int64, epoch: Int) {
        self.entries.withLock { entries in
            if entries.count >= Self.maximumCount { entries.removeAll(keepingCapacity: true) }
            entries[token.digest] = Entry(principal: principal, end: end, epoch: epoch)
        }
    }
}
