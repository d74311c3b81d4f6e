import Directories
import LDAP
import Logging

extension Pool {
    /// Sends a write on one connection, and resolves a lost answer.
    /// - Throws: ``LDAPError``: the server's, or why it is not known what the server did.
    func write(
        _ change: Change, _ options: WriteOptions, on connection: Connection
    ) async throws(LDAPError) -> WriteResult {
        do {
            return try await connection.write(change, options, deadline: .now + self.configuration.timeout)
        } catch {
            guard error.outcome == .unknown else { throw error }
            return try await self.resolve(change, options, on: connection, after: error)
        }
    }

    /// Finds out on the same server whether a write was made whose answer is missing.
    /// - Throws: ``LDAPError`` with the outcome: not applied, or unknown while that server is away or may yet make the change.
    func resolve(
        _ change: Change, _ options: WriteOptions, on connection: Connection, after error: LDAPError
    ) async throws(LDAPError) -> WriteResult {
        guard let recovery = options.recovery else { throw error }
        let server = connection.server
        let found: (verdict: ReadBack.Verdict, result: WriteResult)
        do {
            // The caller may have gone; the write was sent all the same, and somebody must know what became of it.
            found = try await Task { try await self.readBack(change, options, recovery, after: connection) }.result
                .mapError { $0 as? LDAPError ?? LDAPError(.localError) }.get()
        } catch {
            throw LDAPError(
                .unavailable, diagnostic: "the answer to a change was lost, and \(server) is away", outcome: .unknown)
        }
        switch found.verdict {
        case .done:
            self.logger.notice("A change whose answer was lost has been made.", metadata: ["server": "\(server)"])
            return found.result
        case .notDone:
            throw LDAPError(.unavailable, diagnostic: "\(server) was lost before it made the change")
        case .unknown:
            throw LDAPError(
                .unavailable, diagnostic: "the answer to a change was lost, and the entry does not tell",
                outcome: .unknown)
        }
    }

    /// The pause before the second look, in which a server may yet make the change.
    private static let grace = Duration.seconds(1)

    /// Reads the entry on the connection of the change, or on another one where that does not answer.
    ///
    /// The silent connection is closed first, so that the server begins nothing more that waits in it.
    private func readBack(
        _ change: Change, _ options: WriteOptions, _ recovery: WriteOptions.Recovery, after connection: Connection
    ) async throws(LDAPError) -> (ReadBack.Verdict, WriteResult) {
        let deadline = ContinuousClock.now + self.configuration.timeout
        if connection.traffic.isOpen {
            let patience = ContinuousClock.now + min(self.configuration.timeout / 2, .seconds(2))
            do {
                return try await self.lookTwice(for: change, options, recovery, on: connection, patience)
            } catch {
                connection.close()
                await connection.ended(until: .now + Connection.closingLimit)
            }
        }
        let other = try await self.connection(like: connection, until: deadline)
        defer { other.close() }
        return try await self.lookTwice(for: change, options, recovery, on: other, deadline)
    }

    /// Reads the entry, and once more a second later before it concludes that the change was not made.
    ///
    /// The server may be about to make a change that it has received, although those before it were taken back.
    private func lookTwice(
        for change: Change, _ options: WriteOptions, _ recovery: WriteOptions.Recovery, on connection: Connection,
        _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> (ReadBack.Verdict, WriteResult) {
        let first = try await self.look(for: change, options, recovery, on: connection, deadline)
        guard first.0 == .notDone else { return first }
        try? await Task.sleep(for: Self.grace)
        return try await self.look(for: change, options, recovery, on: connection, deadline + Self.grace)
    }

    private func look(
        for change: Change, _ options: WriteOptions, _ recovery: WriteOptions.Recovery, on connection: Connection,
        _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> (ReadBack.Verdict, WriteResult) {
        var reader = ReadBack(
            change: change, recovery: recovery, identity: await self.identity(on: connection, deadline),
            creatorAttribute: try await self.dialect(of: connection, deadline).createdByAttribute)
        if let schema = self.knownSchema(of: connection.server) {
            reader.rule = { schema.equality(of: $0) }
        }
        let wanted = options.controls.flatMap { control -> [AttributeDescription] in
            if case .postRead(let attributes) = control { attributes } else { [] }
        }
        let attributes = reader.attributes + wanted
        let before = try await connection.entry(change.target, attributes, deadline)
        let name = change.resultingName ?? change.target
        let after = name == change.target ? before : try await connection.entry(name, attributes, deadline)
        let verdict = reader.verdict(before: before, after: after)
        return (verdict, WriteResult(postRead: wanted.isEmpty ? nil : after, isReadBack: true))
    }

    /// Opens another connection to the same server, which may just be starting again.
    private func connection(
        like connection: Connection, until deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> Connection {
        let known = connection.identity.outlivesTheProcess ? connection.identity : .unknown
        var failures = 0
        while true {
            do {
                return try await self.open(connection.peer, until: deadline, known: known)
            } catch {
                failures += 1
                let delay = Backoff.delay(after: failures, jitter: .random(in: 0...1))
                guard !error.isRefusal, .now + delay < deadline else { throw error }
                try? await Task.sleep(for: delay)
            }
        }
    }

    private func identity(
        on connection: Connection, _ deadline: ContinuousClock.Instant
    ) async -> DistinguishedName? {
        if case .simple(let dn, _) = self.configuration.credentials { return dn }
        guard let text = try? await connection.whoAmI(deadline), text.hasPrefix("dn:") else { return nil }
        return DistinguishedName(server: String(text.dropFirst(3)))
    }
}

extension Connection {
    /// Returns as whom the server takes this client, such as `dn:cn=admin,dc=example,dc=com` (RFC 4532).
    /// - Throws: ``LDAPError``, on Samba because it does not know the operation.
    func whoAmI(_ deadline: ContinuousClock.Instant) async throws(LDAPError) -> String {
        let reply = try await self.perform(.extended(.whoAmI), deadline: deadline)
        return String(decoding: reply.value ?? [], as: UTF8.self)
    }

    /// Reads one entry; nil if it does not exist.
    func entry(
        _ name: DistinguishedName, _ attributes: [AttributeDescription], _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> Entry? {
        let request = SearchRequest(base: name, scope: .base, attributes: attributes)
        do {
            return try await self.perform(.search(request, timeLimit: self.plan.limits.timeout), deadline: deadline)
                .entries.first
        } catch  where error.code == .noSuchObject {
            return nil
        }
    }
}
