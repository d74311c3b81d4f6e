import Encodings
import NIOHTTP1

/// What HTTP/1.1 asks of the requests of a connection and Hummingbird leaves to others: one `Host` each (RFC 9112 section 3.2),
/// an end where the client wants it (section 9.3), and an answer to `Expect: 100-continue` (RFC 9110 section 10.1.1).
struct ExchangeStateMachine {
    /// Requests that were read in part at least and not answered.
    private var unanswered = 0
    /// Whether the rest of a request is awaited.
    private(set) var isReading = false
    /// Whether no further request is read.
    private(set) var isLast = false
    /// Whether the connection ends with the next answer.
    private var isEnding = false
    /// Whether the client holds the body of the latest request back until it is told to go on.
    private var isContinueAwaited = false
    /// Whether the client speaks HTTP/1.0, in which connections end unless both sides say otherwise.
    private var isOld = false

    /// What becomes of the head of a request.
    enum HeadAction: Equatable {
        case pass
        /// It is passed on with `Connection: close`, in that spelling.
        case passAsLast
        case ignore
        case refuse(RequestFault)
    }

    /// Whether all that was read has been answered.
    var isIdle: Bool { self.unanswered == 0 }

    mutating func read(_ head: HTTPRequestHead) -> HeadAction {
        if self.isLast { return .ignore }
        self.isOld = head.version == .http1_0
        let fields = FieldCount(head.headers)
        guard fields.hosts == 1 || self.isOld && fields.hosts == 0 else {
            self.isLast = true
            return .refuse(.host(count: fields.hosts))
        }
        self.isReading = true
        self.unanswered += 1
        self.isContinueAwaited = fields.expectsContinue && !self.isOld
        self.isLast = !head.isKeepAlive
        return self.isLast ? .passAsLast : .pass
    }

    /// Whether a part of a body is passed on.
    mutating func readBody() -> Bool {
        self.isContinueAwaited = false
        return self.isReading
    }

    /// Whether the end of a request is passed on.
    mutating func readEnd() -> Bool {
        defer { self.isReading = false }
        return self.readBody()
    }

    /// Whether the client is to be told to send the body that is now wanted.
    mutating func wantBody() -> Bool {
        defer { self.isContinueAwaited = false }
        return self.isContinueAwaited
    }

    /// What the head of an answer says of the connection; nil if nothing.
    ///
    /// A body that was not wanted may follow or not, so that nothing after it can be read.
    mutating func writeHead() -> String? {
        guard self.unanswered == 1 else { return nil }
        if self.isContinueAwaited { (self.isContinueAwaited, self.isLast, self.isEnding) = (false, true, true) }
        if self.isLast { return "close" }
        return self.isOld ? "keep-alive" : nil
    }

    /// Whether the connection ends with the answer that ends here, though Hummingbird would go on.
    mutating func writeEnd() -> Bool {
        self.unanswered -= 1
        return self.isEnding && self.isIdle
    }
}

/// The fields of a head that decide, found in one pass.
private struct FieldCount {
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
