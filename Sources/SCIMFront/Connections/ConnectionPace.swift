/// How long a client may take for what is its turn now.
///
/// | state | begins with | ends with | limit |
/// |---|---|---|---|
/// | head | the connection, the first byte of a request | the end of the head | head |
/// | body | the end of the head | the end of the body | body |
/// | answer | the end of a request | the end of the last answer | none: it is the service's turn |
/// | idle | the end of the last answer | the first byte of a request | idle |
struct ConnectionPace {
    typealias Instant = ContinuousClock.Instant

    /// What is to be done about a client that has taken too long.
    enum Overdue: Equatable {
        /// It has not sent anything: the connection ends.
        case silent
        /// It is told, then the connection ends.
        case head
        /// Whoever reads the body hears of it.
        case body
    }

    private enum State {
        case head(since: Instant)
        case body(since: Instant)
        case answer
        case idle(since: Instant)
    }

    private let limits: ConnectionLimits
    private var state: State
    private var hasBegunHead = false
    private var unanswered = 0

    init(_ limits: ConnectionLimits, now: Instant) {
        self.limits = limits
        self.state = .head(since: now)
    }

    /// Whether a request is read or answered.
    var isBusy: Bool { self.unanswered > 0 }

    /// Bytes came.
    mutating func heard(now: Instant) {
        switch self.state {
        case .idle:
            self.state = .head(since: now)
            self.hasBegunHead = true
        case .head: self.hasBegunHead = true
        case .body, .answer: break
        }
    }

    /// The head of a request is complete.
    mutating func readHead(now: Instant) {
        self.unanswered += 1
        self.state = .body(since: now)
    }

    /// A request is complete.
    mutating func readEnd(now: Instant) {
        self.state = .answer
        self.rest(now)
    }

    /// An answer is complete.
    mutating func answered(now: Instant) {
        self.unanswered = max(0, self.unanswered - 1)
        self.rest(now)
    }

    private mutating func rest(_ now: Instant) {
        guard self.unanswered == 0, case .answer = self.state else { return }
        self.state = .idle(since: now)
        self.hasBegunHead = false
    }

    /// Whether the client has taken too long.
    func overdue(now: Instant) -> Overdue? {
        switch self.state {
        case .head(let since) where now - since >= self.limits.headTimeout: self.hasBegunHead ? .head : .silent
        case .body(let since) where now - since >= self.limits.bodyTimeout: .body
        case .idle(let since) where now - since >= self.limits.idleTimeout: .silent
        case .head, .body, .answer, .idle: nil
        }
    }

    /// How often it is worth to look.
    static func tick(_ limits: ConnectionLimits) -> Duration {
        max(min(limits.headTimeout, limits.bodyTimeout, limits.idleTimeout) / 4, .milliseconds(50))
    }
}
