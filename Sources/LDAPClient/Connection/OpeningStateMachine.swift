import LDAP

/// When a connection is secured.
enum Security {
    /// Never.
    case none
    /// Before the first message, as `ldaps` does.
    case atOnce
    /// After a StartTLS operation (RFC 4511 section 4.14).
    case afterRequest
}

/// How a connected channel becomes a session on which requests may be sent.
///
/// It does no input or output. StartTLS is the only request in flight, and not one byte may follow its response in the clear: whoever
/// stands in between could have written it.
struct OpeningStateMachine {
    enum Action: Equatable {
        case wait
        /// Ask the server for TLS.
        case requestTLS
        /// Read once more; nothing is read before.
        case read
        /// Put the TLS session below, and read on.
        case secure
        /// Requests may be sent.
        case open
        case fail(Failure)
    }

    enum Failure: Equatable {
        /// The connection ended without an answer to StartTLS.
        case unanswered
        /// The server does not speak TLS.
        case refused(ResultCode)
        /// Something came behind the response to StartTLS.
        case followed
        /// There is no TLS session, or not with this server.
        case untrusted
        /// The connection ended.
        case lost
    }

    private enum State {
        /// Exits: `requesting`, `securing` or `open` when it is connected (``connected()``); `ended`.
        case connecting(Security)
        /// Exits: `answered` when the server agrees (``answered(_:isLast:)``); `ended`.
        case requesting
        /// The server agrees, and what it sends is read no further.
        ///
        /// Exits: `securing` when nothing came behind (``readCompleted()``); `ended`.
        case answered
        /// Exits: `open` when there is a TLS session (``secured()``); `ended`.
        case securing
        /// Exits: none.
        case open, ended
    }

    private var state: State

    init(_ security: Security) {
        self.state = .connecting(security)
    }

    /// Whether requests may be sent.
    var isOpen: Bool { if case .open = self.state { true } else { false } }

    /// Whether the response to StartTLS is awaited: nothing else may come in the clear.
    var isRequesting: Bool { if case .requesting = self.state { true } else { false } }

    /// The channel is connected.
    mutating func connected() -> Action {
        guard case .connecting(let security) = self.state else { return .wait }
        switch security {
        case .none:
            self.state = .open
            return .open
        case .atOnce:
            self.state = .securing
            return .wait
        case .afterRequest:
            self.state = .requesting
            return .requestTLS
        }
    }

    /// The response to StartTLS came; `isLast` where no byte has come behind it.
    mutating func answered(_ code: ResultCode, isLast: Bool) -> Action {
        guard self.isRequesting else { return self.followed() }
        guard code == .success else { return self.end(.refused(code)) }
        self.state = .answered
        return isLast ? .wait : self.followed()
    }

    /// Bytes came in the clear that are not the response to StartTLS.
    mutating func followed() -> Action {
        self.end(.followed)
    }

    /// All that was read at once has been seen.
    mutating func readCompleted() -> Action {
        switch self.state {
        case .requesting: return .read
        case .answered:
            self.state = .securing
            return .secure
        case .connecting, .securing, .open, .ended: return .wait
        }
    }

    /// There is a TLS session with the server.
    mutating func secured() -> Action {
        guard case .securing = self.state else { return .wait }
        self.state = .open
        return .open
    }

    /// The channel ended.
    mutating func broke() -> Action {
        switch self.state {
        case .requesting: self.end(.unanswered)
        case .answered, .securing: self.end(.untrusted)
        case .connecting: self.end(.lost)
        case .open, .ended: .wait
        }
    }

    private mutating func end(_ failure: Failure) -> Action {
        self.state = .ended
        return .fail(failure)
    }
}
