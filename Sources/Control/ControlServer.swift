import Foundation
public import Logging
import NIOCore
import NIOPosix
import Safeguards
public import ServiceLifecycle
import Synchronization

/// Answers requests on the control socket, one a line, and records in the log who asked.
public struct ControlServer: Service {
    /// What peers may take of it.
    public struct Limits: Sendable {
        /// How long a peer may be silent, or may take for a line or to take an answer.
        public var patience = Duration.seconds(10)
        /// The bytes of a request.
        public var lineLength = 16 << 10
        /// The peers at one time.
        public var peers = 16

        /// The limits that are usual.
        public init() {}
    }

    private typealias Connection = (NIOAsyncChannel<ByteBuffer, ByteBuffer>, Peer)

    private let socket: ControlSocket
    private let daemon: any ControlledDaemon
    private let limits: Limits
    private let logger: Logger

    /// Prepares to answer for a daemon; nobody is answered before it runs.
    public init(
        socket: ControlSocket, daemon: any ControlledDaemon, limits: Limits = Limits(), logger: Logger
    ) {
        (self.socket, self.daemon, self.limits, self.logger) = (socket, daemon, limits, logger)
    }

    /// Answers until the daemon stops; then whoever still waits is cut off.
    public func run() async throws {
        guard let descriptor = self.socket.take() else { return }
        let channel = try await self.open(descriptor)
        self.logger.info("The control socket is open.", metadata: ["path": "\(self.socket.path)"])
        let seats = Seats(count: self.limits.peers)
        await cancelWhenGracefulShutdown {
            do {
                try await channel.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await (channel, peer) in connections {
                            group.addTask { await self.serve(channel, peer, seats) }
                        }
                    }
                }
            } catch {
                if Task.isCancelled { return }
                self.logger.error(
                    "The control socket takes no more requests; calls are answered all the same.",
                    metadata: ["error": "\(error)"])
            }
        }
        // A service that ends by itself would end the daemon.
        try? await gracefulShutdown()
    }

    private func open(_ descriptor: Int32) async throws -> NIOAsyncChannel<Connection, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(descriptor) { channel in
                Peer.of(channel).flatMapThrowing { peer in
                    (try NIOAsyncChannel(wrappingChannelSynchronously: channel), peer)
                }
            }
    }

    private func serve(_ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ peer: Peer, _ seats: Seats) async {
        let isSeated = seats.take()
        defer { if isSeated { seats.leave() } }
        // A peer that leaves early misses its answer, and nobody else.
        try? await channel.executeThenClose { lines, answers in
            let conversation = Conversation(
                answers: answers, patience: Patience(self.limits.patience, with: channel.channel), peer: peer,
                daemon: self.daemon, logger: self.logger)
            guard isSeated else {
                return try await conversation.answer(ControlAnswer(error: "Too many commands are at it. Try again."))
            }
            try await conversation.run(lines, LineBuffer(limit: self.limits.lineLength))
        }
    }
}

/// The places of the peers.
private final class Seats: Sendable {
    private let free: Mutex<Int>

    init(count: Int) {
        self.free = Mutex(count)
    }

    func take() -> Bool {
        self.free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func leave() {
        self.free.withLock { $0 += 1 }
    }
}

/// Closes a channel whose peer takes too long for what is its turn.
private struct Patience {
    private let limit: TimeAmount
    private let channel: any Channel

    init(_ limit: Duration, with channel: any Channel) {
        (self.limit, self.channel) = (TimeAmount(limit), channel)
    }

    /// It is the peer's turn, until what is returned is cancelled.
    func begin() -> Scheduled<Void> {
        self.channel.eventLoop.scheduleTask(in: self.limit) { [channel] in channel.close(promise: nil) }
    }
}

/// The requests of one peer.
private struct Conversation {
    let answers: NIOAsyncChannelOutboundWriter<ByteBuffer>
    let patience: Patience
    let peer: Peer
    let daemon: any ControlledDaemon
    let logger: Logger

    func run(_ chunks: NIOAsyncChannelInboundStream<ByteBuffer>, _ lines: LineBuffer) async throws {
        var lines = lines
        var turn = self.patience.begin()
        defer { turn.cancel() }
        for try await chunk in chunks {
            do throws(ControlError) {
                for line in try lines.receive(chunk) {
                    turn.cancel()
                    let answer = await self.answer(to: line)
                    turn = self.patience.begin()
                    try await self.send(answer)
                }
            } catch {
                return try await self.answer(ControlAnswer(error: error.description))
            }
        }
        if lines.isWithinLine {
            try await self.answer(ControlAnswer(error: "The request has no end: send a whole line."))
        }
    }

    private func answer(to line: Data) async -> ControlAnswer {
        do throws(ControlError) {
            let request = try ControlRequest(line: line)
            // Who only looks does so every few seconds.
            self.logger.log(
                level: request.onlyLooks ? .debug : .notice, "The control socket was asked for something.",
                metadata: [
                    "request": "\(request.word)", "uid": "\(self.peer.uid)", "pid": "\(self.peer.pid)",
                ])
            return switch request {
            case .status: ControlAnswer(status: await self.daemon.status())
            case .reload: ControlAnswer(reload: await self.daemon.reload())
            case .undo(let undo): ControlAnswer(undo: try await self.daemon.undo(undo, by: self.peer.name))
            case .guard(let order):
                switch await self.daemon.obey(order, by: self.peer.name) {
                case .success(let report): ControlAnswer(guard: report)
                case .failure(let error): ControlAnswer(error: error.description)
                }
            }
        } catch {
            self.logger.notice(
                "A request on the control socket was refused.",
                metadata: ["error": "\(error)", "uid": "\(self.peer.uid)", "pid": "\(self.peer.pid)"])
            return ControlAnswer(error: error.description)
        }
    }

    /// Sends an answer; a peer that has gone misses it.
    private func send(_ answer: ControlAnswer) async throws(ControlError) {
        do { try await self.answer(answer) } catch { throw ControlError("The peer has gone.") }
    }

    func answer(_ answer: ControlAnswer) async throws {
        var bytes = ByteBuffer(bytes: try answer.line)
        bytes.writeInteger(UInt8(ascii: "\n"))
        try await self.answers.write(bytes)
    }
}
