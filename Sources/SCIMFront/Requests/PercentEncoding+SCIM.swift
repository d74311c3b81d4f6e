import Encodings
import SCIM

/// URL parts (RFC 3986) and forms as texts.
extension PercentEncoding {
    /// Decodes a path segment.
    ///
    /// - Throws: `invalidValue` for a broken escape or what is not UTF-8.
    static func decode(segment bytes: ArraySlice<UInt8>) throws(SCIMError) -> String {
        try Self.text(Self.decode(bytes))
    }

    /// Decodes a part of a query, in which `+` is a space.
    ///
    /// - Throws: `invalidValue` for a broken escape or what is not UTF-8.
    static func decode(form bytes: ArraySlice<UInt8>) throws(SCIMError) -> String {
        try Self.text(Self.decode(bytes, isForm: true))
    }

    /// Whether a path segment spells a name, be it with escapes (RFC 3986 section 6.2.2.2).
    static func spells(_ name: some Collection<UInt8>, _ segment: ArraySlice<UInt8>) -> Bool {
        if segment.elementsEqual(name) { return true }
        guard segment.contains(UInt8(ascii: "%")) else { return false }
        return (try? Self.decode(segment: segment))?.utf8.elementsEqual(name) ?? false
    }

    /// Encodes a path segment.
    static func encode(segment text: String) -> String {
        Self.encode(text, except: \.isPathCharacter)
    }

    private static func text(_ decoded: [UInt8]?) throws(SCIMError) -> String {
        guard let decoded else {
            throw .invalidValue("The URL holds a percent sign without two hexadecimal digits; write it as %25.")
        }
        // Not `String(validating:as:)`, which is not specialized and takes five times as long.
        guard let text = try? UTF8Span(validating: decoded.span) else {
            throw .invalidValue("The URL holds text that is not UTF-8.")
        }
        return String(copying: text)
    }
}
