import Foundation
import NIOCore
import NIOPosix

/// A command's side of the control socket.
public struct ControlClient: Sendable {
    /// The path of the socket.
    public let path: String
    /// The most bytes of an answer.
    private static let longest = 8 << 20

    /// A client of the daemon behind a socket.
    public init(path: String) {
        self.path = path
    }

    /// Asks for something, and waits for the answer as long as `patience` allows.
    /// - Throws: ``ControlError``: nobody is there, the answer is late or not understood, or the daemon says why not.
    public func ask(_ request: ControlRequest, patience: Duration) async throws(ControlError) -> ControlAnswer {
        _ = try UnixAddress(self.path)
        let channel = try await self.connect()
        let end = channel.channel.eventLoop.scheduleTask(in: TimeAmount(patience)) {
            channel.channel.close(promise: nil)
        }
        defer { end.cancel() }
        let line: Data?
        do {
            line = try await channel.executeThenClose { answers, requests in
                var message = ByteBuffer(bytes: try request.line)
                message.writeInteger(UInt8(ascii: "\n"))
                try await requests.write(message)
                var lines = LineBuffer(limit: Self.longest)
                for try await bytes in answers {
                    if let line = try lines.receive(bytes).first { return line }
                }
                return nil
            }
        } catch {
            line = nil
        }
        guard let line else {
            throw ControlError(
                "The daemon behind \(self.path) took the request and gave no answer within \(patience); look into its log."
            )
        }
        let answer = try ControlAnswer(line: line)
        if let error = answer.error { throw ControlError(error) }
        return answer
    }

    private func connect() async throws(ControlError) -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(unixDomainSocketPath: self.path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
            throw ControlError("\(self.path) may not be opened: run this as root or as the user of the daemon.")
        } catch let error as IOError where error.errnoCode == ENOENT || error.errnoCode == ECONNREFUSED {
            throw ControlError("No daemon listens at \(self.path).", isNobodyThere: true)
        } catch {
            throw ControlError("\(self.path) cannot be opened: \(error)")
        }
    }
}
