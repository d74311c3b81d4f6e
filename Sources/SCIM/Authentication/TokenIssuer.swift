/// The token endpoint of OAuth 2.0 (RFC 6749 section 3.2), which a front leads token requests to.
public protocol TokenIssuer: Sendable {
    /// Answers a request, which nobody has authenticated yet, with a token or with the reason why there is none.
    func answer(_ request: TokenRequest) async -> TokenAnswer
}

/// A token request as a front reads it.
public struct TokenRequest: Sendable {
    /// The value of the Authorization header field, if there is one.
    public var authorization: String?
    /// The body, in the form of `application/x-www-form-urlencoded`.
    public var form: [UInt8]

    /// Creates a request.
    public init(authorization: String? = nil, form: [UInt8]) {
        self.authorization = authorization
        self.form = form
    }
}

/// What a ``TokenIssuer`` answers (RFC 6749 sections 5.1 and 5.2).
public struct TokenAnswer: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The body.
    public var body: Value
    /// The value of `WWW-Authenticate`, for a client that has not made itself known.
    public var challenge: String?
    /// After how many seconds the client may try again.
    public var retryAfter: Int?
    /// Whom a token was given; nil where there is none.
    public var principal: Principal?
    /// Why there is none, for the log.
    public var reason: String?

    /// Creates an answer.
    public init(status: Int, body: Value) {
        self.status = status
        self.body = body
    }
}
