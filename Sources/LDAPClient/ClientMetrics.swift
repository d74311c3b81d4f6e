import LDAP
import Metrics
import NIOCore

/// What the client counts.
final class ClientMetrics: Sendable {
    /// One for each operation.
    private let meters = Operation.allCases.map(Meters.init)
    private let inFlight = Meter(label: "ldap_operations_in_flight")
    private let connections = Counter(label: "ldap_connections_total")

    /// The operations that are told apart.
    enum Operation: Int, CaseIterable {
        case search, add, modify, rename, delete
    }

    /// What is counted of one operation.
    private struct Meters {
        let succeeded: Counter
        let failed: Counter
        let duration: Metrics.Timer

        init(_ operation: Operation) {
            func counter(_ result: String) -> Counter {
                Counter(
                    label: "ldap_operations_total", dimensions: [("operation", "\(operation)"), ("result", result)])
            }
            self.succeeded = counter("success")
            self.failed = counter("failure")
            self.duration = Metrics.Timer(
                label: "ldap_operation_seconds", dimensions: [("operation", "\(operation)")])
        }
    }

    /// A connection was made.
    func connected() {
        self.connections.increment()
    }

    /// So many operations begin; returns when that is.
    func begin(_ count: Int = 1) -> NIODeadline {
        self.inFlight.increment(by: Double(count))
        return .now()
    }

    /// An operation that began at a moment has ended at another one.
    func end(_ operation: Operation, since start: NIODeadline, at end: NIODeadline = .now(), isSuccess: Bool) {
        self.inFlight.decrement()
        let meters = self.meters[operation.rawValue]
        meters.duration.recordNanoseconds((end - start).nanoseconds)
        (isSuccess ? meters.succeeded : meters.failed).increment()
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
