import NIOCore
import NIOHTTP1

/// The requests and answers of one connection in their order, and how long a client may take for what is its turn (RFC 9112).
///
/// It does no input or output. What happens goes in as method calls, and what is to be done comes out as an action. One request is
/// served at a time: what a client sends behind it waits.
///
/// | state | limit | who takes longer |
/// |---|---|---|
/// | idle | `idleTimeout` since the last answer, `farewell` since a drain | is cut off |
/// | head | `headTimeout` since its first byte, or the connection's beginning; `welcome` since a drain without a byte | is told, or cut off where no byte came |
/// | call, rest | `bodyTimeout` since the end of the head, as long as the body comes | the body's reader is told; in `rest` is cut off |
/// | ending | `idleTimeout` | is cut off |
/// | lingering | `patience` | is cut off |
struct ExchangeStateMachine {
    /// Not one of Swift's clocks, whose size the compiler does not know: each copy of a state would be made by way of its metadata.
    typealias Instant = NIODeadline

    /// How long a client may take to notice that the connection is at its end.
    static let patience = Duration.seconds(2)
    /// How long a client that got its last answer may still send a request when the service stops: it may be on its way.
    static let farewell = Duration.seconds(1)
    /// How long a client that has just come may take for the first byte of a request when the service stops.
    static let welcome = Duration.seconds(3)

    private enum State {
        /// No byte of the next request has come.
        ///
        /// Exits: `head` with the first byte; those of `head`; `closed` at a drain.
        case idle(since: Instant)
        /// The head of a request is awaited.
        ///
        /// Exits: `call` when it is complete; `ending` when it is refused, late, or when the client ends; `closed` at a drain where
        /// no byte has come.
        case head(since: Instant, hasBegun: Bool)
        /// A request is being answered, while its body may still come.
        ///
        /// Exits: with the answer `idle`, or `call` where the next request waits; `rest` if the body has not ended; `ending` if it is
        /// the last.
        case call(Call)
        /// The answer is written, and what is left of the request is thrown away.
        ///
        /// Exits: `idle` at the end of the request; `ending` when that cannot come, or at a drain.
        case rest(since: Instant)
        /// The last answer is on its way.
        ///
        /// Exits: `lingering` when it has left.
        case ending(since: Instant)
        /// Only the other direction is open: who closes while bytes are unread takes the answer from the client with a reset.
        ///
        /// Exits: `closed` at a drain.
        case lingering(since: Instant)
        /// All of them lead here when the connection is closed, by whomever, and when the client took too long.
        ///
        /// Exits: none.
        case closed
    }

    /// A request that is being answered.
    private struct Call {
        /// When its head was complete.
        let since: Instant
        /// Whether it is of HTTP/1.0, in which connections end unless both sides say otherwise.
        let isOld: Bool
        /// Whether the client may hold the body back until it is told to go on (RFC 9110 section 10.1.1).
        let expectsContinue: Bool
        /// Whether the connection ends with the answer.
        var isLast: Bool
        /// The most that may come of the body, once somebody waits for it.
        var limit: Int?
        var hasBegunBody = false
        var hasEnded = false
        var fault: BodyFault?
    }

    private let limits: ConnectionLimits
    private var state: State
    /// What has come of the body of the request that is being answered.
    private var body = ByteBuffer()
    /// What came behind the request that is being answered.
    private var waiting = CircularBuffer<Part>(initialCapacity: 2)
    /// Since when the service stops.
    private var draining: Instant?
    private var isWritable = true

    init(_ limits: ConnectionLimits, now: Instant) {
        self.limits = limits
        self.state = .head(since: now, hasBegun: false)
    }
}

// MARK: - What it says of itself

extension ExchangeStateMachine {
    /// Whether more is to be read from the client.
    ///
    /// Reading goes on behind a whole request, until something comes: to stop and begin again costs two system calls for each.
    var wantsMore: Bool {
        switch self.state {
        case .idle, .head: self.isWritable
        case .call(let call) where call.hasEnded: self.waiting.isEmpty
        case .call(let call): call.limit != nil && call.fault == nil
        case .rest, .ending, .lingering: true
        case .closed: false
        }
    }

