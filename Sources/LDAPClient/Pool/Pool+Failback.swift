import Directories
import LDAP
import Logging

extension Pool {
    /// Looks after the servers that are preferred to the one in use until the task is cancelled.
    func watchPreferredServers() async {
        var failback = Failback(delay: self.configuration.failbackDelay)
        let pause = min(max(self.configuration.failbackDelay / 4, .milliseconds(50)), .seconds(15))
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            let servers = self.preferredServers
            if servers.isEmpty { failback.reset() }
            for index in servers {
                let preferred = await self.look(at: self.configuration.servers[index])
                defer { preferred?.close() }
                guard failback.observed(index, isHealthy: preferred != nil, now: .now), let preferred else { continue }
                if await self.handOver(to: preferred, index) { break }
            }
        }
    }

    /// A connection to a server that takes our bind and answers.
    private func look(at server: ServerURL) async -> Connection? {
        // While this bind is under way all others wait.
        let deadline = ContinuousClock.now + self.configuration.connectTimeout / 2
        do {
            let peer = try await self.addresses.peer(of: server)
            do throws(LDAPError) {
                let connection = try await self.open(peer, until: deadline)
                if try await connection.entry(DistinguishedName([]), ["1.1"], deadline) != nil { return connection }
                connection.close()
            } catch {
                if !error.refusesAccount { _ = self.addresses.left(peer) }
            }
            return nil
        } catch {
            return nil
        }
    }

    /// Goes back to a server once it has everything that we have written; false where it has not within a moment.
    ///
    /// Writes that go on and on would always be ahead of it. So it first has to reach a position that we note, and then, while
    /// our writes are held back for a moment, that of the last one.
    private func handOver(to preferred: Connection, _ index: Int) async -> Bool {
        let moment = min(self.configuration.timeout / 4, .seconds(2))
        do {
            guard try await self.hasCaughtUp(preferred, within: moment), await self.writes.hold(until: .now + moment)
            else { return false }
            defer { self.writes.release() }
            guard try await self.hasCaughtUp(preferred, within: moment) else { return false }
            self.turn(to: index, "A preferred server is used again.")
            return true
        } catch {
            return false
        }
    }

    /// Whether a server reaches, within a time, the position that the server in use has now; true where it cannot tell.
    private func hasCaughtUp(_ preferred: Connection, within limit: Duration) async throws(LDAPError) -> Bool {
        guard self.hasWritten else { return true }
        let end = ContinuousClock.now + limit
        let deadline = ContinuousClock.now + self.configuration.timeout
        let current = try await self.connection(until: deadline)
        guard let attribute = try await self.dialect(of: current, deadline).progressAttribute else { return true }
        for suffix in try await self.rootDSE(on: current, deadline).namingContexts {
            let position = try await current.progress(of: suffix, in: attribute, deadline)
            while try await !preferred.progress(of: suffix, in: attribute, deadline).hasCaughtUp(with: position) {
                guard .now < end, !Task.isCancelled else { return false }
                try? await Task.sleep(for: Self.lookAgain)
            }
        }
        return true
    }

    private static let lookAgain = Duration.milliseconds(20)
}

extension Connection {
    /// How far the server has come with a suffix; nothing where it cannot tell.
    fileprivate func progress(
        of suffix: DistinguishedName, in attribute: AttributeDescription, _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> ReplicationProgress {
        let entry = try await self.entry(suffix, [attribute], deadline)
        return ReplicationProgress(entry?[attribute].compactMap(\.text) ?? [])
    }
}
