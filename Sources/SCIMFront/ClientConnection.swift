public import Hummingbird
public import Logging
import NIOCore

/// The connection that a request came on: who is at the other end, and what it is told.
///
/// Hummingbird passes it along as the context of a request; its own contexts allocate for a router that is not used here.
public struct ClientConnection: InitializableFromSource, Sendable {
    private let logger: Logger
    private let channel: (any Channel)?

    /// Stands for the connection of a request that no server received, such as one that is only explained.
    public init(logger: Logger) {
        self.logger = logger
        self.channel = nil
    }

    /// Takes what the server knows.
    public init(source: ApplicationRequestContextSource) {
        self.logger = source.logger
        self.channel = source.channel
    }

    /// The id that the server gave to the request.
    var requestID: String {
        (self.logger[metadataKey: "hb.request.id"] ?? .stringConvertible(RequestID())).description
    }

    /// The IP address at the other end of the connection; nil where there is none, as on a Unix socket.
    var clientAddress: String? { self.channel?.remoteAddress?.ipAddress }

    /// The client has shown a token that is known: its connection is kept when others must go.
    func trust() {
        self.channel?.triggerUserOutboundEvent(TokenShown(), promise: nil)
    }

    /// Lets a client go on that holds the body back until it is told to send it.
    func wantBody() {
        self.channel?.triggerUserOutboundEvent(BodyAwaited(), promise: nil)
    }
}
