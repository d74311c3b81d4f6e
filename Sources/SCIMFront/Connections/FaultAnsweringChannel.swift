import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Hummingbird's connection with more handlers, right behind the parser: one that keeps time, and one that answers the parser's
/// complaints.
struct FaultAnsweringChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value
    typealias Parser = ByteToMessageHandler<HTTPRequestDecoder>

    let base: HTTP1Channel
    let seats: ConnectionSeats
    let logger: Logger

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let cutter = ConnectionCutter()
        do {
            try channel.pipeline.syncOperations.addHandler(cutter, position: .first)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        let bound = NIOLoopBound(cutter, eventLoop: channel.eventLoop)
        let seat = self.seats.seat { bound.eventLoop.execute { bound.value.cut() } }
        if let seat { channel.closeFuture.whenComplete { [seats] _ in seats.leave(seat) } }
        return self.base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: Parser.self)
            // A channel that cannot be set up would end the listener.
            guard let seat else {
                bound.value.cut()
                return value
            }
            let timer = ConnectionTimer(self.seats, seat: seat, cutter: bound.value)
            let line = RequestLineWatch(timer: timer)
            try pipeline.addHandler(line, position: .before(parser))
            let faults = RequestFaultHandler(line: line, timer: timer, logger: self.logger)
            try pipeline.addHandler(faults, position: .after(parser))
            try pipeline.addHandler(timer, position: .after(parser))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await self.base.handle(value: value, logger: logger)
    }
}
