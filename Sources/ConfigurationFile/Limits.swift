extension Settings {
    /// What the file says of `limits:`; nil where it leaves a limit as it is.
    public struct Limits: Equatable, Sendable {
        /// The connections of all listeners together.
        public var connections: Int?
        /// How long the head of a request may take.
        public var headTimeout: Duration?
        /// How long the body of a request may take.
        public var bodyTimeout: Duration?
        /// How long a connection may rest between two requests.
        public var idleTimeout: Duration?
        /// The bytes of a request's line and header fields.
        public var headSize: Int?
        /// The bytes of a body, also of a bulk request.
        public var bodySize: Int?
        /// The calls of all clients that are answered at a time.
        public var inFlight: Int?
        /// The calls of one client that are answered at a time.
        public var inFlightPerToken: Int?
        /// The calls that wait for their turn.
        public var queue: Int?
        /// How long a call waits for its turn.
        public var queueTimeout: Duration?
        /// The calls of one client in a second.
        public var rate: Int?
        /// The calls of one client that may come at once.
        public var burst: Int?
        /// The calls without a good token from one address in a minute.
        public var failedAttempts: Int?
        /// The operations that one connection to the directory has under way.
        public var directoryInFlight: Int?
        /// The operations that wait at one connection to the directory.
        public var directoryQueue: Int?
        /// How long the listeners stay open when the service stops.
        public var drainDelay: Duration?
    }
}

extension Settings.Limits {
    /// Reads `limits:`.
    init(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        self.connections = section.number("connections")
        self.headTimeout = section.parsed("head_timeout", ConfiguredValue.duration)
        self.bodyTimeout = section.parsed("body_timeout", ConfiguredValue.duration)
        self.idleTimeout = section.parsed("idle_timeout", ConfiguredValue.duration)
        self.headSize = section.number("head_size")
        self.bodySize = section.number("body_size")
        self.inFlight = section.number("in_flight")
        self.inFlightPerToken = section.number("in_flight_per_token")
        self.queue = section.number("queue")
        self.queueTimeout = section.parsed("queue_timeout", ConfiguredValue.duration)
        self.rate = section.number("rate")
        self.burst = section.number("burst")
        self.failedAttempts = section.number("failed_attempts")
        self.directoryInFlight = section.number("directory_in_flight")
        self.directoryQueue = section.number("directory_queue")
        self.drainDelay = section.parsed("drain_delay", Self.drainDelay)
    }

    /// A short time: the service manager waits for the end of the process.
    /// - Throws: ``ConfigurationReason``.
    private static func drainDelay(_ text: String) throws -> Duration {
        let delay = try ConfiguredValue.duration(text)
        guard delay <= .seconds(8) else { throw ConfigurationReason("must be 8s at most") }
        return delay
    }
}
