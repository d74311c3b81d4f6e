/// What a client shows of itself with a call, as the front reads it from the request and its connection.
///
/// Another kind of credentials, such as a client certificate, is another property: who judges only tokens does not see it.
public struct Credentials: Sendable {
    /// The token of `Authorization: Bearer` (RFC 6750 section 2.1), whatever it is: a secret, or a JWT.
    public var bearerToken: String?

    /// Creates credentials; those of somebody who shows nothing are empty.
    public init(bearerToken: String? = nil) {
        self.bearerToken = bearerToken
    }
}
