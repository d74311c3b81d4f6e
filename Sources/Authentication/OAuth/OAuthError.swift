import SCIM

/// Why the token endpoint gives no token (RFC 6749 section 5.2).
struct OAuthError: Error, Hashable {
    /// The words of `error`.
    enum Code: String {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidScope = "invalid_scope"
        case unsupportedGrantType = "unsupported_grant_type"
        case serverError = "server_error"
        case unavailable = "temporarily_unavailable"
    }

    let code: Code
    /// What is wrong, in a sentence for the client's administrator and the log.
    let description: String

    static func invalidRequest(_ description: String) -> OAuthError {
        .init(code: .invalidRequest, description: description)
    }
    static func invalidClient(_ description: String) -> OAuthError {
        .init(code: .invalidClient, description: description)
    }
    static func invalidScope(_ description: String) -> OAuthError {
        .init(code: .invalidScope, description: description)
    }

    /// The answer; a client that is not known is told by which scheme to make itself known.
    var answer: TokenAnswer {
        let status =
            switch self.code {
            case .invalidRequest, .invalidScope, .unsupportedGrantType: 400
            case .invalidClient: 401
            case .serverError: 500
            case .unavailable: 503
            }
        var answer = TokenAnswer(
            status: status,
            body: ["error": .string(self.code.rawValue), "error_description": .string(self.description)])
        answer.reason = self.description
        if status == 401 { answer.challenge = #"Basic realm="Starbridge""# }
        if status == 503 { answer.retryAfter = 30 }
        return answer
    }
}
