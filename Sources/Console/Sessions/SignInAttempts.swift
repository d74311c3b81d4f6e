import NIOCore
import Synchronization

/// How often somebody has tried a wrong token: beyond ten in a minute further ones are answered shortly.
///
/// A good token always passes. Nobody guesses a token, which has 256 random bits: the limit only keeps the log short.
final class SignInAttempts: Sendable {
    private static let most = 10

    private let failures = Mutex<[NIODeadline]>([])

    /// Notes a wrong token; false where there were too many.
    func noteFailure() -> Bool {
        self.failures.withLock { failures in
            let before = NIODeadline.now() - .seconds(60)
            failures.removeAll { $0 < before }
            guard failures.count < Self.most else { return false }
            failures.append(.now())
            return true
        }
    }
}
