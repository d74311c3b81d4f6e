import Foundation
import Synchronization

/// Keeps one request back until a test has seen what it wanted to see.
final class FaultGate: Sendable {
    /// What becomes of the request.
    enum Outcome: String, CaseIterable, Sendable {
        case passes
        /// It is lost, and so are all connections.
        case isLost
        /// The directory never sees it and seems to refuse it.
        case isRefused
    }

    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation
    private let condition = NSCondition()
    private let outcome = Mutex<Outcome?>(nil)

    init() {
        (self.arrivals, self.arrival) = AsyncStream.makeStream()
    }

    /// Waits until the request has come; false if none comes.
    func isReached() async -> Bool {
        for await _ in self.arrivals { return true }
        return false
    }

    /// Tells that the call is over and no request comes any more.
    func nothingComes() { self.arrival.finish() }

    /// Ends the waiting of the request.
    func open(_ outcome: Outcome) {
        self.condition.withLock {
            self.outcome.withLock { $0 = outcome }
            self.condition.broadcast()
        }
    }

    /// The thread of the relay waits here for what becomes of the request.
    func wait() -> Outcome {
        self.arrival.yield()
        return self.condition.withLock {
            while true {
                if let outcome = self.outcome.withLock({ $0 }) { return outcome }
                self.condition.wait()
            }
        }
    }
}
