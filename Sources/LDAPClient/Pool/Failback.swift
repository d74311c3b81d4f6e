import LDAP

/// Since when the servers that are preferred to the one in use have been healthy.
struct Failback {
    /// How long a server must have been healthy.
    let delay: Duration
    private var healthySince: [Int: ContinuousClock.Instant] = [:]

    init(delay: Duration) {
        self.delay = delay
    }

    /// Notes how a preferred server was found; returns whether it has been healthy for long enough.
    mutating func observed(_ server: Int, isHealthy: Bool, now: ContinuousClock.Instant) -> Bool {
        guard isHealthy else {
            self.healthySince[server] = nil
            return false
        }
        let since = self.healthySince[server] ?? now
        self.healthySince[server] = since
        return now - since >= self.delay
    }

    /// Forgets what was noted, since the most preferred server is in use.
    mutating func reset() {
        self.healthySince = [:]
    }
}
