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