    /// Whether there is nothing to be done for the client anymore.
    var isClosed: Bool {
        if case .closed = self.state { true } else { false }
    }
}

// MARK: - What comes from the client

extension ExchangeStateMachine {
    /// Bytes came, of whatever.
    mutating func heard(now: @autoclosure () -> Instant) {
        switch self.state {
        case .idle: self.state = .head(since: now(), hasBegun: true)
        case .head(let since, false): self.state = .head(since: since, hasBegun: true)
        case .head, .call, .rest, .ending, .lingering, .closed: break
        }
    }

    mutating func receive(_ part: Part, now: Instant) -> Action {
        switch self.state {
        case .idle, .head: return self.begin(part, now)
        case .call(let call) where call.hasEnded:
            self.waiting.append(part)
            return .nothing
        case .call(let call): return self.goOn(part, call)
        case .rest: return self.throwAway(part, now)
        case .ending, .lingering, .closed: return .nothing
        }
    }

    private mutating func begin(_ part: Part, _ now: Instant) -> Action {
        switch part {
        case .head(let head): return self.begin(head, now)
        case .body, .end: return .nothing
        case .fault(let fault):
            self.state = .ending(since: now)
            return .refuse(fault)
        case .endOfInput: return self.end(now)
        }
    }

    private mutating func begin(_ head: HTTPRequestHead, _ now: Instant) -> Action {
        let fields = RequestFields(head.headers)
        let isOld = head.version == .http1_0
        guard fields.hosts == 1 || isOld && fields.hosts == 0 else {
            self.state = .ending(since: now)
            return .refuse(.host(count: fields.hosts))
        }
        // Behind a request for another protocol the parser reads nothing.
        let isLast = !head.isKeepAlive || fields.asksForUpgrade || head.method == .CONNECT
        self.state = .call(
            Call(since: now, isOld: isOld, expectsContinue: fields.expectsContinue && !isOld, isLast: isLast))
        return .serve(RequestHead(head, fields, since: now))
    }

    private mutating func goOn(_ part: Part, _ call: Call) -> Action {
        var call = call
        defer { self.state = .call(call) }
        switch part {
        case .body(var bytes):
            call.hasBegunBody = true
            guard call.fault == nil else { return .nothing }
            if let limit = call.limit, self.body.readableBytes + bytes.readableBytes > limit {
                call.fault = .tooLarge
                return .failBody(.tooLarge)
            }
            if self.body.readableBytes == 0 { self.body = bytes } else { self.body.writeBuffer(&bytes) }
            return .nothing
        case .end:
            call.hasEnded = true
            return call.limit == nil || call.fault != nil ? .nothing : .handBody(self.body)
        case .fault, .endOfInput:
            call.isLast = true
            guard call.fault == nil else { return .nothing }
            call.fault = .broken
            return call.limit == nil ? .nothing : .failBody(.broken)
        case .head: return .nothing
        }
    }

    private mutating func throwAway(_ part: Part, _ now: Instant) -> Action {
        switch part {
        case .head, .body: return .nothing
        case .end: return self.goOn(now)
        case .fault, .endOfInput: return self.end(now)
        }
    }

    /// Takes the next request, if it is there already and the answers to others have been taken.
    private mutating func goOn(_ now: Instant) -> Action {
        self.state = .idle(since: now)
        guard self.isWritable, let part = self.waiting.popFirst() else { return .nothing }
        let action = self.receive(part, now: now)
        while case .call(let call) = self.state, !call.hasEnded, let part = self.waiting.popFirst() {
            _ = self.goOn(part, call)
        }
        return action
    }

    private mutating func end(_ now: Instant) -> Action {
        self.state = .ending(since: now)
        return .finish
    }
}

// MARK: - What the service does

