import Logging
import Metrics
import NIOCore
import NIOHTTP1
import NIOSSL
import SCIM

/// One client's connection, behind NIO's parser: runs what ``ExchangeStateMachine`` says, and keeps the connection's seat.
///
/// Requests are taken from it and answered by ``ClientConnection``, on its event loop.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// Who is at the other end.
    let peer: ClientAddress
    private let addresses: AddressRules
    private let seats: ConnectionSeats
    private let limits: ConnectionLimits
    private let reception: Reception
    private let logger: Logger
    private let date: DateField
    private var exchange: ExchangeStateMachine
    private var context: ChannelHandlerContext?
    private var line: RequestLineWatch?
    private var seat: Int?
    private var isTrusted = false
    private var ticks: RepeatedTask?
    private var isReadPending = false
    private var isFlushPending = false
    /// The request that is to be answered next, or who waits for one.
    private var request: Request?
    private var server: CheckedContinuation<Request?, Never>?
    private var bodyReader: CheckedContinuation<Result<ByteBuffer, BodyFault>, Never>?

    init(
        _ channel: any Channel, _ addresses: AddressRules, _ seats: ConnectionSeats, date: DateField,
        at reception: Reception, logger: Logger
    ) {
        self.peer = ClientAddress(channel.remoteAddress?.ipAddress)
        self.addresses = addresses
        self.seats = seats
        self.limits = seats.limits
        self.reception = reception
        self.logger = logger
        self.date = date
        self.exchange = ExchangeStateMachine(self.limits, now: .now())
    }

    /// Builds the pipeline of a client's channel; a client for whom there is no seat is sent away.
    func install(in channel: any Channel, tls: NIOSSLContext?) throws {
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = self.limits.headSize
        limits.maxHeaderListSize = self.limits.headSize
        limits.maxHeaderFieldCount = 1000
        let line = RequestLineWatch(self)
        self.line = line
        try pipeline.addHandler(line)
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)))
        try pipeline.addHandler(self)
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        self.seat = self.seats.seat { bound.eventLoop.execute { bound.value.cut() } }
        if self.seat == nil { self.cut() }
    }
}

extension ConnectionHandler {
    /// Closes a channel before anything of it is read.
    func turnAway(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(self)
        self.cut()
    }
}

// MARK: - The channel

extension ConnectionHandler {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let tick = TimeAmount(ExchangeStateMachine.tick(self.limits))
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        self.ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { _ in
            bound.value.run { $0.tick(now: .now()) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.leave()
        self.ticks?.cancel()
        (self.ticks, self.line, self.context) = (nil, nil, nil)
        if let seat { self.seats.leave(seat) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.leave()
        context.fireChannelInactive()
    }

    /// Bytes came, of whatever.
    func heard() {
        self.exchange.heard(now: .now())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): self.run { $0.receive(.head(head), now: .now()) }
        case .body(let bytes): self.run { $0.receive(.body(bytes), now: .now()) }
        case .end:
            self.line?.isWaiting = true
            self.run { $0.receive(.end, now: .now()) }
        }
    }

