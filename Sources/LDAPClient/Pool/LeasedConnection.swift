import Directories
import LDAP
import Synchronization

/// A connection that nobody else uses for as long as the lease lasts.
public struct LeasedConnection: Sendable {
    /// What must be known when the connection comes back.
    final class Condition: Sendable {
        let isClean = Atomic<Bool>(true)
    }

    let connection: Connection
    let pool: Pool
    let condition = Condition()

    private var deadline: ContinuousClock.Instant { .now + self.pool.configuration.timeout }

    /// The server at the other end.
    public var server: ServerURL { self.connection.server }

    /// Returns all that a search finds.
    /// - Throws: ``LDAPError``: the server's, or why there is no answer; nothing is sent again.
    public func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        if request.asksForVirtualListView, await self.pool.dialect(of: self.connection, self.deadline).keepsListViews {
            self.condition.isClean.store(false, ordering: .relaxed)
        }
        let read = Request.search(request, timeLimit: self.pool.configuration.timeout)
        let reply = try await self.perform(read)
        return SearchResult(entries: reply.entries, controls: reply.controls)
    }

    /// Applies a change, within a transaction where its controls name one.
    /// - Throws: ``LDAPError``; its outcome says whether the change may have been made all the same.
    public func apply(
        _ change: Change, options: WriteOptions = WriteOptions()
    ) async throws(LDAPError) -> WriteResult {
        try await self.pool.writes.pass(until: self.deadline) { () throws(LDAPError) in
            self.pool.wrote()
            return try await self.pool.write(change, options, on: self.connection)
        }
    }

    /// Returns as whom the server takes this client, such as `dn:cn=admin,dc=example,dc=com` (RFC 4532).
    /// - Throws: ``LDAPError``, on Samba because it does not know the operation.
    public func whoAmI() async throws(LDAPError) -> String {
        let reply = try await self.perform(.extended(.whoAmI))
        return String(decoding: reply.value ?? [], as: UTF8.self)
    }

    private func perform(_ request: Request) async throws(LDAPError) -> Reply {
        try await self.connection.perform(request, deadline: self.deadline)
    }
}

// MARK: - Transactions

extension LeasedConnection {
    /// Begins a transaction (RFC 5805); its changes carry the returned id in a ``Control/transaction(id:)``.
    /// - Throws: ``LDAPError``, also where the server knows no transactions.
    public func beginTransaction() async throws(LDAPError) -> [UInt8] {
        let reply = try await self.perform(.extended(.startTransaction))
        guard let id = reply.value else {
            throw LDAPError(.protocolError, diagnostic: "the server began a transaction without an id")
        }
        self.condition.isClean.store(false, ordering: .relaxed)
        return id
    }

    /// Makes the changes of a transaction, all of them or none.
    /// - Throws: ``LDAPError`` of the change that was refused, or with an unknown outcome where the answer was lost.
    public func commit(_ transaction: [UInt8]) async throws(LDAPError) {
        try await self.pool.writes.pass(until: self.deadline) { () throws(LDAPError) in
            self.pool.wrote()
            _ = try await self.perform(.extended(.endTransaction(id: transaction, isCommit: true)))
        }
        self.condition.isClean.store(true, ordering: .relaxed)
    }

    /// Forgets the changes of a transaction.
    /// - Throws: ``LDAPError`` where the server does not answer; the end of the connection then has the same effect.
    public func abort(_ transaction: [UInt8]) async throws(LDAPError) {
        _ = try await self.perform(.extended(.endTransaction(id: transaction, isCommit: false)))
        self.condition.isClean.store(true, ordering: .relaxed)
    }
}

extension SearchRequest {
    fileprivate var asksForVirtualListView: Bool {
        self.controls.contains { if case .virtualListView = $0 { true } else { false } }
    }
}
