public import Logging
import NIOHTTP1
public import SCIM

/// The SCIM service over HTTP (RFC 7644 3): authenticates, decodes, calls the providers and answers.
///
/// A ``Listener`` brings it the calls. Every answer is `application/scim+json` and carries a request id, and every call makes one
/// line in the log. Beside the base URL, `/readyz` tells how the service stands.
public struct Front: Sendable {
    private let baseURL: BaseURL
    private let routes: RouteTable
    private let authenticator: any Authenticator
    private let maximumBodySize: Int
    private let sign: HealthSign
    let log: CallLog

    /// Makes the service for some resource types.
    ///
    /// - Parameters:
    ///   - providers: The resource types that are served, each under its own endpoint.
    ///   - authenticator: The judge of who calls.
    ///   - baseURL: The URL that clients use, such as `https://scim.example.com/scim/v2`.
    ///   - basePath: The path under which calls arrive where a proxy has changed it; else it is that of the base URL.
    ///   - configuration: What `/ServiceProviderConfig` says; `/Bulk` is served where it allows for operations.
    ///   - maximumBodySize: The largest body that is read, in bytes, also of a bulk request.
    ///   - sign: What `/readyz` says, beside the base URL.
    ///   - logger: Where the calls are written to.
    public init(
        providers: [any ResourceProvider],
        authenticator: any Authenticator,
        baseURL: String,
        basePath: String? = nil,
        configuration: ServiceProviderConfig = ServiceProviderConfig(),
        maximumBodySize: Int = 1 << 20,
        sign: HealthSign = HealthSign(.ready),
        logger: Logger
    ) {
        var configuration = configuration
        configuration.maximumBulkPayload = configuration.maximumBulkOperations > 0 ? maximumBodySize : 0
        self.baseURL = BaseURL(baseURL, path: basePath)
        self.routes = RouteTable(providers: providers, configuration: configuration, baseURL: self.baseURL)
        self.authenticator = authenticator
        self.maximumBodySize = maximumBodySize
        self.sign = sign
        self.log = CallLog(logger: logger)
    }

    /// Answers one request; failures become SCIM errors.
    ///
    /// The line in the log waits for ``flushLog()``.
    public func respond(to request: Request) async -> Response {
        let requestID = RequestID.of(request.head.fields)
        let omitsBody = request.method == .HEAD
        // Who only asks for this asks every few seconds: it makes no line in the log.
        if let answer = self.sign.answer(request) {
            return answer.response(to: requestID, omittingBody: omitsBody)
        }
        var caller = Caller(requestID: requestID, address: request.address)
        let record = CallRecord()
        let answer: Answer
        do {
            answer = try await self.answer(request, &caller, record)
        } catch {
            answer = Answer(error)
        }
        let line = CallLog.Line(
            method: request.method.rawValue, path: request.target, status: Int(answer.status.code), error: answer.error,
            deed: record.deed, resourceID: answer.resourceID, started: request.head.since)
        self.log.record(line, of: caller)
        return answer.response(to: requestID, omittingBody: omitsBody)
    }

    /// Writes the lines of the calls that were answered; to be called before the answers leave.
    public func flushLog() {
        self.log.flush()
    }
}

extension Front {
    private func answer(
        _ request: Request, _ caller: inout Caller, _ record: CallRecord
    ) async throws(SCIMError) -> Answer {
        let target = RequestTarget(request.target)
        guard let segments = self.baseURL.segments(below: target.path) else { throw self.nothingHere }
        let principal: Principal
        switch await self.authenticator.authenticate(try Credentials(request.head.fields.authorization)) {
        case .accepted(let known): principal = known
        case .refused(let refusal): return Answer(refusal)
        }
        caller.principal = principal
        request.trust()
        guard request.head.fields.accept.acceptsJSON else {
            throw SCIMError(status: 406, detail: "Answers are application/scim+json; accept that, or application/json.")
        }
        guard let route = try self.routes.route(to: segments) else { throw self.nothingHere }
        let context = RequestContext(principal: principal, requestID: caller.requestID, record: record)
        let call = Call(
            request: request, query: target.query, context: context, maximumBodySize: self.maximumBodySize,
            caller: caller, log: self.log)
        return try await route.endpoint.answer(call, id: route.id)
    }

    private var nothingHere: SCIMError {
        .notFound("Nothing is served at this address. The Tenant URL of this service is \(self.baseURL.text).")
    }
}
