import NIOCore

/// The connections there are, and which of them goes when another one comes and all seats are taken.
///
/// Whoever has not shown a token makes room first, who came first before the others: so a newcomer always has the time to show its
/// one, however many connections somebody else opens.
struct SeatTable {
    typealias Instant = NIODeadline

    /// What becomes of a newcomer.
    enum Verdict: Equatable {
        case seated
        /// It takes the seat of this one, which is to be closed.
        case seatedInsteadOf(Int)
        /// All seats are taken by clients whose requests are being answered.
        case refused
    }

    private struct Seat {
        var since: Instant
        var isTrusted = false
        var isBusy = false
    }

    /// How many seats there are; connections that have one keep it when there are fewer.
    var capacity: Int
    private var seats: [Int: Seat] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// How many connections there are.
    var count: Int { self.seats.count }

    /// A connection comes.
    mutating func came(_ number: Int, now: Instant) -> Verdict {
        guard self.seats.count >= self.capacity else {
            self.seats[number] = Seat(since: now)
            return .seated
        }
        guard let victim = self.victim else { return .refused }
        self.seats[victim] = nil
        self.seats[number] = Seat(since: now)
        return .seatedInsteadOf(victim)
    }

    /// A connection has shown a token.
    mutating func trusted(_ number: Int) {
        self.seats[number]?.isTrusted = true
    }

    /// A request of a connection begins or has been answered.
    mutating func set(_ number: Int, isBusy: Bool, now: Instant) {
        guard let place = self.seats.index(forKey: number), self.seats.values[place].isTrusted else { return }
        self.seats.values[place].isBusy = isBusy
        self.seats.values[place].since = now
    }

    /// A connection has ended.
    mutating func left(_ number: Int) {
        self.seats[number] = nil
    }

    private var victim: Int? {
        let candidates = self.seats.filter { !$0.value.isTrusted || !$0.value.isBusy }
        return candidates.min { first, second in
            if first.value.isTrusted != second.value.isTrusted { return !first.value.isTrusted }
            return (first.value.since, first.key) < (second.value.since, second.key)
        }?.key
    }
}
