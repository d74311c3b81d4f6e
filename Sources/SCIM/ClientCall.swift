/// A call that writes, as its client made it, for whoever writes down what was done and why.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
public final class ClientCall: Sendable {
    /// The operation (RFC 7644 section 3.2), such as `PATCH`.
    public let method: String
    /// The path below the Tenant URL, such as `/Users/2819c223`.
    public let path: String
    /// The body, which may hold secrets; nil where there is none.
    public let body: Value?

    /// Describes a call.
    public init(_ method: String, _ path: String, body: Value? = nil) {
        self.method = method
        self.path = path
        self.body = body
    }
}
