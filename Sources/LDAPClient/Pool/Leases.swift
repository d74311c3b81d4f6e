import LDAP
import Synchronization

/// Connections of which each serves one caller at a time: for paged and virtual list view searches.
///
/// A connection that comes back clean is kept for the next caller.
final class Leases: Sendable {
    private struct State {
        var idle: [Connection] = []
        var count = 0
    }

    private let pool: Pool
    private let state = Mutex(State())
    /// Callers who wait until fewer connections are leased.
    private let waiting = WaitingRoom<Void>()

    init(pool: Pool) {
        self.pool = pool
    }

    /// How many are taken.
    var taken: Int { self.state.withLock { $0.count } }

    /// Takes a connection to the server in use.
    /// - Throws: ``LDAPError``: why none can be opened, or ``ResultCode/busy`` where all are taken for too long.
    func take(until deadline: ContinuousClock.Instant) async throws(LDAPError) -> Connection {
        let peer = try await self.pool.connection(until: deadline).peer
        let late = LDAPError(
            .busy, diagnostic: "all \(self.pool.configuration.maximumLeases) leased connections are taken")
        try await self.waiting.wait(until: deadline, late: late, surplus: { self.release() }) {
            self.reserve() ? .success(()) : nil
        }
        if let connection = self.reuse(peer) { return connection }
        do {
            return try await self.pool.open(peer, until: deadline)
        } catch {
            self.release()
            throw error
        }
    }

    /// Takes a connection back; one that `isClean` serves again.
    func give(back connection: Connection, isClean: Bool) {
        let isKept = isClean && connection.traffic.isUsable && connection.peer == self.pool.peerInUse
        if isKept {
            self.state.withLock { $0.idle.append(connection) }
        } else {
            connection.close()
        }
        self.release()
    }

    /// Ends all connections that nobody uses.
    func close() async {
        let connections = self.state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for connection in connections { connection.close() }
        let deadline = ContinuousClock.now + Connection.closingLimit
        for connection in connections { await connection.ended(until: deadline) }
    }

    private func reserve() -> Bool {
        self.state.withLock { state in
            guard state.count < self.pool.configuration.maximumLeases else { return false }
            state.count += 1
            return true
        }
    }

    private func release() {
        // The place goes to the caller who waits longest, if there is one.
        if !self.waiting.admit(.success(())) { self.state.withLock { $0.count -= 1 } }
    }

    private func reuse(_ peer: Peer) -> Connection? {
        while let connection = self.state.withLock({ $0.idle.popLast() }) {
            if connection.peer == peer && connection.traffic.isOpen { return connection }
            connection.close()
        }
        return nil
    }
}
