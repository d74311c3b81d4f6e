/// One LDAPMessage on its way (RFC 4511 section 4.1.1): as much of it as a relay must know.
struct LDAPFrame: Sendable {
    let bytes: [UInt8]
    let id: Int
    /// The tag of the protocol operation.
    let operation: UInt8

    /// Whether it asks for a change: a modify, an add, a delete or a modifyDN.
    var isWrite: Bool { [0x66, 0x68, 0x4a, 0x6c].contains(self.operation) }

    var isSearch: Bool { self.operation == 0x63 }

    /// Whether it asks what a connection asks for itself when it opens: for the root DSE or the schema.
    var isIntroduction: Bool {
        guard self.isSearch, let base = self.searchBase else { return false }
        return base.isEmpty || base.lowercased() == "cn=subschema"
    }

    /// Where a search begins: the first part of its operation (RFC 4511 section 4.5.1).
    private var searchBase: String? {
        guard let message = LDAPFramer.element(of: self.bytes, at: 0),
            let id = LDAPFramer.element(of: self.bytes, at: message.lowerBound),
            let search = LDAPFramer.element(of: self.bytes, at: id.upperBound),
            let base = LDAPFramer.element(of: self.bytes, at: search.lowerBound), base.upperBound <= self.bytes.count
        else { return nil }
        return String(decoding: self.bytes[base], as: UTF8.self)
    }

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
        guard let message = Self.element(of: self.unread, at: 0), message.upperBound <= self.unread.count,
            let id = Self.element(of: self.unread, at: message.lowerBound), id.upperBound < message.upperBound
        else { return nil }
        let number = self.unread[id].reduce(0) { $0 << 8 | Int($1) }
        let frame = LDAPFrame(
            bytes: Array(self.unread[..<message.upperBound]), id: number, operation: self.unread[id.upperBound])
        self.unread.removeFirst(message.upperBound)
        return frame
    }

    /// Where the content of the element that begins here lies; nil while its length is not there yet.
    static func element(of bytes: [UInt8], at start: Int) -> Range<Int>? {
        guard start + 1 < bytes.count else { return nil }
        let first = Int(bytes[start + 1])
        if first < 0x80 { return start + 2..<start + 2 + first }
        let content = start + 2 + first & 0x7f
        guard content <= bytes.count else { return nil }
        let length = bytes[start + 2..<content].reduce(0) { $0 << 8 | Int($1) }
        return content..<content + length
    }
}
