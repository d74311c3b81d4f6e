/// What a client may take of the service before it has shown a token, and how long it may take for everything.
public struct ConnectionLimits: Equatable, Sendable {
    /// The connections of all listeners together.
    public var connections = 256
    /// From the first byte of a request, or from the beginning of a connection, to the end of the request's head.
    public var headTimeout = Duration.seconds(10)
    /// From the end of a request's head to the end of its body.
    public var bodyTimeout = Duration.seconds(30)
    /// From an answer to the next request.
    ///
    /// Longer than Entra ID and the usual load balancers keep an idle connection.
    public var idleTimeout = Duration.seconds(300)
    /// The bytes of a request's line and header fields.
    public var headSize = 32 << 10
    /// The bytes of a body, also of a bulk request.
    public var bodySize = 1 << 20

    /// The limits that hold where nothing is configured.
    public init() {}
}
