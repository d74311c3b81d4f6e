/// One LDAPMessage on its way (RFC 4511 section 4.1.1): as much of it as a relay must know.
struct LDAPFrame: Sendable {
    let bytes: [UInt8]
    let id: Int
    /// The tag of the protocol operation.
    let operation: UInt8

    /// Whether it asks for a change: a modify, an add, a delete or a modifyDN.
    var isWrite: Bool { [0x66, 0x68, 0x4a, 0x6c].contains(self.operation) }

    var isSearch: Bool { self.operation == 0x63 }

    /// The answer of a server that lacks the right to do what is asked (RFC 4511 section 4.1.9).
    var refusal: [UInt8] {
        let insufficientAccessRights: [UInt8] = [0x0a, 1, 50, 4, 0, 4, 0]
        // Bind, search, modify, add and modifyDN have the next number with their answers, and a delete is not constructed.
        let tag = self.operation == 0x63 ? 0x65 : self.operation == 0x4a ? 0x6b : self.operation + 1
        let id = [UInt8](arrayLiteral: 2, 4) + (0..<4).reversed().map { UInt8(truncatingIfNeeded: self.id >> ($0 * 8)) }
        let result = [tag, UInt8(insufficientAccessRights.count)] + insufficientAccessRights
        return [0x30, UInt8(id.count + result.count)] + id + result
    }

    /// Whether nothing more comes for its operation: it is no entry, no reference and no intermediate response.
    var isLast: Bool { ![0x64, 0x73, 0x79].contains(self.operation) }
}

/// Takes a stream of bytes apart into messages.
struct LDAPFramer {
    private var unread: [UInt8] = []

    /// The messages that are complete with these bytes.
    mutating func frames(adding bytes: [UInt8]) -> [LDAPFrame] {
        self.unread += bytes
        var frames: [LDAPFrame] = []
        while let frame = self.next() { frames.append(frame) }
        return frames
    }

    private mutating func next() -> LDAPFrame? {
        guard let message = self.element(at: 0), message.upperBound <= self.unread.count,
            let id = self.element(at: message.lowerBound), id.upperBound < message.upperBound
        else { return nil }
        let number = self.unread[id].reduce(0) { $0 << 8 | Int($1) }
        let frame = LDAPFrame(
            bytes: Array(self.unread[..<message.upperBound]), id: number, operation: self.unread[id.upperBound])
        self.unread.removeFirst(message.upperBound)
        return frame
    }

    /// Where the content of the element that begins here lies; nil while its length is not there yet.
    private func element(at start: Int) -> Range<Int>? {
        guard start + 1 < self.unread.count else { return nil }
        let first = Int(self.unread[start + 1])
        if first < 0x80 { return start + 2..<start + 2 + first }
        let content = start + 2 + first & 0x7f
        guard content <= self.unread.count else { return nil }
        let length = self.unread[start + 2..<content].reduce(0) { $0 << 8 | Int($1) }
        return content..<content + length
    }
}
