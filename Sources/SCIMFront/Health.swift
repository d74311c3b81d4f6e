import NIOHTTP1
import SCIM
import Synchronization

/// How a service stands, as it tells whoever asks at `/readyz`, without a token and without a reason.
public enum Health: String, Sendable {
    /// It does not know yet whether it can serve.
    case starting
    /// Every call is served.
    case ready
    /// Calls are served, but for those that depend on what is wrong or away: these are answered 503 with the reason.
    case degraded
}

/// The place where a service writes down how it stands.
public final class HealthSign: Sendable {
    private let state: Mutex<Health>

    /// Creates a sign; a service that knows nothing of itself stands as given.
    public init(_ health: Health) {
        self.state = Mutex(health)
    }

    /// What stands there now.
    public var health: Health {
        get { self.state.withLock { $0 } }
        set { self.state.withLock { $0 = newValue } }
    }
}

extension HealthSign {
    /// The answer to a request for `/readyz`; nil for any other.
    ///
    /// A degraded service is ready: another one would stand before the same directory.
    func answer(_ request: Request) -> Answer? {
        guard request.target == "/readyz" else { return nil }
        guard request.method == .GET || request.method == .HEAD else {
            return .methodNotAllowed(request.method, allowed: "GET, HEAD")
        }
        let health = self.health
        var answer = Answer(
            health == .starting ? .serviceUnavailable : .ok, headers: ["Cache-Control": "no-store"],
            value: ["status": .string(health.rawValue)])
        answer.contentType = "application/json"
        return answer
    }
}
