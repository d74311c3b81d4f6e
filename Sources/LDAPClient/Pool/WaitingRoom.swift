import Dispatch
import LDAP
import Synchronization

/// Callers who wait for something that is not there yet, each with a deadline.
final class WaitingRoom<Value: Sendable>: Sendable {
    private typealias Continuation = CheckedContinuation<Result<Value, LDAPError>, Never>

    private struct State {
        var waiting: [(number: Int, continuation: Continuation)] = []
        var next = 0

        mutating func remove(_ number: Int) -> Continuation? {
            guard let index = self.waiting.firstIndex(where: { $0.number == number }) else { return nil }
            return self.waiting.remove(at: index).continuation
        }
    }

    private let state = Mutex(State())

    /// Waits until a value is handed out; `value` is asked once the caller is in line, so that nothing is missed.
    ///
    /// What `value` brings when the wait is over already goes to `surplus`.
    /// - Throws: ``LDAPError``: the one handed out, `late` at the deadline, or ``ResultCode/userCanceled``.
    func wait(
        until deadline: ContinuousClock.Instant?, late: LDAPError, surplus: (Value) -> Void = { _ in },
        value: () -> Result<Value, LDAPError>?
    ) async throws(LDAPError) -> Value {
        let number = self.state.withLock { state in
            state.next += 1
            return state.next
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.state.withLock { $0.waiting.append((number, continuation)) }
                if let deadline { self.limit(number, until: deadline, late: late) }
                if let value = value(), !self.end(number, value), case .success(let value) = value { surplus(value) }
                if Task.isCancelled { self.end(number, .failure(LDAPError(.userCanceled))) }
            }
        } onCancel: {
            self.end(number, .failure(LDAPError(.userCanceled)))
        }
        return try result.get()
    }

    /// Answers the caller who waits longest; false if nobody does.
    func admit(_ result: Result<Value, LDAPError>) -> Bool {
        let first = self.state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst().continuation }
        first?.resume(returning: result)
        return first != nil
    }

    /// Gives the same answer to all who wait.
    func admitAll(_ result: Result<Value, LDAPError>) {
        let all = self.state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in all { one.continuation.resume(returning: result) }
    }

    private func limit(_ number: Int, until deadline: ContinuousClock.Instant, late: LDAPError) {
        let delay = max(0, (deadline - .now) / .seconds(1))
        DispatchQueue.global().asyncAfter(deadline: .now() + delay) { self.end(number, .failure(late)) }
    }

    /// Answers one caller; false if that one waits no longer.
    @discardableResult
    private func end(_ number: Int, _ result: Result<Value, LDAPError>) -> Bool {
        let continuation = self.state.withLock { $0.remove(number) }
        continuation?.resume(returning: result)
        return continuation != nil
    }
}
