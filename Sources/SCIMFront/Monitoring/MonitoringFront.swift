import NIOCore
import NIOHTTP1
public import Observability
import SCIM

/// Answers those who watch the service, without a token: `/metrics`, `/livez` and `/readyz`.
///
/// It answers nothing else, so that its listener opens no second way into the directory.
public struct MonitoringFront: Responder {
    private let registry: MetricsRegistry
    private let sign: @Sendable () -> HealthSign

    /// Makes the front of a service that stands as a sign says; which one that is may change with its configuration.
    public init(registry: MetricsRegistry, sign: @escaping @Sendable () -> HealthSign) {
        (self.registry, self.sign) = (registry, sign)
    }

    /// Answers one request.
    public func respond(to request: Request) async -> Response {
        let answer = await self.sign().answer(request) ?? self.metrics(request) ?? Self.nothingHere
        return answer.response(to: RequestID.of(request.head.fields), omittingBody: request.method == .HEAD)
    }

    /// Nothing is written into the log: whoever watches asks every few seconds.
    public func flushLog() {}

    private func metrics(_ request: Request) -> Answer? {
        guard request.target == "/metrics" || request.target.hasPrefix("/metrics?") else { return nil }
        guard request.method == .GET || request.method == .HEAD else {
            return .methodNotAllowed(request.method, allowed: "GET, HEAD")
        }
        let form = MetricsText.Form(accept: request.head.fields.accept.list)
        let text = MetricsText(self.registry, as: form).text
        var answer = Answer(.ok, headers: ["Cache-Control": "no-store"], body: ByteBuffer(string: text))
        answer.contentType = form.mediaType
        return answer
    }

    private static let nothingHere = Answer(
        SCIMError.notFound("Nothing is served at this address but /metrics, /livez and /readyz."))
}
