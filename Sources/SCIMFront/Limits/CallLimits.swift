/// How many calls are answered at a time, and how fast each client may call.
public struct CallLimits: Equatable, Sendable {
    /// The calls of all clients together that are being answered.
    public var inFlight = 128
    /// The calls of one client that are being answered; the rest of the places is for others.
    public var inFlightPerToken = 96
    /// The calls that wait for a place.
    public var queue = 256
    /// How long a call waits for a place.
    public var queueTimeout = Duration.seconds(10)
    /// The calls of one client in a second, on the average; Entra ID makes up to 25.
    public var rate = 100
    /// The calls of one client that may come at once after a pause.
    public var burst = 200
    /// The calls without a good token that one address makes in a minute before they are answered 429 and no longer logged one by one.
    public var failedAttempts = 30

    /// The limits that hold where nothing is configured.
    public init() {}
}
