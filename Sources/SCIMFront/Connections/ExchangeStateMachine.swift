import Encodings
import NIOHTTP1

/// What HTTP/1.1 asks of the requests of a connection and Hummingbird leaves to others: one `Host` each (RFC 9112 section 3.2),
/// an end where the client wants it (section 9.3), and an answer to `Expect: 100-continue` (RFC 9110 section 10.1.1).
///
/// It does no input or output. What is read and written goes in as method calls, and what becomes of it comes out as an action.
struct ExchangeStateMachine {
    /// What is read next.
    ///
    /// Answers are counted apart: a client may send requests before it has the answers to earlier ones.
    private enum State {
        /// The head of a request.
        ///
        /// Exits: `body` or `heldBody` when one comes; `over` when one is refused.
        case head
        /// The body of a request, or its end.
        ///
        /// Exits: at the end of the request `head`, or `over` where it was the last.
        case body(isLast: Bool)
        /// The body of a request that the client holds back until it is told to go on (`Expect: 100-continue`).
        ///
        /// Exits: `body` when a part of it is wanted or comes all the same; `unwantedBody` when the answer begins before; at the end
        /// of the request `head`, or `over` where it was the last.
        case heldBody(isLast: Bool)
        /// A body that nobody has asked for and that may follow or not, so that nothing after it can be read.
        ///
        /// Exits: `ending` at the end of the request.
        case unwantedBody
        /// Nothing: the connection ends with the answer to the request that is read, though Hummingbird would go on.
        ///
        /// Exits: none.
        case ending
        /// Nothing: the last request has been read, or one was refused.
        ///
        /// Exits: none.
        case over
    }

    /// What becomes of the head of a request.
    enum HeadAction: Equatable {
        case pass
        /// It is passed on with `Connection: close`, in that spelling.
        case passAsLast
        case ignore
        case refuse(RequestFault)
    }

    /// What becomes of a part of a body, or of the end of a request.
    enum BodyAction: Equatable {
        case pass
        case ignore
    }

    /// What the client is told when its body is wanted.
    enum DemandAction: Equatable {
        /// `100 Continue`.
        case sendContinue
        case nothing
    }

    /// What becomes of the head of an answer.
    enum AnswerAction: Equatable {
        case pass
        /// It is passed on with this in its `Connection` field.
        case passWith(connection: String)
    }

    /// What follows the end of an answer.
    enum EndAction: Equatable {
        case goOn
        /// The connection ends, though Hummingbird would go on.
        case close
    }

    private var state = State.head
    /// How many requests were read in part at least and not answered.
    private var unanswered = 0
    /// Whether the latest request is of HTTP/1.0, in which connections end unless both sides say otherwise.
    private var isOld = false

    /// Whether all that was read has been answered.
    var isIdle: Bool { self.unanswered == 0 }

    /// Whether the rest of a request is awaited.
    var isReading: Bool {
        switch self.state {
        case .body, .heldBody, .unwantedBody: true
        case .head, .ending, .over: false
        }
    }

    /// Whether no further request is read.
    var isLast: Bool {
        switch self.state {
        case .head: false
        case .body(let isLast), .heldBody(let isLast): isLast
        case .unwantedBody, .ending, .over: true
        }
    }
}

// MARK: - Requests

extension ExchangeStateMachine {
    /// The head of a request came.
    mutating func readHead(_ head: HTTPRequestHead) -> HeadAction {
        if self.isLast { return .ignore }
        self.isOld = head.version == .http1_0
        let fields = DecisiveFields(head.headers)
        guard fields.hosts == 1 || self.isOld && fields.hosts == 0 else {
            self.state = .over
            return .refuse(.host(count: fields.hosts))
        }
        self.unanswered += 1
        let isLast = !head.isKeepAlive
        self.state = fields.expectsContinue && !self.isOld ? .heldBody(isLast: isLast) : .body(isLast: isLast)
        return isLast ? .passAsLast : .pass
    }

    /// A part of a body came.
    mutating func readBody() -> BodyAction {
        switch self.state {
        case .heldBody(let isLast):
            self.state = .body(isLast: isLast)
            return .pass
        case .body, .unwantedBody: return .pass
        case .head, .ending, .over: return .ignore
        }
    }

    /// A request came to its end.
    mutating func readEnd() -> BodyAction {
        switch self.state {
        case .body(let isLast), .heldBody(let isLast):
            self.state = isLast ? .over : .head
            return .pass
        case .unwantedBody:
            self.state = .ending
            return .pass
        case .head, .ending, .over: return .ignore
        }
    }

    /// Somebody wants to read the body.
    mutating func demandBody() -> DemandAction {
        guard case .heldBody(let isLast) = self.state else { return .nothing }
        self.state = .body(isLast: isLast)
        return .sendContinue
    }
}

// MARK: - Answers

extension ExchangeStateMachine {
    /// The head of an answer is written.
    mutating func writeHead() -> AnswerAction {
        guard self.unanswered == 1 else { return .pass }
        if case .heldBody = self.state { self.state = .unwantedBody }
        if self.isLast { return .passWith(connection: "close") }
        return self.isOld ? .passWith(connection: "keep-alive") : .pass
    }

    /// An answer is written to its end.
    mutating func writeEnd() -> EndAction {
        self.unanswered -= 1
        switch self.state {
        case .unwantedBody, .ending: return self.isIdle ? .close : .goOn
        case .head, .body, .heldBody, .over: return .goOn
        }
    }
}

/// The fields of a head that decide, found in one pass.
private struct DecisiveFields {
    var hosts = 0
    var expectsContinue = false

    init(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            switch name.utf8.count {
            case 4 where name.utf8.equalsIgnoringASCIICase("host"): self.hosts += 1
            case 6 where name.utf8.equalsIgnoringASCIICase("expect"):
                self.expectsContinue = value.utf8.equalsIgnoringASCIICase("100-continue")
            default: break
            }
        }
    }
}
