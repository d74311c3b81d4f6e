extension Settings.Limits {
    /// Reads `limits:`.
    init(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        let duration = Settings.Directory.duration
        self.connections = section.number("connections")
        self.headTimeout = section.parsed("head_timeout", duration)
        self.bodyTimeout = section.parsed("body_timeout", duration)
        self.idleTimeout = section.parsed("idle_timeout", duration)
        self.headSize = section.number("head_size")
        self.bodySize = section.number("body_size")
    }
}