    /// Reads only what somebody waits for.
    func read(context: ChannelHandlerContext) {
        if self.exchange.wantsMore { context.read() } else { self.isReadPending = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Any other is one of the connection, with which nothing can be told.
        guard let error = error as? HTTPParserError else { return self.cut() }
        let fault = RequestFault(error, isInRequestLine: self.line?.isWaiting ?? false)
        self.run { $0.receive(.fault(fault), now: .now()) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            self.run { $0.receive(.endOfInput, now: .now()) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        self.run { $0.set(isWritable: isWritable, now: .now()) }
        context.fireChannelWritabilityChanged()
    }
}

// MARK: - What the service does

extension ConnectionHandler {
    /// Hands the next request to the one who answers them; nil once the connection is closed.
    func next(_ server: CheckedContinuation<Request?, Never>) {
        if let request {
            self.request = nil
            server.resume(returning: request)
        } else if self.exchange.isClosed {
            server.resume(returning: nil)
        } else {
            self.server = server
        }
    }

    /// The client has shown a token that is known: its connection is kept when others must go.
    func trust() {
        guard !self.isTrusted, let seat else { return }
        self.isTrusted = true
        self.seats.trust(seat)
    }

    /// The body, where all of it has come; nil if it has to be waited for.
    func demandBody(upTo limit: Int) -> Result<ByteBuffer, BodyFault>? {
        switch self.exchange.demandBody(upTo: limit) {
        case .take(let bytes): return .success(bytes)
        case .fail(let fault): return .failure(fault)
        case .wait: return nil
        case .sendContinue:
            self.context?.writeAndFlush(Self.wrapOutboundOut(Response.goOn), promise: nil)
            return nil
        }
    }

    /// Waits for the body that was demanded.
    func awaitBody(_ reader: CheckedContinuation<Result<ByteBuffer, BodyFault>, Never>) {
        self.bodyReader = reader
        self.readMore()
    }

    /// Writes the answer to the request that was taken last.
    func answer(_ response: Response) {
        guard let ending = self.exchange.answer(now: .now()) else { return self.reception.front.flushLog() }
        self.write(response, connection: ending.connection)
        if case .serve = ending.next {} else if self.isTrusted, let seat { self.seats.set(seat, isBusy: false) }
        switch ending.next {
        case .serve, .nothing:
            self.perform(ending.next)
            self.flushSoon()
        default:
            self.flush()
            self.perform(ending.next)
        }
    }

    /// The service stops.
    func drain() {
        self.run { $0.drain(now: .now()) }
        guard let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        for limit in [ExchangeStateMachine.farewell, ExchangeStateMachine.welcome] {
            _ = context.eventLoop.scheduleTask(in: TimeAmount(limit)) { bound.value.run { $0.tick(now: .now()) } }
        }
    }

    /// Ends the connection from below TLS, which would first wait for the client to say goodbye.
    func cut() {
        let pipeline = self.context?.pipeline.syncOperations
        let tls = try? pipeline?.context(handlerType: NIOSSLServerHandler.self)
        (tls ?? self.context)?.close(promise: nil)
    }
}

// MARK: - Actions

extension ConnectionHandler {
    private func run(_ event: (inout ExchangeStateMachine) -> ExchangeStateMachine.Action) {
        self.perform(event(&self.exchange))
    }

    private func perform(_ action: ExchangeStateMachine.Action) {
        switch action {
        case .nothing: break
        case .serve(let head): self.serve(head)
        case .refuse(let fault): self.refuse(fault)
        case .handBody(let bytes): self.resumeReader(.success(bytes))
        case .failBody(let fault): self.resumeReader(.failure(fault))
        case .finish: self.finish()
        case .close: self.context?.close(promise: nil)
        case .cut: self.cut()
        }
        self.readMore()
    }

    private func serve(_ head: RequestHead) {
        guard let context else { return }
        if self.isTrusted, let seat { self.seats.set(seat, isBusy: true) }
        let connection = ClientConnection(NIOLoopBound(self, eventLoop: context.eventLoop))
        let client = self.addresses.client(of: head.fields, over: self.peer)
        let request = Request(head, from: client, over: connection)
        if let server {
            self.server = nil
            server.resume(returning: request)
        } else {
            self.request = request
        }
    }

    private func resumeReader(_ result: Result<ByteBuffer, BodyFault>) {
        self.bodyReader?.resume(returning: result)
        self.bodyReader = nil
    }

    private func readMore() {
        guard self.isReadPending, self.exchange.wantsMore else { return }
        self.isReadPending = false
        self.context?.read()
    }

    /// Answers what is no proper request.
    private func refuse(_ fault: RequestFault) {
        Counter(label: "starbridge_http_unreadable_requests_total", dimensions: [("status", "\(fault.status)")])
            .increment()
        let requestID = RequestID.next()
        var metadata: Logger.Metadata = [
            "status": .stringConvertible(fault.status), "request_id": .string(requestID),
            "error": .string(fault.detail),
        ]
        if let address = self.peer.address { metadata["client"] = .string(address) }
        self.logger.info("A request could not be read.", metadata: metadata)
        let answer = Answer(SCIMError(status: fault.status, detail: fault.detail))
        self.write(answer.response(to: requestID, omittingBody: false), connection: "close")
        self.finish()
    }

    private func write(_ response: Response, connection: String?) {
        let (bytes, rest) = response.bytes(date: self.date.text, connection: connection)
        self.context?.write(Self.wrapOutboundOut(bytes), promise: nil)
        if let rest { self.context?.write(Self.wrapOutboundOut(rest), promise: nil) }
    }

    /// Sends the answers that are written, and before them their lines into the log.
    private func flush() {
        self.reception.front.flushLog()
        self.context?.flush()
    }

    /// Flushes at the end of what the event loop is at: the request behind this one may be answered by then, and others with it, whose
    /// lines are written at once.
    private func flushSoon() {
        guard let context, !self.isFlushPending else { return }
        self.isFlushPending = true
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.execute {
            bound.value.isFlushPending = false
            bound.value.flush()
        }
    }

    /// Closes only this direction: bytes that nobody reads would reset the connection before the client has the answer.
    private func finish() {
        guard let context else { return }
        self.flush()
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.close(mode: .output).whenComplete { _ in bound.value.exchange.outputClosed(now: .now()) }
    }

    private func leave() {
        self.exchange.close()
        self.request = nil
        self.resumeReader(.failure(.broken))
        self.server?.resume(returning: nil)
        self.server = nil
    }
}
