import LDAP
import SCIM
import Synchronization

/// Which unique values are being written: of several calls that want the same one each waits for the one before it, and then
/// sees what that has written.
///
/// This holds for the calls of one process. Where several bridges write, the directory itself must keep values unique.
final class UniqueClaims: Sendable {
    private typealias Continuation = CheckedContinuation<Bool, Never>

    private struct State {
        /// Who waits for each value that somebody holds, in the order in which they came.
        var lines: [AttributeValueAssertion: [(number: Int, continuation: Continuation)]] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Takes values, all of them or none, as soon as nobody else holds any; give them back with ``release(_:)``.
    ///
    /// Everybody takes them in the same order, so that no two wait for each other.
    /// - Throws: 503 at the deadline, or if the caller has gone while it waited.
    func take(
        _ values: Set<AttributeValueAssertion>, until deadline: ContinuousClock.Instant
    ) async throws(SCIMError) {
        var taken: [AttributeValueAssertion] = []
        for value in values.sorted(by: Self.precedes) {
            guard await self.take(value, until: deadline) else {
                self.release(taken)
                throw .unavailable(
                    "Another call is writing the same \(value.attribute) and has not come to its end. Try again.",
                    retryAfter: 1)
            }
            taken.append(value)
        }
    }

    /// Gives values back, each to the one who has waited for it longest.
    func release(_ values: some Sequence<AttributeValueAssertion>) {
        for value in values {
            let next = self.state.withLock { state -> Continuation? in
                if let line = state.lines[value], !line.isEmpty {
                    return state.lines[value]?.removeFirst().continuation
                }
                state.lines[value] = nil
                return nil
            }
            next?.resume(returning: true)
        }
    }

    private func take(_ value: AttributeValueAssertion, until deadline: ContinuousClock.Instant) async -> Bool {
        let number = self.state.withLock { state -> Int? in
            guard state.lines[value] != nil else {
                state.lines[value] = []
                return nil
            }
            state.next += 1
            return state.next
        }
        guard let number else { return true }
        return await cancelling(at: deadline) {
            await withTaskCancellationHandler {
                await withCheckedContinuation { self.wait(for: value, number, $0) }
            } onCancel: {
                self.leave(value, number)
            }
        }
    }

    private func wait(for value: AttributeValueAssertion, _ number: Int, _ continuation: Continuation) {
        let isTaken = self.state.withLock { state -> Bool? in
            if Task.isCancelled { return false }
            guard state.lines[value] == nil else {
                state.lines[value]?.append((number, continuation))
                return nil
            }
            state.lines[value] = []
            return true
        }
        if let isTaken { continuation.resume(returning: isTaken) }
    }

    private func leave(_ value: AttributeValueAssertion, _ number: Int) {
        let continuation = self.state.withLock { state -> Continuation? in
            guard let index = state.lines[value]?.firstIndex(where: { $0.number == number }) else { return nil }
            return state.lines[value]?.remove(at: index).continuation
        }
        continuation?.resume(returning: false)
    }

    private static func precedes(_ left: AttributeValueAssertion, _ right: AttributeValueAssertion) -> Bool {
        let names = (left.attribute.description, right.attribute.description)
        return names.0 == names.1
            ? left.value.bytes.lexicographicallyPrecedes(right.value.bytes) : names.0 < names.1
    }
}
