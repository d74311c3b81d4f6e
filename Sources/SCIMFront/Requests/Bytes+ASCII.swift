extension UInt8 {
    /// Whether this is `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"` (RFC 3986 2.3).
    var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    /// Whether this is `pchar = unreserved / pct-encoded / sub-delims / ":" / "@"` without the escapes (RFC 3986 3.3).
    var isPathCharacter: Bool {
        self.isUnreserved || "!$&'()*+,;=:@".utf8.contains(self)
    }

    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private var asciiLowercased: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }

    fileprivate func equalsIgnoringCase(_ other: UInt8) -> Bool {
        self.asciiLowercased == other.asciiLowercased
    }
}

extension Collection<UInt8> {
    /// Whether this is a text but for the case of ASCII letters.
    func equalsIgnoringASCIICase(_ text: String) -> Bool {
        self.elementsEqual(text.utf8) { $0.equalsIgnoringCase($1) }
    }
}
