import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Testing

@testable import SCIMFront

/// One request over a connection to a listener that is there only for it.
struct LiveCall {
    private let head: HTTPRequestHead
    private let body: ByteBuffer

    init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders, body: ByteBuffer) {
        var headers = headers
        headers.add(name: "Host", value: "scim.example.com")
        headers.add(name: "Content-Length", value: String(body.readableBytes))
        self.head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        self.body = body
    }

    /// Opens a listener, sends the request, and stops the listener, which ends by itself.
    func answer(of front: Front) async throws -> Response {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let listener = Listener(
            Reception(front), at: .address(host: "127.0.0.1", port: 0), seats: ConnectionSeats(ConnectionLimits()),
            eventLoops: MultiThreadedEventLoopGroup.singleton, logger: logger)
        let address = try #require(try await listener.open())
        let group = ServiceGroup(services: [listener], logger: logger)
        async let running: Void = group.run()
        let response = try await self.send(to: address)
        await group.triggerGracefulShutdown()
        try await running
        return response
    }

    private func send(to address: SocketAddress) async throws -> Response {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: address) {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                    wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { answers, requests in
            try await requests.write(.head(self.head))
            try await requests.write(.body(.byteBuffer(self.body)))
            try await requests.write(.end(nil))
            var head: HTTPResponseHead?
            var body = ByteBuffer()
            for try await part in answers {
                switch part {
                case .head(let value): head = value
                case .body(var bytes): body.writeBuffer(&bytes)
                case .end:
                    let head = try #require(head)
                    return Response(status: head.status, headers: head.headers, body: body)
                }
            }
            throw ChannelError.eof
        }
    }
}
