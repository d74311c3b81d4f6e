import Glibc
import NIOCore

/// Sees the bytes of a client before the parser, which does not tell when a request begins, nor which of its lines was too long.
final class RequestLineWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Whether a request is awaited of which no line has been complete yet.
    var isWaiting = true
    private let connection: ConnectionHandler

    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.connection.heard()
        if self.isWaiting, Self.unwrapInboundIn(data).hasLineFeed { self.isWaiting = false }
        context.fireChannelRead(data)
    }
}

extension ByteBuffer {
    fileprivate var hasLineFeed: Bool {
        self.withUnsafeReadableBytes { bytes in
            bytes.baseAddress.map { memchr($0, Int32(UInt8(ascii: "\n")), bytes.count) != nil } ?? false
        }
    }
}
