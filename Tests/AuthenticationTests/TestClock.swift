import Authentication
import Foundation
import Synchronization

/// A clock that tests turn; it begins on 1 June 2026.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_780_272_000))

    var now: Date { self.time.withLock { $0 } }

    var clock: WallClock {
        WallClock { [self] in Int64(self.now.timeIntervalSince1970 * 1000) }
    }

    func advance(by seconds: Double) {
        self.time.withLock { $0 += seconds }
    }
}
