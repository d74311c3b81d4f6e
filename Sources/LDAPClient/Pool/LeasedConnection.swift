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

    var deadline: ContinuousClock.Instant { .now + self.pool.configuration.timeout }

    /// The server at the other end.
    public var server: ServerURL { self.connection.server }

    /// Returns all that a search finds.
    /// - Throws: ``LDAPError``: the server's, or why there is no answer; nothing is sent again.
    public func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        if request.asksForVirtualListView {
            let dialect = try await self.pool.dialect(of: self.connection, self.deadline)
            if dialect.keepsListViews { self.condition.isClean.store(false, ordering: .relaxed) }
        }
        return try await self.read(request).completed(by: self.read)
    }

    private func read(_ request: SearchRequest) async throws(LDAPError) -> Reply {
        let read = Request.search(request, timeLimit: self.pool.configuration.timeout)
        return try await self.connection.perform(read, deadline: self.deadline)
    }

    /// Applies a change.
    /// - Throws: ``LDAPError``; its outcome says whether the change may have been made all the same.
    public func apply(
        _ change: Change, options: WriteOptions = WriteOptions()
    ) async throws(LDAPError) -> WriteResult {
        try await self.pool.writes.pass(until: self.deadline) { () throws(LDAPError) in
            self.pool.wrote()
            return try await self.pool.write(change, options, on: self.connection)
        }
    }

}

extension SearchRequest {
    fileprivate var asksForVirtualListView: Bool {
        self.controls.contains { if case .virtualListView = $0 { true } else { false } }
    }
}
