import LDAP
import Logging

extension Pool {
    /// Looks after the servers that are preferred to the one in use until the task is cancelled.
    func watchPreferredServers() async {
        var failback = Failback(delay: self.configuration.failbackDelay)
        let pause = min(max(self.configuration.failbackDelay / 4, .milliseconds(50)), .seconds(15))
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            guard let current = self.indexInUse, current > 0 else {
                failback.reset()
                continue
            }
            for index in 0..<current {
                let isHealthy = await self.isReady(self.configuration.servers[index])
                guard failback.observed(index, isHealthy: isHealthy, now: .now) else { continue }
                self.failBack(to: index)
                break
            }
        }
    }

    /// Whether a server takes our bind, answers, and has everything that the server in use has.
    private func isReady(_ server: ServerURL) async -> Bool {
        do {
            let preferred = try await Connection.open(server, configuration: self.configuration, logger: self.logger)
            defer { preferred.post(.close) }
            let deadline = ContinuousClock.now + self.configuration.timeout
            guard self.hasWritten else {
                return try await preferred.entry(DistinguishedName([]), ["1.1"], deadline) != nil
            }
            let current = try await self.connection(until: deadline)
            for suffix in try await self.rootDSE(on: current, deadline).namingContexts {
                let ours = try await current.progress(of: suffix, deadline)
                guard try await preferred.progress(of: suffix, deadline).hasCaughtUp(with: ours) else { return false }
            }
            return true
        } catch {
            return false
        }
    }
}

extension Connection {
    /// How far the server has come with a suffix; nothing where it cannot tell.
    fileprivate nonisolated func progress(
        of suffix: DistinguishedName, _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> ReplicationProgress {
        let entry = try await self.entry(suffix, ["contextCSN"], deadline)
        return ReplicationProgress(contextCSN: entry?["contextCSN"].compactMap(\.text) ?? [])
    }
}
