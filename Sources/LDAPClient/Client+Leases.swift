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

    /// Applies changes as one transaction (RFC 5805): all of them, or none.
    ///
    /// `options` belong to the changes in order; missing ones are empty. Where the answer to the commit is lost, the
    /// first change with a ``WriteOptions/Recovery`` tells whether it was made.
    /// - Throws: ``LDAPError`` of the first change that was refused; its outcome says whether all may have been made.
    public func apply(_ changes: [Change], asTransactionWith options: [WriteOptions] = []) async throws(LDAPError) {
        guard !changes.isEmpty else { return }
        let options = (0..<changes.count).map { $0 < options.count ? options[$0] : WriteOptions() }
        try await self.pool.metrics.measure(.transaction) { () throws(LDAPError) in
            try await self.lease { leased throws(LDAPError) in
                let transaction = try await leased.beginTransaction()
                try await leased.queue(changes, options, in: transaction)
                do throws(LDAPError) {
                    try await leased.commit(transaction)
                } catch {
                    try await leased.resolveCommit(of: changes, options, after: error)
                }
            }
        }
    }

    /// Returns the entries that a search finds one by one, on a leased connection that reads no faster than they are used.
    public func entries(_ request: SearchRequest) -> SearchEntries {
        SearchEntries(request: request, leases: self.leases, timeout: self.pool.configuration.timeout)
    }
}

extension LeasedConnection {
    /// Queues changes in a transaction; a change that is refused already here does not end it, so it is aborted.
    fileprivate func queue(
        _ changes: [Change], _ options: [WriteOptions], in transaction: [UInt8]
    ) async throws(LDAPError) {
        do {
            for (change, options) in zip(changes, options) {
                let options = WriteOptions(controls: options.controls + [.transaction(id: transaction)])
                _ = try await self.apply(change, options: options)
            }
        } catch {
            try? await self.abort(transaction)
            throw LDAPError(
                error.code, diagnostic: error.diagnostic, matchedDN: error.matchedDN, referrals: error.referrals)
        }
    }

    /// A transaction is made whole or not at all, so one of its changes tells of all.
    fileprivate func resolveCommit(
        of changes: [Change], _ options: [WriteOptions], after error: LDAPError
    ) async throws(LDAPError) {
        guard error.outcome == .unknown,
            let (change, options) = zip(changes, options).first(where: { $0.1.recovery != nil })
        else { throw error }
        _ = try await self.pool.resolve(change, options, on: self.connection, after: error)
    }
}
