import LDAP

extension Pool {
    /// How often a request is sent again that a lost connection took with it.
    private static let repetitions = 2

    /// Sends a read, and again where the connection was lost under it.
    /// - Throws: ``LDAPError``: the server's, or why there is no answer.
    func read(_ request: Request, until deadline: ContinuousClock.Instant) async throws(LDAPError) -> Reply {
        var repetitions = 0
        while true {
            let connection = try await self.connection(until: deadline)
            do {
                return try await connection.perform(request, deadline: deadline)
            } catch {
                guard error.code == .serverDown, repetitions < Self.repetitions else { throw error }
                repetitions += 1
            }
        }
    }

    /// Sends a write once; another time only where nothing had been sent.
    /// - Throws: ``LDAPError``: the server's, or why there is no answer.
    func write(_ change: Change, _ options: WriteOptions) async throws(LDAPError) -> WriteResult {
        var repetitions = 0
        let deadline = ContinuousClock.now + self.configuration.timeout
        while true {
            do throws(LDAPError) {
                return try await self.writes.pass(until: deadline) { () throws(LDAPError) in
                    let connection = try await self.connection(until: deadline)
                    self.wrote()
                    return try await self.write(change, options, on: connection)
                }
            } catch {
                guard error.code == .serverDown, error.outcome == .notApplied, repetitions < Self.repetitions else {
                    throw error
                }
                repetitions += 1
            }
        }
    }
}

extension Connection {
    /// Sends a write and returns what its controls brought.
    nonisolated func write(
        _ change: Change, _ options: WriteOptions, deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> WriteResult {
        let reply = try await self.perform(.write(change, controls: options.controls), deadline: deadline)
        var result = WriteResult()
        for control in reply.controls {
            switch control {
            case .preRead(let entry): result.preRead = entry
            case .postRead(let entry): result.postRead = entry
            default: break
            }
        }
        return result
    }
}
