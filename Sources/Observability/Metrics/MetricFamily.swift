/// A metric as those who scrape it know it: its name, its kind, and what it tells.
///
/// ``all`` is the one place where a metric is declared: what is counted under another name is not kept.
public struct MetricFamily: Hashable, Sendable {
    /// How its values are to be understood.
    public enum Kind: String, Hashable, Sendable {
        /// It only grows, and begins at 0 with the process.
        case counter
        /// It goes up and down.
        case gauge
        /// How many measurements lie below each of ``HistogramCell/bounds``.
        case histogram
    }

    /// The name, with the unit in which it counts: seconds or bytes.
    public let name: String
    /// How its values are to be understood.
    public let kind: Kind
    /// What tells its series apart.
    public let labels: [String]
    /// What it tells, in one sentence.
    public let help: String

    init(_ name: String, _ kind: Kind, by labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    /// The name that stands above the samples where counters are named without their ending (OpenMetrics 1.0).
    var openName: String { self.kind == .counter ? String(self.name.dropLast("_total".count)) : self.name }
}

extension MetricFamily {
    /// All metrics, in the order in which they are written.
    public static let all: [MetricFamily] = calls + ldap + changes + service + process

    private static let calls = [
        MetricFamily(
            "starbridge_http_requests_total", .counter, by: ["route", "method", "status"],
            "Answered SCIM calls."),
        MetricFamily(
            "starbridge_http_request_duration_seconds", .histogram, by: ["route", "method"],
            "Time from the complete head of a SCIM call to its answer."),
        MetricFamily("starbridge_http_requests_in_flight", .gauge, "SCIM calls that are being answered."),
        MetricFamily(
            "starbridge_http_unreadable_requests_total", .counter, by: ["status"],
            "Requests that were no proper HTTP and were refused."),
    ]

    private static let ldap = [
        MetricFamily(
            "starbridge_ldap_operations_total", .counter, by: ["operation", "result"],
            "LDAP operations by their result code, success or the name of an error."),
        MetricFamily(
            "starbridge_ldap_operation_duration_seconds", .histogram, by: ["operation"],
            "Time of an LDAP operation, with what it waited for a connection and with its repetitions."),
        MetricFamily("starbridge_ldap_operations_in_flight", .gauge, "LDAP operations whose answer is awaited."),
        MetricFamily(
            "starbridge_ldap_queued_operations", .gauge,
            "LDAP operations that wait because as many as a connection may carry are on the wire."),
        MetricFamily(
            "starbridge_ldap_connections", .gauge, "Open connections to the directory that all calls share."),
        MetricFamily(
            "starbridge_ldap_leased_connections", .gauge,
            "Connections to the directory that serve one list each."),
        MetricFamily("starbridge_ldap_connections_opened_total", .counter, "Connections to the directory made."),
        MetricFamily(
            "starbridge_ldap_retries_total", .counter,
            "LDAP operations sent again because their connection was lost or silent."),
        MetricFamily(
            "starbridge_ldap_failovers_total", .counter, "Changes to another directory server."),
        MetricFamily("starbridge_ldap_binds_refused_total", .counter, "Binds that the directory refused."),
        MetricFamily(
            "starbridge_directory_up", .gauge, by: ["server"],
            "Whether a configured directory server is the one in use."),
    ]

    private static let changes = [
        MetricFamily(
            "starbridge_effects_total", .counter, by: ["effect"],
            "Changes that the directory has committed, by what they meant for the entry."),
        MetricFamily(
            "starbridge_observed_writes_total", .counter,
            "Writes that were logged and not made, because the mode is observe."),
        MetricFamily(
            "starbridge_ignored_attributes_total", .counter, "Attributes that clients sent and nothing stores."),
        MetricFamily(
            "starbridge_left_out_values_total", .counter, by: ["reason"],
            "Values that were left out of a write that was made all the same."),
        MetricFamily(
            "starbridge_guard_held_calls_total", .counter, by: ["class"],
            "Calls that the guard has held or refused, by the kind of change."),
        MetricFamily(
            "starbridge_guard_waiting", .gauge, by: ["class"],
            "How many wait for an administrator, by the kind of change."),
        MetricFamily(
            "starbridge_guard_tripped", .gauge, by: ["class"],
            "Whether a kind of change is held or refused until an administrator decides."),
        MetricFamily(
            "starbridge_lost_races_total", .counter,
            "Writes that were planned anew because another writer came first."),
    ]

    private static let service = [
        MetricFamily(
            "starbridge_health", .gauge, by: ["state"],
            "1 for the state the service is in, as /readyz says it, 0 for the others."),
        MetricFamily(
            "starbridge_observe_mode", .gauge, "Whether the mode is observe, in which nothing is written."),
        MetricFamily(
            "starbridge_generation", .gauge, "The number of the configuration in use, 1 for the first since the start."),
        MetricFamily(
            "starbridge_generation_loaded_timestamp_seconds", .gauge, "When the configuration in use was loaded."),
        MetricFamily(
            "starbridge_journal_up", .gauge, "Whether the journal of changes can be written, as far as was tried."),
        MetricFamily("starbridge_journal_bytes", .gauge, "The size of the journal of changes."),
        MetricFamily(
            "starbridge_reloads_total", .counter, by: ["verdict"],
            "Reloads of the configuration by what became of them."),
        MetricFamily(
            "starbridge_certificate_expiry_timestamp_seconds", .gauge, by: ["of", "name"],
            "When a certificate ceases to be valid: that of a listener, or that of the directory server in use."),
        MetricFamily(
            "starbridge_token_expiry_timestamp_seconds", .gauge, by: ["token"],
            "When a secret token ceases to be valid."),
        MetricFamily(
            "starbridge_token_last_use_timestamp_seconds", .gauge, by: ["token"],
            "When a secret token was last used, as far as this process knows."),
        MetricFamily(
            "starbridge_build_info", .gauge, by: ["version", "commit"], "Always 1; which program this is."),
        MetricFamily(
            "starbridge_log_events_lost_total", .counter, "Log events that could not be written."),
    ]

    private static let process = [
        MetricFamily("process_cpu_seconds_total", .counter, "CPU time of the process, in user and system mode."),
        MetricFamily("process_resident_memory_bytes", .gauge, "Resident memory of the process."),
        MetricFamily("process_open_fds", .gauge, "Open descriptors of the process."),
        MetricFamily("process_max_fds", .gauge, "The most descriptors that the process may have."),
        MetricFamily("process_start_time_seconds", .gauge, "When the process began."),
    ]
}
