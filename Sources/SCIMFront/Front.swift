public import Logging
import NIOCore
import NIOHTTP1
public import SCIM

/// The SCIM service over HTTP (RFC 7644 3): authenticates, decodes, calls the providers and answers.
///
/// A ``Listener`` brings it the calls. Every answer is `application/scim+json` and carries a request id, and every call makes one
/// line in the log. Beside the base URL, `/readyz` tells how the service stands, and `/livez` that it lives.
public struct Front: Responder {
    private let baseURL: BaseURL
    private let routes: RouteTable
    private let authenticator: any Authenticator
    private let tokenIssuer: (any TokenIssuer)?
    private let maximumBodySize: Int
    private let limiter: CallLimiter?
    private let sign: HealthSign
    private let logger: Logger
    let log: CallLog

    /// Makes the service for some resource types.
    ///
    /// - Parameters:
    ///   - providers: The resource types that are served, each under its own endpoint.
    ///   - authenticator: The judge of who calls.
    ///   - tokenIssuer: What answers at `/oauth/token`; without it nothing does.
    ///   - baseURL: The URL that clients use, such as `https://scim.example.com/scim/v2`.
    ///   - basePath: The path under which calls arrive where a proxy has changed it; else it is that of the base URL.
    ///   - configuration: What `/ServiceProviderConfig` says; `/Bulk` is served where it allows for operations.
    ///   - maximumBodySize: The largest body that is read, in bytes, also of a bulk request.
    ///   - limiter: How many calls are answered, and how fast; without one there is no limit.
    ///   - sign: What `/readyz` and `/livez` say, beside the base URL.
    ///   - meters: What counts the calls.
    ///   - logger: Where the calls are written to.
    public init(
        providers: [any ResourceProvider],
        authenticator: any Authenticator,
        tokenIssuer: (any TokenIssuer)? = nil,
        baseURL: String,
        basePath: String? = nil,
        configuration: ServiceProviderConfig = ServiceProviderConfig(),
        maximumBodySize: Int = 1 << 20,
        limiter: CallLimiter? = nil,
        sign: HealthSign = HealthSign(.ready),
        meters: CallMeters = CallMeters(),
        logger: Logger
    ) {
        var configuration = configuration
        configuration.maximumBulkPayload = configuration.maximumBulkOperations > 0 ? maximumBodySize : 0
        self.baseURL = BaseURL(baseURL, path: basePath)
        self.routes = RouteTable(providers: providers, configuration: configuration, baseURL: self.baseURL)
        self.authenticator = authenticator
        self.tokenIssuer = tokenIssuer
        self.maximumBodySize = maximumBodySize
        self.limiter = limiter
        self.sign = sign
        self.logger = logger
        self.log = CallLog(logger: logger, meters: meters)
    }

