import LDAP
import Metrics

/// What the client counts.
struct ClientMetrics: Sendable {
    private let succeeded: [Operation: Counter]
    private let failed: [Operation: Counter]
    private let durations: [Operation: Metrics.Timer]
    private let inFlight = Meter(label: "ldap_operations_in_flight")
    private let connections = Counter(label: "ldap_connections_total")

    /// The operations that are told apart.
    enum Operation: String, CaseIterable {
        case search, add, modify, rename, delete
    }

    init() {
        self.succeeded = Self.counters("success")
        self.failed = Self.counters("failure")
        self.durations = Self.each {
            Metrics.Timer(label: "ldap_operation_seconds", dimensions: [("operation", $0.rawValue)])
        }
    }

    private static func counters(_ result: String) -> [Operation: Counter] {
        Self.each {
            Counter(label: "ldap_operations_total", dimensions: [("operation", $0.rawValue), ("result", result)])
        }
    }

    private static func each<Metric>(_ make: (Operation) -> Metric) -> [Operation: Metric] {
        Dictionary(uniqueKeysWithValues: Operation.allCases.map { ($0, make($0)) })
    }

    /// A connection was made.
    func connected() {
        self.connections.increment()
    }

    /// Counts and times an operation.
    func measure<Output>(
        _ operation: Operation, _ body: () async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        let start = ContinuousClock.now
        self.inFlight.increment()
        defer {
            self.inFlight.decrement()
            self.record(operation, .now - start)
        }
        do {
            let output = try await body()
            self.succeeded[operation]?.increment()
            return output
        } catch {
            self.failed[operation]?.increment()
            throw error
        }
    }

    /// Counts and times operations that are sent together, each until its own answer came.
    func measureAll(_ count: Int, _ operation: Operation, _ body: () async -> [TimedReply]) async -> [TimedReply] {
        let start = ContinuousClock.now
        self.inFlight.increment(by: Double(count))
        let answers = await body()
        self.inFlight.decrement(by: Double(count))
        for answer in answers {
            self.record(operation, answer.time - start)
            (answer.error == nil ? self.succeeded : self.failed)[operation]?.increment()
        }
        return answers
    }

    private func record(_ operation: Operation, _ duration: Duration) {
        self.durations[operation]?.recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }
}

extension Change {
    /// Under which name the change is counted.
    var metric: ClientMetrics.Operation {
        switch self {
        case .add: .add
        case .modify: .modify
        case .rename: .rename
        case .delete: .delete
        }
    }
}
