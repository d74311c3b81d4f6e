public import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL
import ServiceLifecycle

/// Answers calls on one address, over HTTP/1.1 and HTTP/1.0.
public struct Listener: Sendable {
    /// Where a listener waits for connections.
    public enum Place: Sendable {
        /// A name or an address of this machine, and a port; 0 is one that is free.
        case address(host: String, port: Int)
        /// A socket that listens already; it is closed in this process when the listener ends.
        case socket(NIOBSDSocket.Handle)
    }

    private let front: Front
    private let place: Place
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
    ///   - place: Where it waits for connections.
    ///   - seats: The seats of all listeners together.
    ///   - eventLoops: Where connections are read and calls are answered.
    ///   - logger: Hears of requests that cannot be read.
    public init(
        _ front: Front, at place: Place, seats: ConnectionSeats, on eventLoops: any EventLoopGroup, logger: Logger
    ) {
        self.front = front
        self.place = place
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
        let bootstrap = ServerBootstrap(group: self.eventLoops)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
        let accept = { @Sendable (channel: any Channel) in
            channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
        }
        return switch self.place {
        case .address(let host, let port):
            try await bootstrap.bind(host: host, port: port, childChannelInitializer: accept)
        case .socket(let handle):
            try await bootstrap.bind(handle, childChannelInitializer: accept)
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
