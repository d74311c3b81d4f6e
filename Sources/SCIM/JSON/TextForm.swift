/// What must be known of a text in JSON: whether it can be copied as it is.
struct TextForm {
    private var bits: UInt64 = 0
    private var specials: UInt64 = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let bytes = UnsafeRawBufferPointer(text)
        var offset = 0
        while offset &+ 8 <= bytes.count {
            self.look(at: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset &+= 8
        }
        var rest = Self.all(UInt8(ascii: " "))
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        self.look(at: rest)
    }

    /// Whether no byte is above 127.
    var isASCII: Bool { self.bits & Self.all(0x80) == 0 }

    /// Whether some byte must be escaped.
    var hasEscapes: Bool { self.specials & Self.all(0x80) != 0 }

    static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether none of eight bytes must be escaped.
    static func isPlain(_ word: UInt64) -> Bool { Self.specials(in: word) & Self.all(0x80) == 0 }

    private mutating func look(at word: UInt64) {
        self.bits |= word
        self.specials |= Self.specials(in: word)
    }

    /// The highest bit of a byte is set in a difference if the byte was smaller than what was taken from it.
    private static func specials(in word: UInt64) -> UInt64 {
        let quotes = word ^ Self.all(UInt8(ascii: "\""))
        let backslashes = word ^ Self.all(UInt8(ascii: "\\"))
        return (word &- Self.all(0x20)) & ~word | (quotes &- Self.all(1)) & ~quotes
            | (backslashes &- Self.all(1)) & ~backslashes
    }

    private static func all(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
