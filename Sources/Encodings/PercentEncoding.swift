/// Percent-encoding (RFC 3986 section 2.1).
public enum PercentEncoding: Sendable {
    /// Returns what a text stands for; nil if a percent sign stands without two hexadecimal digits.
    ///
    /// In forms `+` is a space.
    @inlinable
    public static func decode(_ text: some Collection<UInt8>, isForm: Bool = false) -> [UInt8]? {
        var rest = text.makeIterator()
        var isBroken = false
        let decoded = [UInt8](unsafeUninitializedCapacity: text.count) { decoded, count in
            while let byte = rest.next() {
                switch byte {
                case UInt8(ascii: "%"):
                    guard let high = rest.next()?.hexadecimalValue, let low = rest.next()?.hexadecimalValue else {
                        isBroken = true
                        return
                    }
                    decoded[count] = high << 4 | low
                case UInt8(ascii: "+") where isForm: decoded[count] = UInt8(ascii: " ")
                default: decoded[count] = byte
                }
                count += 1
            }
        }
        return isBroken ? nil : decoded
    }

    /// Returns the text in which every byte stands for itself that may, and all others are written as `pct-encoded`.
    public static func encode(_ text: String, except mayStand: (UInt8) -> Bool) -> String {
        var text = text
        guard !text.withUTF8({ $0.allSatisfy(mayStand) }) else { return text }
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if mayStand(byte) {
                encoded.append(byte)
            } else {
                let digits = byte.hexadecimalDigits(capitals: true)
                encoded += [UInt8(ascii: "%"), digits.0, digits.1]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension UInt8 {
    /// Whether this is `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"` (RFC 3986 section 2.3).
    @inlinable
    public var isUnreserved: Bool {
        switch self {
        case _ where self.isLetter || self.isDigit: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    /// Whether this is `pchar` (RFC 3986 section 3.3) and no escape: `unreserved / sub-delims / ":" / "@"`.
    public var isPathCharacter: Bool {
        self.isUnreserved || "!$&'()*+,;=:@".utf8.contains(self)
    }
}