    /// Answers one request; failures become SCIM errors.
    ///
    /// The line in the log waits for ``flushLog()``.
    public func respond(to request: Request) async -> Response {
        let requestID = RequestID.of(request.head.fields)
        let omitsBody = request.method == .HEAD
        // Who only asks for this asks every few seconds: it makes no line in the log.
        if HealthSign.mayConcern(request), let answer = await self.sign.answer(request) {
            return answer.response(to: requestID, omittingBody: omitsBody)
        }
        self.log.meters.begin()
        var caller = Caller(requestID: requestID, address: request.address, head: request.head)
        let record = CallRecord()
        var route = CallRoute.other
        let answer: Answer
        do {
            answer = try await self.answer(request, &caller, &route, record)
        } catch {
            answer = Answer(error)
        }
        let error = answer.toldError
        self.log.meters.end(route, request.method, status: Int(answer.status.code), error, since: request.head.since)
        let line = CallLog.Line(
            method: request.method.rawValue, path: request.target, status: Int(answer.status.code), error: error,
            deed: record.deed, store: record.storeTime, resourceID: answer.resourceID, started: request.head.since)
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
        _ request: Request, _ caller: inout Caller, _ known: inout CallRoute, _ record: CallRecord
    ) async throws(SCIMError) -> Answer {
        let target = RequestTarget(request.target)
        guard request.client.objection == nil, let segments = self.baseURL.segments(below: target.path) else {
            _ = self.attempt(by: request.client, &caller)
            throw request.client.objection ?? self.nothingHere
        }
        if request.method == .POST, let tokenIssuer, TokenCall.isMeant(by: segments) {
            known = .token
            return await self.answer(TokenCall(request: request, issuer: tokenIssuer), &caller)
        }
        let principal: Principal
        switch await self.authenticator.authenticate(try Credentials(request.head.fields.authorization)) {
        case .accepted(let known): principal = known
        case .refused(let refusal): return self.answer(refusal, to: request.client, &caller)
        }
        caller.principal = principal
        request.trust()
        guard !principal.scopes.isDisjoint(with: .service) else { throw principal.hasNoBusinessHere }
        try await self.limiter?.enter(principal.name)
        defer { self.limiter?.leave(principal.name) }
        guard request.head.fields.accept.acceptsJSON else {
            throw SCIMError(status: 406, detail: "Answers are application/scim+json; accept that, or application/json.")
        }
        guard let route = try self.routes.route(to: segments) else { throw self.nothingHere }
        known = route.kind
        var context = RequestContext(principal: principal, requestID: caller.requestID, record: record)
        if request.method != .GET { context.clientIDs = RequestID.others(request.head.fields) }
        let call = Call(
            request: request, query: target.query, context: context, maximumBodySize: self.maximumBodySize,
            caller: caller, log: self.log)
        return try await route.endpoint.answer(call, id: route.id)
    }

    /// Answers a token request; whoever tries secrets is slowed down like one who tries tokens.
    private func answer(_ call: TokenCall, _ caller: inout Caller) async -> Answer {
        let (answer, client) = await call.answer()
        caller.principal = client
        guard answer.status == .unauthorized, let wait = self.attempt(by: call.request.client, &caller) else {
            return answer
        }
        return Answer(SCIMError(tooManyFailedCalls: wait))
    }

    /// Answers a call without a good token: as what it is, or, where too many come from its address, shortly.
    private func answer(_ refusal: Refusal, to client: ClientAddress, _ caller: inout Caller) -> Answer {
        // Nobody is blamed for a token that could not be checked.
        if case .undecided = refusal { return Answer(refusal) }
        guard let wait = self.attempt(by: client, &caller) else { return Answer(refusal) }
        return Answer(SCIMError(tooManyFailedCalls: wait))
    }

    /// Counts a call that nobody has shown a good token for; returns how long the next one is away where there were too many, of which
    /// only their number is logged, once a minute.
    private func attempt(by client: ClientAddress, _ caller: inout Caller) -> TimeAmount? {
        guard case .tooMany(let wait, let untold)? = self.limiter?.failed(client.ip) else { return nil }
        caller.isOneOfMany = true
        if let untold {
            self.logger.warning(
                "Calls without a good token come faster than they are logged one by one.",
                metadata: ["client": "\(client.address ?? "a Unix socket")", "calls": "\(untold)"])
        }
        return wait
    }

    /// Tells of a connection that is closed at once, since whoever is there may not call.
    func turnedAway(_ peer: ClientAddress) {
        let verdict = self.limiter?.failed(peer.ip) ?? .usual
        if case .tooMany(_, untold: nil) = verdict { return }
        self.logger.info(
            "A connection was closed, since its address is not in listen.allow.",
            metadata: ["client": "\(peer.address ?? "")"])
    }

    private var nothingHere: SCIMError {
        .notFound("Nothing is served at this address. The Tenant URL of this service is \(self.baseURL.text).")
    }
}

extension SCIMError {
    /// One of too many calls from an address that show neither a good token nor a good secret; the next may come after a time.
    fileprivate init(tooManyFailedCalls wait: TimeAmount) {
        self.init(
            status: 429,
            detail: "Too many calls without a good token or secret come from this address, and this one has none "
                + "either. Send the Secret Token of this service.",
            retryAfter: wait.retryAfter)
    }
}
