import Foundation
import NIOCore

/// Cuts what comes into lines of a bounded length.
struct LineBuffer {
    private let limit: Int
    private var buffer = ByteBuffer()

    /// Takes lines of up to so many bytes, their ends not counted.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whether the beginning of a line has come, and not its end.
    var isWithinLine: Bool { self.buffer.readableBytes > 0 }

    /// Takes bytes, and returns the lines that they end.
    /// - Throws: ``ControlError`` for a line that is too long.
    mutating func receive(_ bytes: ByteBuffer) throws(ControlError) -> [Data] {
        self.buffer.writeImmutableBuffer(bytes)
        var lines: [Data] = []
        while let end = self.buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            let count = end - self.buffer.readerIndex
            guard count <= self.limit else { throw self.tooLong }
            lines.append(Data(self.buffer.readSlice(length: count)?.readableBytesView ?? ByteBufferView()))
            self.buffer.moveReaderIndex(forwardBy: 1)
        }
        guard self.buffer.readableBytes <= self.limit else { throw self.tooLong }
        self.buffer.discardReadBytes()
        return lines
    }

    private var tooLong: ControlError { ControlError("A line has more than \(self.limit) bytes.") }
}
