public import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL
import ServiceLifecycle

/// Answers calls on one address, over HTTP/1.1 and HTTP/1.0.
public struct Listener: Sendable {
    private let front: Front
    private let host: String
    private let port: Int
    private let seats: ConnectionSeats
    private let eventLoops: any EventLoopGroup
    private let logger: Logger
    /// What speaks TLS on the connections; without it nobody does.
    public var tls: NIOSSLContext?
    /// Called once connections are accepted, with the address.
    public var whenOpen: @Sendable (SocketAddress?) async -> Void = { _ in }

    /// Prepares a listener; nothing is opened before it runs.
    ///
    /// - Parameters:
    ///   - front: What answers the calls.
    ///   - host: A name or an address of this machine.
    ///   - port: The port; 0 is one that is free.
    ///   - seats: The seats of all listeners together.
    ///   - eventLoops: Where connections are read and calls are answered.
    ///   - logger: Hears of requests that cannot be read.
    public init(
        _ front: Front, host: String, port: Int, seats: ConnectionSeats, on eventLoops: any EventLoopGroup,
        logger: Logger
    ) {
        self.front = front
        self.host = host
        self.port = port
        self.seats = seats
        self.eventLoops = eventLoops
        self.logger = logger
    }

    /// Serves until the service stops; then it accepts nobody, and returns when the calls under way are answered.
    ///
    /// - Throws: What keeps the address from being opened.
    public func run() async throws {
        let channel = try await self.open()
        await self.whenOpen(channel.channel.localAddress)
        try await withGracefulShutdownHandler {
            try await channel.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await (connection, executor) in connections {
                        group.addTask(executorPreference: executor) { await connection.serve(self.front) }
                    }
                }
            }
        } onGracefulShutdown: {
            channel.channel.close(promise: nil)
        }
    }

    private func open() async throws -> NIOAsyncChannel<(ClientConnection, EventLoopExecutor), Never> {
        try await ServerBootstrap(group: self.eventLoops)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: self.host, port: self.port) { channel in
                channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
            }
    }

    private func accept(_ channel: any Channel) throws -> (ClientConnection, EventLoopExecutor) {
        let loop = LoopShare.of(channel.eventLoop)
        let handler = ConnectionHandler(
            channel, self.seats, date: loop.date.value, log: self.front.log, logger: self.logger)
        try handler.install(in: channel, tls: self.tls)
        return (ClientConnection(NIOLoopBound(handler, eventLoop: channel.eventLoop)), loop.executor)
    }
}
