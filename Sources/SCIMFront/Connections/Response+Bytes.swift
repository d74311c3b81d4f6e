import NIOCore
import NIOHTTP1

extension Response {
    /// Tells a client to send the body that it holds back (RFC 9110 section 15.2.1).
    static var goOn: ByteBuffer { ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n") }

    /// A longer body is not copied behind the head.
    private static let copied = 16 << 10
    /// More than the status line and the fields that belong to the connection take.
    private static let roomAround = 192

    /// The answer as it is sent (RFC 9112 sections 4 to 6), in one piece or, for a long body, in two.
    func bytes(date: String, connection: String?) -> (ByteBuffer, rest: ByteBuffer?) {
        let isShort = self.body.readableBytes <= Self.copied
        let (code, reason) = (String(self.status.code), self.status.reasonPhrase)
        let room = self.headers.reduce(Self.roomAround + reason.utf8.count) { room, field in
            room + field.name.utf8.count + field.value.utf8.count + 4
        }
        var bytes = ByteBufferAllocator().buffer(capacity: room + (isShort ? self.body.readableBytes : 0))
        bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
            var head = TextPen(memory)
            head.write("HTTP/1.1 ")
            head.write(code)
            head.write(" ")
            head.write(reason)
            head.write("\r\n")
            for (name, value) in self.headers { head.writeField(name, value) }
            head.writeField("Date", date)
            if let connection { head.writeField("Connection", connection) }
            head.write("\r\n")
            return head.count
        }
        guard isShort else { return (bytes, self.body) }
        bytes.writeImmutableBuffer(self.body)
        return (bytes, nil)
    }
}

/// Writes texts one behind the other into memory that has room for all of them; to append each to a buffer costs several times as much.
private struct TextPen {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    mutating func write(_ text: String) {
        var text = text
        self.count += text.withUTF8 { bytes in
            UnsafeMutableRawBufferPointer(rebasing: self.memory[self.count...]).copyBytes(from: bytes)
            return bytes.count
        }
    }

    /// Writes `field-line = field-name ":" OWS field-value OWS`.
    mutating func writeField(_ name: String, _ value: String) {
        self.write(name)
        self.write(": ")
        self.write(value)
        self.write("\r\n")
    }
}
