import NIOCore
public import NIOHTTP1
import NIOPosix
public import NIOSSL
import Synchronization

/// A server on a loopback port that answers every request as the test says; the keys of an issuer are fetched from it.
public final class KeyServer: Sendable {
    /// What it does with a request.
    public enum Habit: Sendable {
        /// It answers.
        case answer(HTTPResponseStatus, HTTPHeaders, [UInt8])
        /// It answers nothing.
        case silence
        /// It begins an answer, goes on with a byte now and then, and never ends it.
        case drip
    }

    private struct State {
        var habit: Habit
        var requests: [String] = []
    }

    private let state: Mutex<State>

    private init(_ habit: Habit) {
        self.state = Mutex(State(habit: habit))
    }

    /// What it does with requests from now on.
    public var habit: Habit {
        get { self.state.withLock { $0.habit } }
        set { self.state.withLock { $0.habit = newValue } }
    }

    /// The targets of the requests that came, in order.
    public var requests: [String] { self.state.withLock { $0.requests } }

    /// Runs one while `body` runs, which gets its URL.
    public static func run<Result>(
        _ habit: Habit, tls: NIOSSLContext? = nil, _ body: (KeyServer, String) async throws -> Result
    ) async throws -> Result {
        let server = KeyServer(habit)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Responder(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        do {
            let result = try await body(server, "\(tls == nil ? "http" : "https")://localhost:\(port)/keys")
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    fileprivate func receive(_ target: String) -> Habit {
        self.state.withLock { state in
            state.requests.append(target)
            return state.habit
        }
    }
}

/// Answers on one connection.
private final class Responder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: KeyServer
    private var dripping: RepeatedTask?

    init(_ server: KeyServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = Self.unwrapInboundIn(data) else { return }
        switch self.server.receive(head.uri) {
        case .silence: break
        case .answer(let status, var headers, let body):
            headers.add(name: "Content-Length", value: String(body.count))
            self.write(.head(.init(version: .http1_1, status: status, headers: headers)), context)
            self.write(.body(.byteBuffer(ByteBuffer(bytes: body))), context)
            self.write(.end(nil), context)
        case .drip:
            self.write(.head(.init(version: .http1_1, status: .ok)), context)
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            self.dripping = context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(50)) { _ in
                bound.value.0.write(.body(.byteBuffer(ByteBuffer(string: " "))), bound.value.1)
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.dripping?.cancel()
        self.dripping = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func write(_ part: HTTPServerResponsePart, _ context: ChannelHandlerContext) {
        context.writeAndFlush(Self.wrapOutboundOut(part), promise: nil)
    }
}
