import LDAP
import Synchronization

/// Lets writes pass, except for the moment in which another server takes over.
final class WriteGate: Sendable {
    private struct State {
        var underWay = 0
        var isHeld = false
    }

    private let state = Mutex(State())
    /// Writers who wait until writes pass again.
    private let waiting = WaitingRoom<Void>()
    /// Whoever waits until no write is under way.
    private let drained = WaitingRoom<Void>()

    /// Makes a write, once writes pass.
    /// - Throws: ``LDAPError`` of `write`, or ``ResultCode/unavailable`` at the deadline.
    func pass<Output>(
        until deadline: ContinuousClock.Instant, _ write: () async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        let late = LDAPError(.unavailable, diagnostic: "another directory server takes over")
        while !self.enter() {
            try await self.waiting.wait(until: deadline, late: late) { self.isHeld ? nil : .success(()) }
        }
        defer { self.leave() }
        return try await write()
    }

    /// Lets no further write pass, and waits for the end of those under way; false where that takes too long, and writes pass again.
    func hold(until deadline: ContinuousClock.Instant) async -> Bool {
        self.state.withLock { $0.isHeld = true }
        do {
            try await self.drained.wait(until: deadline, late: LDAPError(.timeout)) {
                self.state.withLock { $0.underWay == 0 } ? .success(()) : nil
            }
            return true
        } catch {
            self.release()
            return false
        }
    }

    /// Lets writes pass again.
    func release() {
        self.state.withLock { $0.isHeld = false }
        self.waiting.admitAll(.success(()))
    }

    private var isHeld: Bool { self.state.withLock { $0.isHeld } }

    private func enter() -> Bool {
        self.state.withLock { state in
            if !state.isHeld { state.underWay += 1 }
            return !state.isHeld
        }
    }

    private func leave() {
        let isLast = self.state.withLock { state in
            state.underWay -= 1
            return state.isHeld && state.underWay == 0
        }
        if isLast { self.drained.admitAll(.success(())) }
    }
}
