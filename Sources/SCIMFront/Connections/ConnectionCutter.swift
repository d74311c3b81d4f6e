import NIOCore

/// Ends a connection from below all other handlers: TLS would first wait for the client to say goodbye.
final class ConnectionCutter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func cut() {
        self.context?.close(promise: nil)
    }
}
