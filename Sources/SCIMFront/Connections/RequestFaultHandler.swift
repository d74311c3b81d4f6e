import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import SCIM

/// Answers what is no proper request with a SCIM error, where Hummingbird would send an empty 400 or nothing, and keeps the rules
/// of ``ExchangeStateMachine``.
///
/// A fault in the body of a request that is already being answered is left to whoever reads the body.
final class RequestFaultHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let line: RequestLineWatch
    private let timer: ConnectionTimer
    private let logger: Logger
    private var exchange = ExchangeStateMachine()
    private var state = State.parsing

    private enum State {
        case parsing
        /// The answer waits until those to earlier requests are written.
        case faulty(RequestFault)
        case answered
    }

    init(line: RequestLineWatch, timer: ConnectionTimer, logger: Logger) {
        self.line = line
        self.timer = timer
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            self.timer.readHead()
            self.read(head, data, context)
        case .body:
            if self.exchange.readBody() == .pass { context.fireChannelRead(data) }
        case .end:
            self.timer.readEnd()
            self.line.isWaiting = true
            if self.exchange.readEnd() == .pass { context.fireChannelRead(data) }
        }
    }

    private func read(_ head: HTTPRequestHead, _ data: NIOAny, _ context: ChannelHandlerContext) {
        switch self.exchange.readHead(head) {
        case .pass: context.fireChannelRead(data)
        case .passAsLast:
            var head = head
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            context.fireChannelRead(Self.wrapInboundOut(.head(head)))
        case .ignore: break
        case .refuse(let fault): self.fail(fault, context)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyAwaited else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if self.exchange.demandBody() == .sendContinue {
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: nil)
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(var head):
            switch self.exchange.writeHead() {
            case .pass: context.write(data, promise: promise)
            case .passWith(let option):
                head.headers.replaceOrAdd(name: "Connection", value: option)
                context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
            }
        case .body: context.write(data, promise: promise)
        case .end:
            self.timer.answered()
            context.write(data, promise: promise)
            if self.exchange.writeEnd() == .close { self.finish(context) }
            self.answerIfItIsTime(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is HeadTooSlow else { return context.fireUserInboundEventTriggered(event) }
        if case .parsing = self.state, !self.exchange.isLast { self.fail(.slowHead, context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (self.state, error) {
        case (.parsing, let error as HTTPParserError) where !self.exchange.isReading && !self.exchange.isLast:
            self.fail(RequestFault(error, isInRequestLine: self.line.isWaiting), context)
        case (.parsing, _) where self.exchange.isReading || !self.exchange.isLast: context.fireErrorCaught(error)
        // Whatever follows what could not be parsed cannot be parsed either, and nobody reads what follows the last request.
        default: break
        }
    }

    private func fail(_ fault: RequestFault, _ context: ChannelHandlerContext) {
        self.state = .faulty(fault)
        self.answerIfItIsTime(context)
    }

    private func answerIfItIsTime(_ context: ChannelHandlerContext) {
        guard self.exchange.isIdle, case .faulty(let fault) = self.state else { return }
        self.state = .answered
        let requestID = RequestID().description
        var metadata: Logger.Metadata = [
            "status": .stringConvertible(fault.status), "request_id": .string(requestID),
            "error": .string(fault.detail),
        ]
        if let address = context.remoteAddress?.ipAddress { metadata["client"] = .string(address) }
        self.logger.info("A request could not be read.", metadata: metadata)
        let answer = Answer(SCIMError(status: fault.status, detail: fault.detail)).identified(by: requestID)
        let response = answer.response(omittingBody: false)
        var headers = HTTPHeaders(response.headers.map { ($0.name.rawName, $0.value) })
        headers.add(name: "Connection", value: "close")
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: fault.status), headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
        self.timer.answered()
        context.write(Self.wrapOutboundOut(.end(nil)), promise: nil)
        self.finish(context)
    }

    /// Closes only this direction: bytes that nobody reads would reset the connection before the client has the answer.
    private func finish(_ context: ChannelHandlerContext) {
        context.flush()
        context.close(mode: .output, promise: nil)
    }
}
