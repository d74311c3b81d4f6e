import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Hummingbird's connection with one more handler, right behind the parser whose complaints it answers.
struct FaultAnsweringChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value
    typealias Parser = ByteToMessageHandler<HTTPRequestDecoder>

    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        self.base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: Parser.self)
            let line = RequestLineWatch()
            try pipeline.addHandler(line, position: .before(parser))
            try pipeline.addHandler(RequestFaultHandler(line: line, logger: logger), position: .after(parser))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await self.base.handle(value: value, logger: logger)
    }
}
