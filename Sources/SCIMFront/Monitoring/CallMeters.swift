public import CoreMetrics
import Metrics
import NIOCore
import NIOHTTP1
public import Observability
import SCIM
import Synchronization

/// Counts calls by what they asked for and how they ended; for all fronts of a process.
public final class CallMeters: Sendable {
    /// What is counted of one route and method; each counter is made when it is needed, so that only what happens is told.
    private final class Slot: Sendable {
        struct State {
            var duration: Metrics.Timer?
            var counters: [(status: Int, counter: Counter)] = []
        }

        let state = Mutex(State())
    }

    private static let methods: [HTTPMethod] = [.GET, .POST, .PATCH, .PUT, .DELETE, .HEAD]

    private let factory: any MetricsFactory
    private let inFlight: Meter
    private let slots: [Slot]
    /// How the calls of the last hour ended.
    public let recent: RecentCalls

    /// Counts with the metrics of a factory, by default that of the process.
    public init(factory: any MetricsFactory = MetricsSystem.factory, recent: RecentCalls = RecentCalls()) {
        self.factory = factory
        self.recent = recent
        self.inFlight = Meter(label: "starbridge_http_requests_in_flight", factory: factory)
        self.slots = (0..<CallRoute.allCases.count * (Self.methods.count + 1)).map { _ in Slot() }
    }

    /// A call begins.
    func begin() {
        self.inFlight.increment()
    }

    /// A call has ended.
    func end(_ route: CallRoute, _ method: HTTPMethod, status: Int, _ error: SCIMError?, since start: NIODeadline) {
        self.inFlight.decrement()
        let column = Self.methods.firstIndex(of: method)
        let slot = self.slots[route.rawValue * (Self.methods.count + 1) + (column ?? Self.methods.count)]
        var dimensions: [(String, String)] {
            [("route", route.template), ("method", column == nil ? "other" : method.rawValue)]
        }
        slot.state.withLock { state in
            if state.duration == nil {
                state.duration = Metrics.Timer(
                    label: "starbridge_http_request_duration_seconds", dimensions: dimensions, factory: self.factory)
            }
            state.duration?.recordNanoseconds((.now() - start).nanoseconds)
            if let known = state.counters.first(where: { $0.status == status }) { return known.counter.increment() }
            let counter = Counter(
                label: "starbridge_http_requests_total", dimensions: dimensions + [("status", "\(status)")],
                factory: self.factory)
            state.counters.append((status, counter))
            counter.increment()
        }
        self.recent.end(
            status: status, type: error?.type?.rawValue, detail: error?.detail, isWrite: route.isWritten(by: method))
    }

    /// An operation of a bulk request was refused or has failed; the request is counted by itself.
    func failed(_ error: SCIMError) {
        self.recent.fail(status: error.status, type: error.type?.rawValue, detail: error.detail)
    }
}

extension CallRoute {
    /// Whether a call by this method is to change something.
    fileprivate func isWritten(by method: HTTPMethod) -> Bool {
        switch method {
        case .PUT, .PATCH, .DELETE: true
        case .POST: ![.search, .userSearch, .groupSearch, .token].contains(self)
        default: false
        }
    }
}
