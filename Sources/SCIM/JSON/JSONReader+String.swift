import Encodings

extension JSONReader {
    /// Reads `string = quotation-mark *char quotation-mark`.
    mutating func string() throws(SyntaxError) -> String {
        self.position += 1
        let start = self.position
        while let byte = self.next {
            switch byte {
            case UInt8(ascii: "\""):
                self.position += 1
                return try self.validated(self.bytes[start..<self.position - 1], from: start)
            case UInt8(ascii: "\\"): return try self.escapedString(from: start)
            case ..<0x20: throw self.error("a control character needs an escape such as \\u0009")
            default: self.position += 1
            }
        }
        throw self.error("expected '\"' to close the text")
    }

    /// Reads on from the first escape of a string.
    private mutating func escapedString(from start: Int) throws(SyntaxError) -> String {
        var text = Array(self.bytes[start..<self.position])
        while let byte = self.next {
            switch byte {
            case UInt8(ascii: "\""):
                self.position += 1
                return try self.validated(text[...], from: start)
            case UInt8(ascii: "\\"): try self.escape(into: &text)
            case ..<0x20: throw self.error("a control character needs an escape such as \\u0009")
            default:
                text.append(byte)
                self.position += 1
            }
        }
        throw self.error("expected '\"' to close the text")
    }

    private func validated(_ text: ArraySlice<UInt8>, from start: Int) throws(SyntaxError) -> String {
        // Not `String(validating:as:)`, which is not specialized and takes five times as long.
        if let string = try? UTF8Span(validating: text.span) {
            return String(copying: string)
        }
        throw SyntaxError(reason: "the text is not valid UTF-8", offset: self.firstInvalidByte(from: start))
    }

    /// Looks in the source, where the escapes are ASCII and so valid.
    private func firstInvalidByte(from start: Int) -> Int {
        var parser = Unicode.UTF8.ForwardParser()
        var source = self.bytes[start...].makeIterator()
        var offset = start
        while case .valid(let scalar) = parser.parseScalar(from: &source) {
            offset += scalar.count
        }
        return offset
    }
}

extension JSONReader {
    /// Reads `escape ( %x22 / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG )`.
    private mutating func escape(into text: inout [UInt8]) throws(SyntaxError) {
        self.position += 1
        switch self.next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(self.bytes[self.position])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): return text.append(contentsOf: String(try self.escapedScalar()).utf8)
        default: throw self.error("there is no such escape")
        }
        self.position += 1
    }

    /// `"u" 4HEXDIG`, twice for a scalar outside the basic plane.
    private mutating func escapedScalar() throws(SyntaxError) -> Unicode.Scalar {
        let start = self.position - 1
        let unit = try self.codeUnit()
        if let scalar = Unicode.Scalar(unit) {
            return scalar
        }
        let lone = SyntaxError(reason: "a surrogate stands alone", offset: start)
        guard UTF16.isLeadSurrogate(unit), self.take(UInt8(ascii: "\\")), self.next == UInt8(ascii: "u") else {
            throw lone
        }
        let trail = try self.codeUnit()
        guard UTF16.isTrailSurrogate(trail) else { throw lone }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private mutating func codeUnit() throws(SyntaxError) -> UInt16 {
        self.position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = self.next?.hexadecimalValue else {
                throw self.error("\\u needs four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
            self.position += 1
        }
        return unit
    }
}
