import SCIMFront

extension ConnectionLimits {
    /// Reads `limits:`.
    init(section: ConfigurationSection) {
        self.init()
        defer { section.refuseUnknownKeys() }
        let duration = Configuration.Directory.duration
        if let number = section.number("connections", in: 16...60_000) { self.connections = number }
        if let limit = section.parsed("head_timeout", duration) { self.headTimeout = limit }
        if let limit = section.parsed("body_timeout", duration) { self.bodyTimeout = limit }
        if let limit = section.parsed("idle_timeout", duration) { self.idleTimeout = limit }
        if let size = section.number("head_size", in: 4096...1_048_576) { self.headSize = size }
        if let size = section.number("body_size", in: 65_536...67_108_864) { self.bodySize = size }
    }
}
