import Encodings
import NIOCore

/// The calls without a good token, by the address that they come from; of a bounded number of addresses.
///
/// It never decides about a call with a good token: whoever shares an address with an attacker is served.
struct AttemptTable {
    typealias Instant = NIODeadline

    /// What becomes of one more such call.
    enum Verdict: Equatable {
        /// It is answered and logged as what it is.
        case usual
        /// There were too many: another one is welcome after this time. `untold` is how many were not logged since that was told
        /// last, where it is time to tell.
        case tooMany(wait: TimeAmount, untold: Int?)
    }

    fileprivate struct Account {
        var bucket = TokenBucket()
        var last: Instant
        var untold = 0
        var told: Instant?
    }

    /// How often an address that goes on is told of.
    fileprivate static let pause = TimeAmount.minutes(1)

    private let rate: TokenBucket.Rate
    private let capacity: Int
    /// Whoever has no address comes over a Unix socket.
    private var accounts: [IPAddress?: Account] = [:]

    /// Allows for so many in a minute from one address.
    init(perMinute: Int, capacity: Int = 4096) {
        self.rate = TokenBucket.Rate(perMinute, per: .minutes(1), burst: perMinute)
        self.capacity = capacity
    }

    /// How many addresses are remembered.
    var count: Int { self.accounts.count }

    /// A call without a good token comes from an address.
    mutating func failed(_ address: IPAddress?, at now: Instant) -> Verdict {
        let holder = address?.holder
        if self.accounts.count >= self.capacity, self.accounts[holder] == nil { self.makeRoom(now) }
        return self.accounts[holder, default: Account(last: now)].failed(self.rate, now)
    }

    /// Forgets the addresses that have rested, and where that is too few, the half that has rested longest.
    private mutating func makeRoom(_ now: Instant) {
        self.accounts = self.accounts.filter { !$0.value.bucket.isFull(at: now) }
        guard self.accounts.count > self.capacity / 2 else { return }
        let moments = self.accounts.values.map(\.last).sorted()
        let middle = moments[moments.count / 2]
        self.accounts = self.accounts.filter { $0.value.last > middle }
    }
}

extension AttemptTable.Account {
    fileprivate mutating func failed(_ rate: TokenBucket.Rate, _ now: NIODeadline) -> AttemptTable.Verdict {
        self.last = now
        guard let wait = self.bucket.take(rate, at: now) else { return .usual }
        self.untold += 1
        if let told, now - told < AttemptTable.pause { return .tooMany(wait: wait, untold: nil) }
        defer { (self.untold, self.told) = (0, now) }
        return .tooMany(wait: wait, untold: self.untold)
    }
}
