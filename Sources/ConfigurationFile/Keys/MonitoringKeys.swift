import Observability

/// The keys of how the service is watched.
enum MonitoringKeys {
    static let all = [
        ConfigurationKey(
            .file, "mode", .word(["serve", "observe"]), default: "serve",
            "Whether calls are served, or only observed: then reads are answered, and each write is answered 503 and logged as the LDIF that it would have been."
        ),
        ConfigurationKey(
            .file, "metrics", .section(.metrics),
            "Where Prometheus scrapes /metrics, and /livez and /readyz are answered too; without it nowhere."),
        ConfigurationKey(.file, "log", .section(.log), "How the log is written."),

        ConfigurationKey(
            .metrics, "address", .text, isRequired: true,
            "The host and the port, such as 127.0.0.1:9464, or unix: and the path of a socket; no token is asked for there."
        ),
        ConfigurationKey(
            .metrics, "allow_plaintext", .flag, default: "false",
            "Whether everybody on the network may read the metrics, where the address is not of loopback."),
        ConfigurationKey(
            .log, "format", .word(LogFormat.allCases.map(\.rawValue)),
            "The form of its events: lines for people, JSON lines, or fields for the journal, which is chosen where the journal listens."
        ),
        ConfigurationKey(
            .log, "level", .word(Settings.Log.levels), default: "info",
            "The least that is logged; debug shows each LDAP operation with its values."),
    ]
}
