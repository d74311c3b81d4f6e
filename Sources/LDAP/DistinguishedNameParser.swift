import Encodings

/// Reads the text of distinguished names (RFC 4514 section 3).
struct DistinguishedNameParser {
    private let bytes: [UInt8]
    private var offset = 0

    private init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// The parts of a name, leaf first.
    static func parse(_ text: String) throws(LDAPError) -> [RelativeDistinguishedName] {
        var parser = DistinguishedNameParser(text)
        return try parser.distinguishedName()
    }

    // `distinguishedName = [ relativeDistinguishedName *( COMMA relativeDistinguishedName ) ]`
    private mutating func distinguishedName() throws(LDAPError) -> [RelativeDistinguishedName] {
        self.skipSpaces()
        guard self.offset < self.bytes.count else { return [] }
        var names = [try self.relativeDistinguishedName()]
        while self.take(UInt8(ascii: ",")) {
            names.append(try self.relativeDistinguishedName())
        }
        guard self.offset == self.bytes.count else { throw self.error("an unescaped special character") }
        return names
    }

    // `relativeDistinguishedName = attributeTypeAndValue *( PLUS attributeTypeAndValue )`
    private mutating func relativeDistinguishedName() throws(LDAPError) -> RelativeDistinguishedName {
        var assertions = [try self.assertion()]
        while self.take(UInt8(ascii: "+")) {
            assertions.append(try self.assertion())
        }
        return RelativeDistinguishedName(assertions)
    }

    // `attributeTypeAndValue = attributeType EQUALS attributeValue`
    private mutating func assertion() throws(LDAPError) -> RelativeDistinguishedName.Assertion {
        let type = try self.attributeType()
        guard self.take(UInt8(ascii: "=")) else { throw self.error("no '=' after the attribute type") }
        self.skipSpaces()
        let isEncoded = self.offset < self.bytes.count && self.bytes[self.offset] == UInt8(ascii: "#")
        let value = isEncoded ? try self.hexString() : try self.string()
        self.skipSpaces()
        return RelativeDistinguishedName.Assertion(type: type, value: AttributeValue(bytes: value))
    }

    // `attributeType = descr / numericoid`
    private mutating func attributeType() throws(LDAPError) -> AttributeDescription {
        self.skipSpaces()
        let start = self.offset
        while self.offset < self.bytes.count, Self.isTypeCharacter(self.bytes[self.offset]) { self.offset += 1 }
        let text = String(decoding: self.bytes[start..<self.offset], as: UTF8.self)
        self.skipSpaces()
        do {
            return try AttributeDescription(parsing: text)
        } catch {
            self.offset = start
            throw self.error("no attribute type")
        }
    }

    // `string = [ ( leadchar / pair ) [ *( stringchar / pair ) ( trailchar / pair ) ] ]`
    //
    // Spaces at the end belong to the value only if they are escaped.
    private mutating func string() throws(LDAPError) -> [UInt8] {
        var value: [UInt8] = []
        var significant = 0
        while self.offset < self.bytes.count, !Self.endsValue(self.bytes[self.offset]) {
            let byte = self.bytes[self.offset]
            let isEscape = byte == .backslash
            value.append(isEscape ? try self.pair() : try self.stringCharacter(byte))
            if isEscape || byte != .space { significant = value.count }
        }
        value.removeLast(value.count - significant)
        return value
    }

    private mutating func stringCharacter(_ byte: UInt8) throws(LDAPError) -> UInt8 {
        switch byte {
        case 0, UInt8(ascii: "\""), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            throw self.error("an unescaped special character")
        default:
            self.offset += 1
            return byte
        }
    }

    // `pair = ESC ( ESC / special / hexpair )`
    private mutating func pair() throws(LDAPError) -> UInt8 {
        self.offset += 1
        guard self.offset < self.bytes.count else { throw self.error("a backslash at the end") }
        if let byte = self.hexPair() { return byte }
        let byte = self.bytes[self.offset]
        guard Self.specials.contains(byte) else {
            throw self.error("a backslash before a character that is not special")
        }
        self.offset += 1
        return byte
    }

    // `hexstring = SHARP 1*hexpair`
    private mutating func hexString() throws(LDAPError) -> [UInt8] {
        let start = self.offset
        self.offset += 1
        var encoded: [UInt8] = []
        while let byte = self.hexPair() { encoded.append(byte) }
        guard let contents = StringEncoding.contents(of: encoded) else {
            self.offset = start
            throw self.error("a '#' value that is not the encoding of a string")
        }
        return contents
    }

    // `hexpair = HEX HEX`
    private mutating func hexPair() -> UInt8? {
        guard self.offset + 1 < self.bytes.count, let high = self.bytes[self.offset].hexadecimalValue,
            let low = self.bytes[self.offset + 1].hexadecimalValue
        else { return nil }
        self.offset += 2
        return high << 4 | low
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard self.offset < self.bytes.count, self.bytes[self.offset] == byte else { return false }
        self.offset += 1
        return true
    }

    private mutating func skipSpaces() {
        while self.offset < self.bytes.count, self.bytes[self.offset] == .space { self.offset += 1 }
    }

    private func error(_ problem: String) -> LDAPError {
        LDAPError(.invalidDNSyntax, diagnostic: "\(problem) at offset \(self.offset) of a distinguished name")
    }

    private static let specials = Set(" #=,+\"\\<>;".utf8)

    private static func isTypeCharacter(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "+")
    }
}
