import Encodings

/// The words of a filter or of a list of paths, and what stands between them.
struct FilterWords {
    var cursor: ByteCursor
    /// Whether a comma ends a word, as it does between paths.
    var endAtComma = false

    init(_ text: String) {
        self.cursor = ByteCursor(Array(text.utf8))
    }

    /// The byte to be read, or nil at the end.
    var next: UInt8? { self.cursor.next }

    /// The offset of the byte to be read.
    var position: Int { self.cursor.position }

    /// An error at the byte to be read.
    func error(_ reason: String) -> SyntaxError { self.cursor.error(reason) }

    /// Passes the byte if it is the next one.
    mutating func take(_ byte: UInt8) -> Bool { self.cursor.take(byte) }

    /// `SP`; any number of spaces and tabs.
    mutating func skipSpace() {
        while let byte = self.next, byte == 0x20 || byte == 0x09 {
            self.cursor.position += 1
        }
    }

    /// Passes everything up to a space, bracket or quote, and in a list of paths up to a comma.
    mutating func takeWord() -> ArraySlice<UInt8> {
        let start = self.position
        while let byte = self.next, !Self.endsWord(byte), !self.endAtComma || byte != UInt8(ascii: ",") {
            self.cursor.position += 1
        }
        return self.cursor.bytes[start..<self.position]
    }

    /// Passes the keyword and the spaces before it if it is the next word.
    mutating func takeKeyword(_ keyword: String) -> Bool {
        let start = self.position
        self.skipSpace()
        // Most words are none, as their first letter tells.
        let mayBeNext = self.next?.asciiLowercased == keyword.utf8.first
        let isNext = mayBeNext && self.takeWord().equalsIgnoringASCIICase(keyword.utf8)
        self.cursor.position = isNext ? self.position : start
        return isNext
    }

    /// Passes `not` if a parenthesis follows; otherwise it would be the name of an attribute.
    mutating func takeNot() -> Bool {
        let start = self.position
        guard self.takeKeyword("not") else { return false }
        self.skipSpace()
        let isNext = self.next == UInt8(ascii: "(")
        self.cursor.position = isNext ? self.position : start
        return isNext
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case ...0x20, 0x7F, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "\""):
            true
        default: false
        }
    }
}
