import LDAP

/// A caller and what came for it so far.
///
/// A class, so that it is found and handed on without a copy of the request.
final class Waiter {
    typealias Continuation = CheckedContinuation<Result<Reply, LDAPError>, Never>

    /// To whom the answer goes.
    enum Receiver {
        case caller(Continuation)
        /// One who waits for several, of which this is the answer at an index.
        case gathering(Gathering, at: Int)
        /// The connection itself, which wants a sign of life.
        case probe
    }

    let request: Request
    let deadline: ContinuousClock.Instant
    let receiver: Receiver
    var entries: [Entry] = []

    init(request: Request, deadline: ContinuousClock.Instant, receiver: Receiver) {
        self.request = request
        self.deadline = deadline
        self.receiver = receiver
    }

    /// Ends the wait.
    func resume(_ result: Result<Reply, LDAPError>) {
        switch self.receiver {
        case .caller(let continuation): continuation.resume(returning: result)
        case .gathering(let gathering, let index): gathering.note(TimedReply(result), at: index)
        case .probe: break
        }
    }
}
