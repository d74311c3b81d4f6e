import NIOHTTP1
import SCIM
import Synchronization

/// How a service stands, as it tells whoever asks at `/readyz`, without a token and without a reason.
public enum Health: String, Sendable, CaseIterable {
    /// It does not know yet whether it can serve.
    case starting
    /// Every call is served.
    case ready
    /// Calls are served, but for those that depend on what is wrong or away: these are answered 503 with the reason.
    case degraded
    /// It ends, and answers only what has come already: a load balancer sends new calls elsewhere.
    case stopping

    /// Whether new calls belong here.
    ///
    /// A degraded service is ready: another one would stand before the same directory.
    var isReady: Bool { self == .ready || self == .degraded }
}

/// The place where a service writes down how it stands.
public final class HealthSign: Sendable {
    private let state: Mutex<Health>
    /// Whether all event loops serve.
    private let pulse: @Sendable () async -> Bool

    /// Creates a sign; a service that knows nothing of itself stands as given.
    ///
    /// - Parameter pulse: Finds out whether the service lives: whether what serves calls does what it is asked for in time.
    public init(_ health: Health, pulse: @escaping @Sendable () async -> Bool = { true }) {
        self.state = Mutex(health)
        self.pulse = pulse
    }

    /// What stands there now; a service that stops does not come back.
    public var health: Health {
        get { self.state.withLock { $0 } }
        set { self.state.withLock { if $0 != .stopping { $0 = newValue } } }
    }
}

extension HealthSign {
    /// Whether it is worth to look closer: no call to the service has so short a target.
    static func mayConcern(_ request: Request) -> Bool { request.target.utf8.count <= "/readyz".utf8.count }

    /// The answer to a request for `/readyz` or `/livez`; nil for any other.
    func answer(_ request: Request) async -> Answer? {
        switch request.target {
        case "/readyz": Self.answer(request, self.health.rawValue, isGood: self.health.isReady)
        case "/livez":
            if await self.pulse() {
                Self.answer(request, "alive", isGood: true)
            } else {
                Self.answer(request, "stuck", isGood: false)
            }
        default: nil
        }
    }

    private static func answer(_ request: Request, _ word: String, isGood: Bool) -> Answer {
        guard request.method == .GET || request.method == .HEAD else {
            return .methodNotAllowed(request.method, allowed: "GET, HEAD")
        }
        var answer = Answer(
            isGood ? .ok : .serviceUnavailable, headers: ["Cache-Control": "no-store"],
            value: ["status": .string(word)])
        answer.contentType = "application/json"
        return answer
    }
}
