import LDAP
import Metrics
import NIOCore
import Synchronization

/// What the client counts.
final class ClientMetrics: Sendable {
    /// One for each operation.
    private let meters = Operation.allCases.map(Meters.init)
    private let inFlight = Meter(label: "starbridge_ldap_operations_in_flight")
    private let connections = Counter(label: "starbridge_ldap_connections_opened_total")
    private let retries = Counter(label: "starbridge_ldap_retries_total")
    private let failovers = Counter(label: "starbridge_ldap_failovers_total")
    private let refusedBinds = Counter(label: "starbridge_ldap_binds_refused_total")

    /// The operations that are told apart.
    enum Operation: Int, CaseIterable {
        case search, add, modify, rename, delete
    }

    /// What is counted of one operation.
    private final class Meters: Sendable {
        private let operation: Operation
        private let succeeded: Counter
        private let duration: Metrics.Timer
        /// The counters of what failed, by the code of the error: each is made when it is needed.
        private let failed = Mutex<[ResultCode: Counter]>([:])

        init(_ operation: Operation) {
            self.operation = operation
            self.succeeded = Self.counter(operation, "success")
            self.duration = Metrics.Timer(
                label: "starbridge_ldap_operation_duration_seconds", dimensions: [("operation", "\(operation)")])
        }

        private static func counter(_ operation: Operation, _ result: String) -> Counter {
            Counter(
                label: "starbridge_ldap_operations_total",
                dimensions: [("operation", "\(operation)"), ("result", result)])
        }

        func end(after nanoseconds: Int64, _ error: LDAPError?) {
            self.duration.recordNanoseconds(nanoseconds)
            guard let error else { return self.succeeded.increment() }
            self.failed.withLock { known in
                if let counter = known[error.code] { return counter.increment() }
                let counter = Self.counter(self.operation, error.code.description)
                known[error.code] = counter
                counter.increment()
            }
        }
    }

    /// A connection was made.
    func connected() {
        self.connections.increment()
    }

    /// So many operations are sent again.
    func repeated(_ count: Int = 1) {
        if count > 0 { self.retries.increment(by: count) }
    }

    /// Another server is used, or tried, from now on.
    func turned() {
        self.failovers.increment()
    }

    /// The directory has refused a bind.
    func refusedBind() {
        self.refusedBinds.increment()
    }

    /// So many operations begin; returns when that is.
    func begin(_ count: Int = 1) -> NIODeadline {
        self.inFlight.increment(by: Double(count))
        return .now()
    }

    /// An operation that began at a moment has ended at another one, well or with an error.
    func end(
        _ operation: Operation, since start: NIODeadline, at end: NIODeadline = .now(), _ error: LDAPError? = nil
    ) {
        self.inFlight.decrement()
        self.meters[operation.rawValue].end(after: (end - start).nanoseconds, error)
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
