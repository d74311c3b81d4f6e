import NIOCore
import Synchronization

/// How often somebody has tried a wrong token: after ten in a minute nobody signs in until that minute is over.
///
/// Tokens have 256 bits, so that is not what keeps them secret: it keeps the log short.
final class SignInAttempts: Sendable {
    private static let most = 10

    private let failures = Mutex<[NIODeadline]>([])

    var areAllowed: Bool {
        self.failures.withLock { failures in
            let before = NIODeadline.now() - .seconds(60)
            failures.removeAll { $0 < before }
            return failures.count < Self.most
        }
    }

    func noteFailure() {
        self.failures.withLock { $0.append(.now()) }
    }
}
