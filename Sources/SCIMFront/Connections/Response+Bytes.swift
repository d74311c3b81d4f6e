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
        // Many small pieces go into an array, which takes each at half the cost of a buffer.
        var head: [UInt8] = []
        head.reserveCapacity(512)
        head += "HTTP/1.1 ".utf8
        head += String(self.status.code).utf8
        head += " ".utf8
        head += self.status.reasonPhrase.utf8
        head += "\r\n".utf8
        for (name, value) in self.headers { head.appendField(name, value) }
        head.appendField("Date", date)
        if let connection { head.appendField("Connection", connection) }
        head += "\r\n".utf8
        var bytes = ByteBufferAllocator().buffer(capacity: head.count + (isShort ? self.body.readableBytes : 0))
        bytes.writeBytes(head)
        guard isShort else { return (bytes, self.body) }
        bytes.writeImmutableBuffer(self.body)
        return (bytes, nil)
    }
}

extension [UInt8] {
    /// Appends `field-line = field-name ":" OWS field-value OWS`.
    fileprivate mutating func appendField(_ name: String, _ value: String) {
        self += name.utf8
        self += ": ".utf8
        self += value.utf8
        self += "\r\n".utf8
    }
}