extension ExchangeStateMachine {
    /// Somebody wants to read the body, up to so many bytes.
    mutating func demandBody(upTo limit: Int) -> Demand {
        guard case .call(var call) = self.state else { return .fail(.broken) }
        defer { self.state = .call(call) }
        if call.fault == nil, self.body.readableBytes > limit { call.fault = .tooLarge }
        if let fault = call.fault { return .fail(fault) }
        if call.hasEnded { return .take(self.body) }
        call.limit = limit
        return call.expectsContinue && !call.hasBegunBody ? .sendContinue : .wait
    }

    /// The answer is written; nil if nobody can get it anymore.
    mutating func answer(now: Instant) -> Ending? {
        guard case .call(let call) = self.state else { return nil }
        self.body = ByteBuffer()
        // A body that is held back may follow or not, so nothing behind it could be read.
        let isHeld = call.expectsContinue && !call.hasBegunBody && !call.hasEnded && call.limit == nil
        if call.isLast || isHeld || self.draining != nil && self.waiting.isEmpty {
            return Ending(connection: "close", next: self.end(now))
        }
        let connection = call.isOld ? "keep-alive" : nil
        if call.hasEnded { return Ending(connection: connection, next: self.goOn(now)) }
        self.state = .rest(since: call.since)
        return Ending(connection: connection, next: .nothing)
    }

    /// The service stops: the next answer is the last, and whoever asks for nothing goes after a while.
    mutating func drain(now: Instant) -> Action {
        self.draining = now
        switch self.state {
        case .lingering:
            self.state = .closed
            return .close
        case .rest: return self.end(now)
        case .idle, .head, .call, .ending, .closed: return .nothing
        }
    }
}

// MARK: - The connection

extension ExchangeStateMachine {
    /// Whether the client takes what is written, or lets it pile up.
    mutating func set(isWritable: Bool, now: Instant) -> Action {
        self.isWritable = isWritable
        guard isWritable, case .idle = self.state else { return .nothing }
        return self.goOn(now)
    }

    /// What was written has left, and this direction is closed.
    mutating func outputClosed(now: Instant) {
        if case .ending = self.state { self.state = .lingering(since: now) }
    }

    /// The connection is closed.
    mutating func close() {
        self.state = .closed
    }

    /// Some time has gone by.
    mutating func tick(now: Instant) -> Action {
        if let draining, self.isLeft(at: now, since: draining) {
            self.state = .closed
            return .close
        }
        switch self.state {
        case .head(let since, true) where now.isPast(self.limits.headTimeout, since: since):
            self.state = .ending(since: now)
            return .refuse(.slowHead)
        case .call(var call)
        where !call.hasEnded && call.fault == nil && now.isPast(self.limits.bodyTimeout, since: call.since):
            (call.fault, call.isLast) = (.tooSlow, true)
            self.state = .call(call)
            return call.limit == nil ? .nothing : .failBody(.tooSlow)
        case .head(let since, false) where now.isPast(self.limits.headTimeout, since: since),
            .idle(let since) where now.isPast(self.limits.idleTimeout, since: since),
            .rest(let since) where now.isPast(self.limits.bodyTimeout, since: since),
            .ending(let since) where now.isPast(self.limits.idleTimeout, since: since),
            .lingering(let since) where now.isPast(Self.patience, since: since):
            self.state = .closed
            return .cut
        case .idle, .head, .call, .rest, .ending, .lingering, .closed: return .nothing
        }
    }

    /// Whether the service stops and the client has not asked for anything.
    private func isLeft(at now: Instant, since draining: Instant) -> Bool {
        switch self.state {
        case .idle: now.isPast(Self.farewell, since: draining)
        case .head(_, hasBegun: false): now.isPast(Self.welcome, since: draining)
        case .head, .call, .rest, .ending, .lingering, .closed: false
        }
    }

    /// How often it is worth to look.
    static func tick(_ limits: ConnectionLimits) -> Duration {
        max(min(limits.headTimeout, limits.bodyTimeout, limits.idleTimeout) / 4, .milliseconds(50))
    }
}

extension NIODeadline {
    /// Whether a time has gone by since a moment.
    fileprivate func isPast(_ limit: Duration, since moment: NIODeadline) -> Bool { self - moment >= TimeAmount(limit) }
}
