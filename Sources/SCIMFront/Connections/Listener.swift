import Glibc
public import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL
public import ServiceLifecycle
import Synchronization

/// Answers calls on one address, over HTTP/1.1 and HTTP/1.0.
public final class Listener: Service {
    /// Where a listener waits for connections.
    public enum Place: Sendable {
        /// A name or an address of this machine, and a port, of which 0 is one that is free; by an address of IPv6 come calls of IPv4,
        /// too, where it is not for IPv6 only and stands for all addresses.
        case address(host: String, port: Int, isIPv6Only: Bool = false)
        /// The path of a Unix socket, which is made with a mode and taken away at the end.
        case path(String, mode: UInt32)
        /// A socket that listens already; it is closed in this process when the listener ends.
        case socket(NIOBSDSocket.Handle)
    }

    /// What holds for the connections that are accepted from now on.
    public struct Terms: Sendable {
        /// What speaks TLS on them; without it nobody does.
        public var tls: NIOSSLContext?
        /// Who may call, and whom a proxy may speak for.
        public var addresses: AddressRules

        /// Terms for plain text, where no context is given, and for everybody, where no rules are.
        public init(tls: NIOSSLContext? = nil, addresses: AddressRules = AddressRules()) {
            self.tls = tls
            self.addresses = addresses
        }
    }

    /// How many connections wait for being accepted, as far as the kernel lets them (net.core.somaxconn).
    private static let backlog: Int32 = 4096

    private let reception: Reception
    private let place: Place
    private let seats: ConnectionSeats
    private let eventLoops: any EventLoopGroup
    private let logger: Logger
    private let terms: Mutex<Terms>
    private let channel = Mutex<(any Channel)?>(nil)
    private let connections: AsyncStream<(ClientConnection, EventLoopExecutor)>
    private let accepted: AsyncStream<(ClientConnection, EventLoopExecutor)>.Continuation

    /// Prepares a listener; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - reception: What answers the calls.
    ///   - place: Where it waits for connections.
    ///   - terms: What holds for the connections.
    ///   - seats: The seats of all listeners together.
    ///   - eventLoops: Where connections are read and calls are answered.
    ///   - logger: Hears of requests that cannot be read.
    public init(
        _ reception: Reception, at place: Place, on terms: Terms = Terms(), seats: ConnectionSeats,
        eventLoops: any EventLoopGroup, logger: Logger
    ) {
        self.reception = reception
        self.place = place
        self.terms = Mutex(terms)
        self.seats = seats
        self.eventLoops = eventLoops
        self.logger = logger
        (self.connections, self.accepted) = AsyncStream.makeStream()
    }

    /// Changes what holds for connections that are accepted from now on.
    public func set(_ terms: Terms) {
        self.terms.withLock { $0 = terms }
    }

    /// Changes with which certificate connections are accepted from now on.
    public func set(_ tls: NIOSSLContext) {
        self.terms.withLock { $0.tls = tls }
    }

    /// Opens the address, and returns it.
    ///
    /// Connections wait there, and are accepted when the listener runs.
    ///
    /// - Throws: What keeps the address from being opened.
    @discardableResult
    public func open() async throws -> SocketAddress? {
        let channel = try await self.bound().get()
        self.channel.withLock { $0 = channel }
        return channel.localAddress
    }

    /// Closes a listener that was opened and shall not run.
    public func close() async {
        guard let channel = self.channel.withLock({ $0 }) else { return }
        self.end(channel)
        try? await channel.closeFuture.get()
    }

    /// Serves on the address that was opened, until the service stops; then it accepts nobody, and returns when all who were accepted
    /// have got their answers.
    ///
    /// - Throws: Why connections are no longer accepted.
    public func run() async throws {
        guard let channel = self.channel.withLock({ $0 }) else { throw ChannelError.inappropriateOperationForState }
        // Who would be accepted now could not be served any more.
        if Task.isShuttingDownGracefully { return await self.close() }
        channel.closeFuture.whenComplete { [accepted] _ in accepted.finish() }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await channel.setOption(.autoRead, value: true).get()
                await withDiscardingTaskGroup { group in
                    for await (connection, executor) in self.connections {
                        group.addTask(executorPreference: executor) { await connection.serve(self.reception) }
                    }
                }
            } onGracefulShutdown: {
                self.accepting(nobodyOn: channel).whenComplete { _ in self.end(channel) }
            }
        } onCancel: {
            self.end(channel)
        }
    }

    /// Closes the address, where somebody else may listen from then on.
    private func end(_ channel: any Channel) {
        if case .path(let path, mode: _) = self.place, channel.isActive { unlink(path) }
        channel.close(promise: nil)
    }

    /// Stops to accept; done when everybody who was accepted is being served, whom the end of the channel would cut off otherwise.
    private func accepting(nobodyOn channel: any Channel) -> EventLoopFuture<Void> {
        channel.setOption(.autoRead, value: false).flatMap { [eventLoops] in
            // Behind the beginnings of those connections, and back behind what these tell the listener's loop.
            .andAllSucceed(eventLoops.makeIterator().map { $0.submit {} }, on: channel.eventLoop)
        }
    }
}

// MARK: - The socket

extension Listener {
    private func bound() throws -> EventLoopFuture<any Channel> {
        let bootstrap = ServerBootstrap(group: self.eventLoops)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Nobody is accepted before somebody serves.
            .serverChannelOption(.autoRead, value: false)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Without descriptors, it accepts again after a while.
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptBackoffHandler(shouldForwardIOErrorCaught: false))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [weak self] channel in
                channel.eventLoop.makeCompletedFuture { try self?.accept(channel) }
            }
        switch self.place {
        case .address(let host, let port, let isIPv6Only):
            guard isIPv6Only else { return bootstrap.bind(host: host, port: port) }
            return bootstrap.serverChannelOption(.socket(SocketOptionLevel(IPPROTO_IPV6), IPV6_V6ONLY), value: 1)
                .bind(host: host, port: port)
        case .socket(let handle): return bootstrap.withBoundSocket(handle)
        case .path(let path, let mode):
            try Self.removeSocketThatNobodyServes(path)
            return bootstrap.bind(unixDomainSocketPath: path).flatMapThrowing { channel in
                guard chmod(path, mode) == 0 else { throw IOError(errnoCode: errno, reason: "chmod") }
                return channel
            }
        }
    }

    private func accept(_ channel: any Channel) throws {
        let loop = LoopShare.of(channel.eventLoop)
        let (front, terms) = (self.reception.front, self.terms.withLock { $0 })
        let handler = ConnectionHandler(
            channel, terms.addresses, self.seats, date: loop.date.value, at: self.reception, logger: self.logger)
        if terms.addresses.admits(handler.peer) {
            try handler.install(in: channel, tls: terms.tls)
        } else {
            (front as? Front)?.turnedAway(handler.peer)
            try handler.turnAway(channel)
        }
        self.accepted.yield((ClientConnection(NIOLoopBound(handler, eventLoop: channel.eventLoop)), loop.executor))
    }

    /// A daemon that was killed leaves its socket behind; one that somebody serves stays, and the address is in use.
    private static func removeSocketThatNobodyServes(_ path: String) throws {
        let address = try SocketAddress(unixDomainSocketPath: path)
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        defer { Glibc.close(probe) }
        let isRefused = address.withSockAddr { connect(probe, $0, socklen_t($1)) != 0 && errno == ECONNREFUSED }
        if isRefused { unlink(path) }
    }
}
