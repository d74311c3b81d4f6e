import LDAP
import Synchronization

extension Client {
    /// Runs `body` with a connection of its own to the server in use.
    ///
    /// One lease must not wait for another: there are only ``Configuration/maximumLeases`` of them.
    /// - Throws: the ``LDAPError`` of `body`, or why no connection can be leased.
    public func lease<Output: Sendable>(
        _ body: @Sendable (LeasedConnection) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        let connection = try await self.leases.take(until: .now + self.pool.configuration.timeout)
        let leased = LeasedConnection(connection: connection, pool: self.pool)
        defer {
            self.leases.give(back: connection, isClean: leased.condition.isClean.load(ordering: .relaxed))
        }
        return try await body(leased)
    }
}
