import Dispatch
import LDAP
import Synchronization

/// A leased connection that several calls use in turn, for as long as somebody holds it and it is not idle for too long.
public final class HeldConnection: Sendable {
    private struct State {
        var lastUsed = ContinuousClock.now
        var isGivenBack = false
    }

    private let leased: LeasedConnection
    private let leases: Leases
    private let state = Mutex(State())

    init(_ leased: LeasedConnection, leases: Leases, idle: Duration) {
        self.leased = leased
        self.leases = leases
        self.watch(idle, for: idle)
    }

    deinit {
        self.giveBack()
    }

    /// Returns all that a search finds.
    /// - Throws: ``LDAPError``: the server's, or why there is no answer; nothing is sent again.
    public func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try self.use()
        defer { try? self.use() }
        return try await self.leased.search(request)
    }

    /// Applies a change.
    /// - Throws: ``LDAPError``; its outcome says whether the change may have been made all the same.
    public func apply(
        _ change: Change, options: WriteOptions = WriteOptions()
    ) async throws(LDAPError) -> WriteResult {
        try self.use()
        return try await self.leased.apply(change, options: options)
    }

    private func use() throws(LDAPError) {
        let isGivenBack = self.state.withLock { state in
            state.lastUsed = .now
            return state.isGivenBack
        }
        if isGivenBack {
            throw LDAPError(.unavailable, diagnostic: "the connection was idle for too long and has ended")
        }
    }

    /// Gives the connection back once it was not used for `idle`.
    private func watch(_ idle: Duration, for rest: Duration) {
        DispatchQueue.global().asyncAfter(deadline: .now() + rest / .seconds(1)) { [weak self] in
            guard let self else { return }
            let unused = .now - self.state.withLock { $0.lastUsed }
            if unused < idle { self.watch(idle, for: idle - unused) } else { self.giveBack() }
        }
    }

    private func giveBack() {
        let isFirst = self.state.withLock { state in
            defer { state.isGivenBack = true }
            return !state.isGivenBack
        }
        guard isFirst else { return }
        let isClean = self.leased.condition.isClean.load(ordering: .relaxed)
        self.leases.give(back: self.leased.connection, isClean: isClean)
    }
}

extension Client {
    /// Returns a connection to the server in use that is one's own until nobody refers to it, or it was not used for `idle`.
    ///
    /// It counts as one of ``Configuration/maximumLeases``.
    /// - Throws: ``LDAPError``: why no connection can be leased.
    public func hold(idle: Duration) async throws(LDAPError) -> HeldConnection {
        let connection = try await self.leases.take(until: .now + self.pool.configuration.timeout)
        return HeldConnection(
            LeasedConnection(connection: connection, pool: self.pool), leases: self.leases, idle: idle)
    }
}
