/// When the keys of an issuer are fetched, and how long they are good.
///
/// A state machine without I/O: it is told what happens, in
/// milliseconds since 1970, and says what is to be done.
struct KeyCache: Sendable {
    /// In what time things happen, in milliseconds.
    struct Pace: Sendable {
        /// How old keys become before they are fetched again.
        var refresh: Int64 = 3_600_000
        /// How old they become where they cannot be fetched again.
        var life: Int64 = 86_400_000
        /// How much time lies between two fetches for the sake of keys that nobody knows.
        var unknown: Int64 = 30_000
        /// How long after a failure it is tried again: twice as long after each one, but not longer than the second.
        var retry: (first: Int64, last: Int64) = (10_000, 300_000)
    }

    /// What is known of a key.
    enum Finding {
        case key(KeySet.Key)
        /// The keys are to be fetched, or are being fetched; then it is asked again.
        case wait
        /// The issuer has no such key.
        case unknown
        /// The keys cannot be had.
        case away(String)
    }

    private let pace: Pace
    private var keys: KeySet?
    private var fetched: Int64 = 0
    private var attempted: Int64?
    private var isFetching = false
    private var failures = 0
    private var fault: KeyFault?

    init(pace: Pace = Pace()) {
        self.pace = pace
    }

    /// Looks for a key.
    func find(_ name: String, at now: Int64) -> Finding {
        guard let keys, now - self.fetched < self.pace.life else {
            return self.mayTry(at: now) ? .wait : .away(self.fault?.description ?? "they were not fetched yet")
        }
        if let key = keys[name] { return .key(key) }
        if self.isFetching || self.isOver(self.pace.unknown, at: now) { return .wait }
        // The issuer may have new keys that could not be fetched.
        return self.fault.map { .away($0.description) } ?? .unknown
    }

    /// Whether it is time to fetch the keys by itself.
    func isDue(at now: Int64) -> Bool {
        guard !self.isFetching else { return false }
        if self.fault != nil || self.keys == nil { return self.isOver(self.delay, at: now) }
        return self.isOver(self.pace.refresh, at: now)
    }

    private func mayTry(at now: Int64) -> Bool { self.isFetching || self.isOver(self.delay, at: now) }

    /// A clock that was put back ends every delay.
    private func isOver(_ delay: Int64, at now: Int64) -> Bool {
        guard let attempted else { return true }
        return now - attempted >= delay || now < attempted
    }

    /// `0, 10 s, 20 s, 40 s, …, 5 min`, by the number of failures.
    private var delay: Int64 {
        self.failures == 0 ? 0 : min(self.pace.retry.last, self.pace.retry.first << min(self.failures - 1, 20))
    }

    /// A fetch begins.
    mutating func begin(at now: Int64) {
        self.attempted = now
        self.isFetching = true
    }

    /// The keys came.
    mutating func receive(_ keys: KeySet, at now: Int64) {
        self.keys = keys
        self.fetched = now
        self.isFetching = false
        self.failures = 0
        self.fault = nil
    }

    /// The keys did not come.
    mutating func fail(_ fault: KeyFault) {
        self.isFetching = false
        self.failures += 1
        self.fault = fault
    }

    /// How things stand.
    func standing(at now: Int64) -> KeysStanding {
        KeysStanding(
            names: self.keys?.names ?? [], fetched: self.keys == nil ? nil : self.fetched / 1000,
            fault: self.fault?.description, areUsable: self.keys != nil && now - self.fetched < self.pace.life)
    }
}

/// How it stands with the keys of an issuer.
public struct KeysStanding: Hashable, Sendable {
    /// Where they are fetched from.
    public var url = ""
    /// The names of the keys that are known.
    public var names: [String]
    /// When they came, in seconds since 1970; nil for never.
    public var fetched: Int64?
    /// Why they could not be fetched the last time; nil where they could.
    public var fault: String?
    /// Whether tokens can be checked with them.
    public var areUsable: Bool
}
