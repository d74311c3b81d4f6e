import Encodings

/// A string of JSON (RFC 8259 section 7): `"Ad\u00e9la"` → `Adéla`.
enum JSONString {
    /// Reads `string = quotation-mark *char quotation-mark`, whose first mark is the next byte.
    static func read(_ cursor: inout ByteCursor) throws(SyntaxError) -> String {
        cursor.position += 1
        let start = cursor.position
        cursor.position = Self.endOfPlainText(cursor.bytes, from: start)
        switch cursor.next {
        case UInt8(ascii: "\"")?:
            cursor.position += 1
            return try Self.validated(cursor.bytes[start..<cursor.position - 1], in: cursor, from: start)
        case UInt8(ascii: "\\")?: return try Self.escaped(&cursor, from: start)
        case _?: throw cursor.error("a control character needs an escape such as \\u0009")
        case nil: throw cursor.error("expected '\"' to close the text")
        }
    }

    /// The offset of the first byte that does not stand for itself, or the end.
    private static func endOfPlainText(_ bytes: [UInt8], from start: Int) -> Int {
        bytes.withUnsafeBytes { bytes in
            var end = start
            while end &+ 8 <= bytes.count,
                TextForm.isPlain(bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self))
            { end &+= 8 }
            while end < bytes.count, Self.standsForItself(bytes[end]) { end &+= 1 }
            return end
        }
    }

    /// Whether a byte is part of `unescaped`.
    private static func standsForItself(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Reads on from the first escape of a string.
    private static func escaped(
        _ cursor: inout ByteCursor, from start: Int
    ) throws(SyntaxError) -> String {
        var text = Array(cursor.bytes[start..<cursor.position])
        while let byte = cursor.next {
            switch byte {
            case UInt8(ascii: "\""):
                cursor.position += 1
                return try Self.validated(text[...], in: cursor, from: start)
            case UInt8(ascii: "\\"): try Self.escape(&cursor, into: &text)
            case ..<0x20: throw cursor.error("a control character needs an escape such as \\u0009")
            default:
                text.append(byte)
                cursor.position += 1
            }
        }
        throw cursor.error("expected '\"' to close the text")
    }

    private static func validated(
        _ text: ArraySlice<UInt8>, in cursor: ByteCursor, from start: Int
    ) throws(SyntaxError) -> String {
        // Not `String(validating:as:)`, which is not specialized and takes five times as long.
        if let string = try? UTF8Span(validating: text.span) {
            return String(copying: string)
        }
        throw SyntaxError(
            reason: "the text is not valid UTF-8", offset: Self.firstInvalidByte(of: cursor.bytes[start...]))
    }

    /// Looks in the source, where the escapes are ASCII and so valid.
    private static func firstInvalidByte(of bytes: ArraySlice<UInt8>) -> Int {
        var parser = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        var offset = bytes.startIndex
        while case .valid(let scalar) = parser.parseScalar(from: &source) {
            offset += scalar.count
        }
        return offset
    }
}

extension JSONString {
    /// Reads `escape ( %x22 / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG )`.
    private static func escape(_ cursor: inout ByteCursor, into text: inout [UInt8]) throws(SyntaxError) {
        cursor.position += 1
        switch cursor.next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(cursor.bytes[cursor.position])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): return text.append(contentsOf: String(try Self.escapedScalar(&cursor)).utf8)
        default: throw cursor.error("there is no such escape")
        }
        cursor.position += 1
    }

    /// `"u" 4HEXDIG`, twice for a scalar outside the basic plane.
    private static func escapedScalar(_ cursor: inout ByteCursor) throws(SyntaxError) -> Unicode.Scalar {
        let start = cursor.position - 1
        let unit = try Self.codeUnit(&cursor)
        if let scalar = Unicode.Scalar(unit) {
            return scalar
        }
        let lone = SyntaxError(reason: "a surrogate stands alone", offset: start)
        guard UTF16.isLeadSurrogate(unit), cursor.take(UInt8(ascii: "\\")), cursor.next == UInt8(ascii: "u") else {
            throw lone
        }
        let trail = try Self.codeUnit(&cursor)
        guard UTF16.isTrailSurrogate(trail) else { throw lone }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private static func codeUnit(_ cursor: inout ByteCursor) throws(SyntaxError) -> UInt16 {
        cursor.position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = cursor.next?.hexadecimalValue else {
                throw cursor.error("\\u needs four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
            cursor.position += 1
        }
        return unit
    }
}
