import NIOCore

/// The calls that are being answered and those that wait for their turn, by client.
///
/// A place that becomes free goes to the client that has the fewest, so that one that sends ever more takes nothing from the others:
/// it only waits longer itself. Where even the queue is full, the client with the most calls in it gives one up for a newcomer of another.
struct CallTable {
    typealias Instant = NIODeadline

    /// What becomes of a call.
    enum Verdict: Equatable {
        /// It is answered now.
        case admitted
        /// It waits, under this number.
        case queued(Int)
        /// It is not answered.
        case refused(Refusal)
    }

    /// Why a call is not answered.
    enum Refusal: Equatable {
        /// Its client is faster than its rate; the next call may come after this time.
        case tooFast(TimeAmount)
        /// Its client has all the places that one may have.
        case tooMany
        /// All places are taken, and not by its client alone.
        case full
    }

    /// A call that comes, and what that means to another one.
    struct Arrival: Equatable {
        var verdict: Verdict
        /// The number of a call that has waited and is refused instead of this one, and why.
        var instead: Instead?
    }

    /// A call that gives up its place in the queue.
    struct Instead: Equatable {
        var number: Int
        var refusal: Refusal
    }

    private struct Account {
        var bucket = TokenBucket()
        var inFlight = 0
        /// The numbers of the calls that wait, the oldest first.
        var waiting = CircularBuffer<Int>(initialCapacity: 0)

        mutating func enter(_ limit: Int) -> Bool {
            guard self.inFlight < limit else { return false }
            self.inFlight += 1
            return true
        }

        func isIdle(at now: Instant) -> Bool {
            self.inFlight == 0 && self.waiting.isEmpty && self.bucket.isFull(at: now)
        }
    }

    /// How many clients are remembered; of those that rest only these many.
    private static let roomForClients = 1024

    private let limits: CallLimits
    private let rate: TokenBucket.Rate
    private var accounts: [String: Account] = [:]
    private var last = 0
    /// The calls that are being answered.
    private(set) var inFlight = 0
    /// The calls that wait.
    private(set) var queued = 0

    /// How many clients are remembered.
    var clients: Int { self.accounts.count }

    init(_ limits: CallLimits) {
        self.limits = limits
        self.rate = TokenBucket.Rate(limits.rate, burst: limits.burst)
    }

    /// A call of a client comes.
    mutating func came(_ client: String, at now: Instant) -> Arrival {
        if self.accounts.count >= Self.roomForClients { self.makeRoom(for: client, at: now) }
        if let wait = self.accounts[client, default: Account()].bucket.take(self.rate, at: now) {
            return Arrival(verdict: .refused(.tooFast(wait)))
        }
        if self.inFlight < self.limits.inFlight, self.enter(client) { return Arrival(verdict: .admitted) }
        if self.queued < self.limits.queue { return Arrival(verdict: .queued(self.enqueue(client))) }
        guard let other = self.crowd, self.waiting(other) > self.waiting(client) + 1,
            let number = self.accounts[other]?.waiting.popLast()
        else { return Arrival(verdict: .refused(self.refusal(of: client))) }
        self.queued -= 1
        return Arrival(
            verdict: .queued(self.enqueue(client)), instead: Instead(number: number, refusal: self.refusal(of: other)))
    }

    /// A call of a client has been answered; returns the number of the one that is answered now instead, and its client.
    mutating func left(_ client: String) -> (number: Int, client: String)? {
        self.inFlight -= 1
        self.accounts[client]?.inFlight -= 1
        guard self.queued > 0, let next = self.next, let number = self.accounts[next]?.waiting.popFirst() else {
            return nil
        }
        self.queued -= 1
        _ = self.enter(next)
        return (number, next)
    }

    /// A call has waited too long; returns why it is not answered, or nil where it waits no longer.
    mutating func gaveUp(_ number: Int, of client: String) -> Refusal? {
        guard let place = self.accounts[client]?.waiting.firstIndex(of: number) else { return nil }
        self.accounts[client]?.waiting.remove(at: place)
        self.queued -= 1
        return self.refusal(of: client)
    }
}

extension CallTable {
    /// Takes a place for a client, unless it has as many as one may have.
    private mutating func enter(_ client: String) -> Bool {
        guard self.accounts[client, default: Account()].enter(self.limits.inFlightPerToken) else { return false }
        self.inFlight += 1
        return true
    }

    private mutating func enqueue(_ client: String) -> Int {
        self.last += 1
        self.queued += 1
        self.accounts[client, default: Account()].waiting.append(self.last)
        return self.last
    }

    private func waiting(_ client: String) -> Int { self.accounts[client]?.waiting.count ?? 0 }

    /// The client with the most calls in the queue.
    private var crowd: String? { self.accounts.max { $0.value.waiting.count < $1.value.waiting.count }?.key }

    /// The client whose turn it is: of those that wait and may have a place the one with the fewest, then the one that has waited longest.
    private var next: String? {
        self.accounts.lazy.filter { !$0.value.waiting.isEmpty && $0.value.inFlight < self.limits.inFlightPerToken }
            .min { one, other in
                (one.value.inFlight, one.value.waiting[one.value.waiting.startIndex])
                    < (other.value.inFlight, other.value.waiting[other.value.waiting.startIndex])
            }?.key
    }

    /// Why a call of a client has no place: it is its own doing where the client has more than its share.
    private func refusal(of client: String) -> Refusal {
        let own = self.accounts[client]?.inFlight ?? 0
        let others = self.accounts.values.count { $0.inFlight > 0 || !$0.waiting.isEmpty }
        return own >= self.limits.inFlightPerToken || own * others > self.limits.inFlight ? .tooMany : .full
    }

    private mutating func makeRoom(for client: String, at now: Instant) {
        guard self.accounts[client] == nil else { return }
        self.accounts = self.accounts.filter { !$0.value.isIdle(at: now) }
    }
}
