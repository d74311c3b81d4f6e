import SCIM

/// Percent-encoding of URL parts (RFC 3986 2.1) and of forms.
enum PercentEncoding {
    /// Decodes a path segment.
    ///
    /// - Throws: `invalidValue` for a broken escape or what is not UTF-8.
    static func decode(segment bytes: ArraySlice<UInt8>) throws(SCIMError) -> String {
        try Self.decode(bytes, space: nil)
    }

    /// Decodes a part of a query, in which `+` is a space.
    ///
    /// - Throws: `invalidValue` for a broken escape or what is not UTF-8.
    static func decode(form bytes: ArraySlice<UInt8>) throws(SCIMError) -> String {
        try Self.decode(bytes, space: UInt8(ascii: "+"))
    }

    /// Whether a path segment spells a name, be it with escapes (RFC 3986 section 6.2.2.2).
    static func spells(_ name: some Collection<UInt8>, _ segment: ArraySlice<UInt8>) -> Bool {
        if segment.elementsEqual(name) { return true }
        guard segment.contains(UInt8(ascii: "%")) else { return false }
        return (try? Self.decode(segment: segment))?.utf8.elementsEqual(name) ?? false
    }

    /// Encodes a path segment.
    static func encode(segment text: String) -> String {
        guard !text.utf8.allSatisfy(\.isPathCharacter) else { return text }
        var encoded = ""
        for byte in text.utf8 {
            if byte.isPathCharacter {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += byte < 0x10 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    private static func decode(_ bytes: ArraySlice<UInt8>, space: UInt8?) throws(SCIMError) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"): decoded.append(try Self.escape(&rest))
            case space: decoded.append(UInt8(ascii: " "))
            default: decoded.append(byte)
            }
        }
        // Not `String(validating:as:)`, which is not specialized and takes five times as long.
        guard let text = try? UTF8Span(validating: decoded.span) else {
            throw .invalidValue("The URL holds text that is not UTF-8.")
        }
        return String(copying: text)
    }

    /// Reads the digits of `pct-encoded = "%" HEXDIG HEXDIG`.
    private static func escape(_ rest: inout ArraySlice<UInt8>) throws(SCIMError) -> UInt8 {
        guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue else {
            throw .invalidValue("The URL holds a percent sign without two hexadecimal digits; write it as %25.")
        }
        return high << 4 | low
    }
}
