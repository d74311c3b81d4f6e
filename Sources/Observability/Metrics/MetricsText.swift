/// What a registry knows, as the text that Prometheus scrapes.
public struct MetricsText: Sendable {
    /// The two forms of the text, which differ in the names above counters and in the end.
    public enum Form: Sendable {
        /// Prometheus' own, version 0.0.4.
        case prometheus
        /// OpenMetrics 1.0.0.
        case openMetrics

        /// The form that a client asks for by its `Accept` field, else Prometheus' own.
        public init(accept: String?) {
            self = accept?.contains("application/openmetrics-text") == true ? .openMetrics : .prometheus
        }

        /// The media type of the text.
        public var mediaType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    /// The text.
    public let text: String

    /// Reads a registry; families of which nothing is known have only their two lines.
    public init(_ registry: MetricsRegistry, as form: Form = .prometheus) {
        var lines: [String] = []
        for (family, samples) in registry.reading() {
            let name = form == .openMetrics ? family.openName : family.name
            lines.append("# HELP \(name) \(Self.escaped(family.help, form))")
            lines.append("# TYPE \(name) \(family.kind.rawValue)")
            lines += samples.map(\.line)
        }
        if form == .openMetrics { lines.append("# EOF") }
        self.text = lines.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ help: String, _ form: Form) -> String {
        let text = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return form == .openMetrics ? text.replacing("\"", with: "\\\"") : text
    }
}
