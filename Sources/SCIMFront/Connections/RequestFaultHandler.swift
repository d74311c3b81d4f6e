import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import SCIM

/// Answers what the parser refuses with a SCIM error, where Hummingbird would send an empty 400, and ends the connection.
///
/// A fault in the body of a request that is already being answered is left to whoever reads the body.
final class RequestFaultHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let line: RequestLineWatch
    private let logger: Logger
    private var unanswered = 0
    private var isReading = false
    private var state = State.parsing

    private enum State {
        case parsing
        /// The answer waits until those to earlier requests are written.
        case faulty(RequestFault)
        case answered
    }

    init(line: RequestLineWatch, logger: Logger) {
        self.line = line
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head:
            self.isReading = true
            self.unanswered += 1
        case .body: break
        case .end:
            self.isReading = false
            self.line.isWaiting = true
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        guard case .end = Self.unwrapOutboundIn(data) else { return }
        self.unanswered -= 1
        self.answerIfItIsTime(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (self.state, error) {
        case (.parsing, let error as HTTPParserError) where !self.isReading:
            self.state = .faulty(RequestFault(error, isInRequestLine: self.line.isWaiting))
            self.answerIfItIsTime(context)
        case (.parsing, _): context.fireErrorCaught(error)
        // Whatever follows what could not be parsed cannot be parsed either.
        default: break
        }
    }

    private func answerIfItIsTime(_ context: ChannelHandlerContext) {
        guard self.unanswered == 0, case .faulty(let fault) = self.state else { return }
        self.state = .answered
        let requestID = RequestID().description
        self.logger.info(
            "A request could not be read.",
            metadata: [
                "status": .stringConvertible(fault.status), "request_id": .string(requestID),
                "error": .string(fault.detail),
            ]
        )
        let answer = Answer(SCIMError(status: fault.status, detail: fault.detail))
        let response = answer.response(requestID: requestID, omittingBody: false)
        var headers = HTTPHeaders(response.headers.map { ($0.name.rawName, $0.value) })
        headers.add(name: "Connection", value: "close")
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: fault.status), headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        // Only this direction: bytes that nobody reads would reset the connection before the client has the answer.
        context.close(mode: .output, promise: nil)
    }
}
