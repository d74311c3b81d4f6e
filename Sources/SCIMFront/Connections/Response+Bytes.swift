import NIOCore
import NIOHTTP1

extension Response {
    /// Tells a client to send the body that it holds back (RFC 9110 section 15.2.1).
    static var goOn: ByteBuffer { ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n") }

    /// A longer body is not copied behind the head.
    private static let copied = 16 << 10

    /// The answer as it is sent (RFC 9112 sections 4 to 6), in one piece or, for a long body, in two.
    func bytes(date: String, connection: String?) -> (ByteBuffer, rest: ByteBuffer?) {
        let isShort = self.body.readableBytes <= Self.copied
        var bytes = ByteBufferAllocator().buffer(capacity: 512 + (isShort ? self.body.readableBytes : 0))
        bytes.writeStaticString("HTTP/1.1 ")
        bytes.writeString(String(self.status.code))
        bytes.writeStaticString(" ")
        bytes.writeString(self.status.reasonPhrase)
        bytes.writeStaticString("\r\n")
        for (name, value) in self.headers { bytes.writeField(name, value) }
        bytes.writeField("Date", date)
        if let connection { bytes.writeField("Connection", connection) }
        bytes.writeStaticString("\r\n")
        guard isShort else { return (bytes, self.body) }
        bytes.writeImmutableBuffer(self.body)
        return (bytes, nil)
    }
}

extension ByteBuffer {
    /// Writes `field-line = field-name ":" OWS field-value OWS`.
    fileprivate mutating func writeField(_ name: String, _ value: String) {
        self.writeString(name)
        self.writeStaticString(": ")
        self.writeString(value)
        self.writeStaticString("\r\n")
    }
}
