import LDAP

/// Since when the servers that are preferred to the one in use have been healthy.
struct Failback {
    /// How long a server must have been healthy.
    let delay: Duration
    private var healthySince: [Int: ContinuousClock.Instant] = [:]

    init(delay: Duration) {
        self.delay = delay
    }

    /// A preferred server was looked at; returns whether it has been healthy for long enough.
    mutating func observed(_ server: Int, isHealthy: Bool, now: ContinuousClock.Instant) -> Bool {
        guard isHealthy else {
            self.healthySince[server] = nil
            return false
        }
        let since = self.healthySince[server] ?? now
        self.healthySince[server] = since
        return now - since >= self.delay
    }

    /// The most preferred server is in use; nothing needs to be remembered.
    mutating func reset() {
        self.healthySince = [:]
    }
}

/// How far a server of a replicated OpenLDAP has come: one change sequence number for each server that takes writes.
struct ReplicationProgress: Equatable {
    private var latest: [Substring: Substring] = [:]

    /// Reads the values of `contextCSN`, such as `20261124001024.733248Z#000000#001#000000`.
    init(contextCSN values: [String]) {
        for value in values {
            let parts = value.split(separator: "#")
            guard parts.count == 4 else { continue }
            let moment = value[..<parts[1].endIndex]
            self.latest[parts[2]] = max(self.latest[parts[2]] ?? "", moment)
        }
    }

    /// Whether nothing that the other server has seen is missing here.
    func hasCaughtUp(with other: ReplicationProgress) -> Bool {
        other.latest.allSatisfy { server, moment in (self.latest[server] ?? "") >= moment }
    }
}
