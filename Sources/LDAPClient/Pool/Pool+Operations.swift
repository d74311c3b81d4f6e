import LDAP

extension Pool {
    /// How often a request is sent again that a lost connection took with it: all connections to a server may go one by one.
    private var maximumRepetitions: Int { self.configuration.connections + 1 }

    /// Sends a read, and again where the connection was lost under it, or given up because the server was silent.
    /// - Throws: ``LDAPError``: the server's, or why there is no answer; ``ResultCode/timeout`` where a server was
    ///   silent and no other could be asked.
    func read(_ request: Request, until deadline: ContinuousClock.Instant) async throws(LDAPError) -> Reply {
        var repetitions = 0
        var silence: LDAPError?
        while true {
            let connection: Connection
            do { connection = try await self.connection(until: deadline) } catch { throw silence ?? error }
            do {
                return try await connection.perform(request, deadline: deadline)
            } catch {
                guard error.hasTime(until: deadline), repetitions < self.maximumRepetitions else { throw error }
                if error.code == .timeout { silence = error }
                repetitions += 1
                self.metrics.repeated()
            }
        }
    }

    /// Sends reads together on one connection, and those again that were lost with it, as ``read(_:until:)`` does.
    func readAll(_ requests: [Request], until deadline: ContinuousClock.Instant) async -> [TimedReply] {
        var answers: [TimedReply?] = Array(repeating: nil, count: requests.count)
        var wanted = Array(requests.indices)
        var silence: LDAPError?
        for _ in 0...self.maximumRepetitions where !wanted.isEmpty {
            let connection: Connection
            do { connection = try await self.connection(until: deadline) } catch {
                for index in wanted { answers[index] = TimedReply(.failure(silence ?? error)) }
                break
            }
            let found = await connection.performAll(wanted.map { requests[$0] }, deadline: deadline)
            if found.count == requests.count, !found.contains(where: { $0.isLost(until: deadline) }) { return found }
            for (index, answer) in zip(wanted, found) { answers[index] = answer }
            wanted.removeAll { answers[$0]?.isLost(until: deadline) != true }
            self.metrics.repeated(wanted.count)
            silence = wanted.lazy.compactMap { answers[$0]?.error }.first { $0.code == .timeout } ?? silence
        }
        return answers.compactMap(\.self)
    }

    /// Sends a write once; another time only where nothing had been sent, or where the server takes none and another one may.
    /// - Throws: ``LDAPError``: the server's, or why there is no answer.
    func write(_ change: Change, _ options: WriteOptions) async throws(LDAPError) -> WriteResult {
        var repetitions = 0
        let deadline = ContinuousClock.now + self.configuration.timeout
        while true {
            do throws(LDAPError) {
                return try await self.writes.pass(until: deadline) { () throws(LDAPError) in
                    let connection = try await self.connection(until: deadline)
                    self.wrote()
                    do throws(LDAPError) {
                        return try await self.write(change, options, on: connection)
                    } catch {
                        throw await self.leaveIfReadOnly(connection, after: error, until: deadline)
                    }
                }
            } catch {
                guard error.hasTime(until: deadline), error.outcome == .notApplied,
                    repetitions < self.maximumRepetitions
                else {
                    throw error
                }
                repetitions += 1
                self.metrics.repeated()
            }
        }
    }
}

extension TimedReply {
    /// Whether the request is to be sent again.
    fileprivate func isLost(until deadline: ContinuousClock.Instant) -> Bool {
        if case .failure(let error) = self.outcome { error.hasTime(until: deadline) } else { false }
    }
}

extension LDAPError {
    /// Whether the request may go to another connection: this one was lost, or was silent and there is time left.
    fileprivate func hasTime(until deadline: ContinuousClock.Instant) -> Bool {
        self.code == .serverDown || self.code == .timeout && .now < deadline
    }
}

extension Connection {
    /// Sends a write and returns what its post-read control brought.
    func write(
        _ change: Change, _ options: WriteOptions, deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> WriteResult {
        let reply = try await self.perform(.write(change, controls: options.controls), deadline: deadline)
        var result = WriteResult()
        for case .postRead(let entry) in reply.controls { result.postRead = entry }
        return result
    }
}
