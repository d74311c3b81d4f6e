import Encodings

extension RelativeDistinguishedName.Assertion: CustomStringConvertible {
    /// The type, `=` and the value, with everything escaped that needs it.
    ///
    /// The value of a type that is given by its object identifier is printed as `#` and its BER encoding.
    public var description: String {
        let isNumeric = self.type.name.utf8.first?.isDigit ?? false
        return "\(self.type)=" + (isNumeric ? Self.encoded(self.value.bytes) : Self.escaped(self.value))
    }

    /// `string`, with the escapes of RFC 4514 section 2.4; control characters and what is not UTF-8 as pairs of digits.
    private static func escaped(_ value: AttributeValue) -> String {
        let bytes = value.bytes
        let text = value.text
        if let text, bytes.allSatisfy(isPlain) { return text }
        let isText = text != nil
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 4)
        for (offset, byte) in bytes.enumerated() {
            if byte.isControl || (byte >= 0x80 && !isText) {
                output.appendEscaped(byte, capitals: true)
                continue
            }
            if isSpecial(byte, isFirst: offset == 0, isLast: offset == bytes.count - 1) { output.append(.backslash) }
            output.append(byte)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether the byte stands for itself wherever it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x20 < 0x5F && !isSpecial(byte, isFirst: true, isLast: true)
    }

    /// Whether a backslash goes before the byte.
    private static func isSpecial(_ byte: UInt8, isFirst: Bool, isLast: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        case UInt8(ascii: "#"): isFirst
        case .space: isFirst || isLast
        default: false
        }
    }

    /// `hexstring = SHARP 1*hexpair` of an OCTET STRING.
    private static func encoded(_ bytes: ArraySlice<UInt8>) -> String {
        var digits: [UInt8] = [UInt8(ascii: "#")]
        for byte in [StringEncoding.octetString] + StringEncoding.length(bytes.count) + bytes {
            let pair = byte.hexadecimalDigits()
            digits.append(pair.0)
            digits.append(pair.1)
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
