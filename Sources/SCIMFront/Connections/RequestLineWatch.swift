import NIOCore

/// Sees whether the line that a request begins with has come to its end: the parser does not tell which line was too long.
final class RequestLineWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Whether a request is awaited of which no line has been complete yet.
    var isWaiting = true
    private let timer: ConnectionTimer

    init(timer: ConnectionTimer) {
        self.timer = timer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.timer.heard()
        if self.isWaiting, Self.unwrapInboundIn(data).readableBytesView.contains(UInt8(ascii: "\n")) {
            self.isWaiting = false
        }
        context.fireChannelRead(data)
    }
}
