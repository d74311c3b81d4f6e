import Encodings
public import Observability

extension Settings {
    /// How calls are treated.
    public enum Mode: String, Sendable, CaseIterable {
        /// They are served.
        case serve
        /// Reads are answered, and writes are logged and not made.
        case observe
    }

    /// How the log is written, as far as the file says it.
    public struct Log: Equatable, Sendable {
        /// The form of its events.
        public var format: LogFormat?
        /// The least level that is written.
        public var level = "info"
    }
}

extension Settings.Log {
    /// Reads `log:`.
    init(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        self.format = section.word("format") { LogFormat(rawValue: $0) }
        self.level = section.word("level") { Self.levels.contains($0) ? $0 : nil } ?? "info"
    }

    /// The levels of events, the least important first.
    static let levels = ["trace", "debug", "info", "notice", "warning", "error"]
}

extension Settings.Listener {
    /// Reads `metrics:`, an address that asks for no token, besides those of callers.
    init?(monitoring section: ConfigurationSection, besides callers: [Settings.Listener]) {
        let place = section.requiredParsed("address", Self.place)
        let allowsPlaintext = section.flag("allow_plaintext")
        section.refuseUnknownKeys()
        guard let place else { return nil }
        self.init(place: place)
        if callers.contains(where: { $0.place == place }) {
            section.report(
                "metrics must have an address of its own, not one of listen", at: section.mark(of: "address"))
        }
        guard case .address(let host, _) = place, !allowsPlaintext, !host.isLoopbackHost else { return }
        section.report(
            "metrics would be readable by everybody on the network: listen on 127.0.0.1 or a Unix socket, or set "
                + "allow_plaintext: true", at: section.mark)
    }
}
