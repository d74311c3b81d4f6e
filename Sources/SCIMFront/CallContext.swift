public import Hummingbird
public import Logging

/// What the front wants to know from Hummingbird besides the request.
///
/// It is smaller than Hummingbird's own contexts, which allocate for a router that is not used here.
public struct CallContext: InitializableFromSource, Sendable {
    private let logger: Logger

    /// Makes the context of a request that no server received, such as one that is only explained.
    public init(logger: Logger) {
        self.logger = logger
    }

    /// Takes what the server knows.
    public init(source: ApplicationRequestContextSource) {
        self.logger = source.logger
    }

    /// The id that the server gave to the request.
    var requestID: String {
        (self.logger[metadataKey: "hb.request.id"] ?? .stringConvertible(RequestID())).description
    }
}
