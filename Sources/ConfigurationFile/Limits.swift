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
    }
}
