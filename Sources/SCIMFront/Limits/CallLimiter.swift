import Encodings
import NIOCore
import NIOPosix
import SCIM
import Synchronization

/// Keeps the calls of all clients within ``CallLimits``.
public final class CallLimiter: Sendable {
    fileprivate enum Waiting {
        /// Nobody waits for what becomes of the call yet.
        case announced
        case call(CheckedContinuation<CallTable.Refusal?, Never>)
        /// It was settled before anybody waited.
        case settled(CallTable.Refusal?)
    }

    fileprivate struct State {
        var table: CallTable
        var waiting: [Int: Waiting] = [:]
    }

    /// What the limits have done, for whoever asks.
    public let tally: LimitTally
    private let patience: TimeAmount
    private let state: Mutex<State>
    private let attempts: Mutex<AttemptTable>

    /// Keeps to these limits, and counts on where another one was before it.
    public init(_ limits: CallLimits = CallLimits(), succeeding former: CallLimiter? = nil) {
        self.patience = TimeAmount(limits.queueTimeout)
        self.tally = former?.tally ?? LimitTally()
        self.state = Mutex(State(table: CallTable(limits)))
        self.attempts = Mutex(AttemptTable(perMinute: limits.failedAttempts))
    }

    /// How many calls are being answered and how many wait.
    public var load: (inFlight: Int, queued: Int) {
        self.state.withLock { ($0.table.inFlight, $0.table.queued) }
    }

    /// Lets a call of a client in, at once or when it is its turn; whoever is let in says so by ``leave(_:)``.
    /// - Throws: 429 where the client is too fast or has too many calls, 503 where the service is full.
    func enter(_ client: String) async throws(SCIMError) {
        let verdict = self.arrive(client)
        switch verdict {
        case .admitted: return
        case .refused(let refusal): throw self.error(refusal)
        case .queued(let number):
            if let refusal = await self.wait(number, client) { throw self.error(refusal) }
        }
    }

    /// A call of a client has been answered.
    func leave(_ client: String) {
        let next = self.state.withLock { state in
            state.table.left(client).flatMap { state.settle($0.number, nil) }
        }
        next?.resume(returning: nil)
    }

    /// A call without a good token comes from an address.
    func failed(_ address: IPAddress?) -> AttemptTable.Verdict {
        let verdict = self.attempts.withLock { $0.failed(address, at: .now()) }
        if verdict != .usual { self.tally.reached(.failedAttempts) }
        return verdict
    }

    private func arrive(_ client: String) -> CallTable.Verdict {
        let now = NIODeadline.now()
        typealias Refused = (CheckedContinuation<CallTable.Refusal?, Never>?, CallTable.Refusal)
        let (verdict, refused) = self.state.withLock { state -> (CallTable.Verdict, Refused?) in
            let arrival = state.table.came(client, at: now)
            if case .queued(let number) = arrival.verdict { state.waiting[number] = .announced }
            return (
                arrival.verdict, arrival.instead.map { (state.settle($0.number, $0.refusal), $0.refusal) }
            )
        }
        if let refused { refused.0?.resume(returning: refused.1) }
        return verdict
    }

    private func wait(_ number: Int, _ client: String) async -> CallTable.Refusal? {
        let loop = MultiThreadedEventLoopGroup.currentEventLoop ?? MultiThreadedEventLoopGroup.singleton.any()
        let end = loop.scheduleTask(in: self.patience) { self.giveUp(number, client) }
        defer { end.cancel() }
        return await withCheckedContinuation { continuation in
            let settled = self.state.withLock { state -> CallTable.Refusal?? in
                if case .settled(let refusal)? = state.waiting[number] {
                    state.waiting[number] = nil
                    return .some(refusal)
                }
                state.waiting[number] = .call(continuation)
                return .none
            }
            if let settled { continuation.resume(returning: settled) }
        }
    }

    private func giveUp(_ number: Int, _ client: String) {
        let (continuation, refusal) = self.state.withLock { state in
            let refusal = state.table.gaveUp(number, of: client)
            return (refusal.flatMap { state.settle(number, $0) }, refusal)
        }
        continuation?.resume(returning: refusal)
    }

    private func error(_ refusal: CallTable.Refusal) -> SCIMError {
        self.tally.reached(refusal.limit)
        return SCIMError(refusal)
    }
}

extension CallLimiter.State {
    /// What became of a call that waits; returns whoever is to be told.
    fileprivate mutating func settle(
        _ number: Int, _ refusal: CallTable.Refusal?
    ) -> CheckedContinuation<CallTable.Refusal?, Never>? {
        guard case .call(let continuation)? = self.waiting[number] else {
            self.waiting[number] = .settled(refusal)
            return nil
        }
        self.waiting[number] = nil
        return continuation
    }
}

extension CallTable.Refusal {
    /// The key below `limits:` that says where the limit is.
    fileprivate var limit: LimitTally.Limit {
        switch self {
        case .tooFast: .rate
        case .tooMany: .inFlightPerToken
        case .full: .inFlight
        }
    }
}

extension SCIMError {
    fileprivate init(_ refusal: CallTable.Refusal) {
        switch refusal {
        case .tooFast(let wait):
            self.init(
                status: 429,
                detail:
                    "This token calls faster than limits.rate and limits.burst of Starbridge allow. Repeat the call after the time in Retry-After; nothing was done."
            )
            self.retryAfter = wait.retryAfter
        case .tooMany:
            self.init(
                status: 429,
                detail:
                    "As many calls of this token are being answered as limits.in_flight_per_token of Starbridge allows. Repeat the call; nothing was done."
            )
            self.retryAfter = 1
        case .full:
            self.init(
                status: 503,
                detail:
                    "As many calls are being answered as limits.in_flight of Starbridge allows, and as many wait as fit. Repeat the call; nothing was done."
            )
            self.retryAfter = 1
        }
    }
}

extension TimeAmount {
    /// The whole seconds after which the time is over, as `Retry-After` says it.
    var retryAfter: Int { max(1, Int((self.nanoseconds + 999_999_999) / 1_000_000_000)) }
}
