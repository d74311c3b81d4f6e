/// Lines for people, as bytes: control characters become spaces and values with spaces stand in quotes, so that nobody can forge a line
/// or a value.
struct LineText {
    private(set) var bytes: [UInt8] = []

    /// Adds a text: `say "x"` → ` key="say \"x\""`.
    mutating func add(_ key: StaticString, _ text: String) {
        self.begin(key)
        self.append(value: text)
    }

    /// Adds texts that commas part: `["a", "b"]` → ` key=a,b`; with one that stands in quotes all of them do.
    mutating func add(_ key: StaticString, _ texts: [String]) {
        if texts.isEmpty || texts.contains(where: Self.mustStandInQuotes) {
            return self.add(key, texts.joined(separator: ","))
        }
        self.begin(key)
        for (index, text) in texts.enumerated() {
            if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
            self.append(words: text)
        }
    }

    /// Adds a number: `-7` → ` key=-7`.
    mutating func add(_ key: StaticString, _ number: Int) {
        self.begin(key)
        if number < 0 { self.bytes.append(UInt8(ascii: "-")) }
        self.append(digits: number.magnitude)
    }

    /// Adds a text under a key that is not known beforehand.
    mutating func add(_ key: String, _ text: String) {
        self.bytes.append(UInt8(ascii: " "))
        self.append(words: key)
        self.bytes.append(UInt8(ascii: "="))
        self.append(value: text)
    }

    /// Adds a text of several lines, whose ends are written as `\\n`: `dn: a`, `cn: b` → ` ldif="dn: a\\ncn: b"`.
    mutating func add(_ key: StaticString, lines text: String) {
        self.begin(key)
        self.bytes.append(UInt8(ascii: "\""))
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { self.bytes += Array("\\n".utf8) }
            var line = String(line)
            line.withUTF8 { self.append(visible: $0, escaping: true) }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    /// Adds the lines of a text as they are, each with a space for control characters.
    mutating func append(lines text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            self.bytes.append(UInt8(ascii: "\n"))
            self.append(words: String(line))
        }
    }

    /// Adds what stands before the fields, such as the message.
    mutating func append(words: String) {
        var words = words
        words.withUTF8 { text in
            if Self.holds(text, Self.mayBeControl, exceptIn: Self.isPrintable) {
                self.append(visible: text)
            } else {
                self.bytes.append(contentsOf: text)
            }
        }
    }

    /// Adds bytes that are known to be visible.
    mutating func append(_ visible: [UInt8]) {
        self.bytes += visible
    }

    mutating func endLine() {
        self.bytes.append(UInt8(ascii: "\n"))
    }

    mutating func removeAll() {
        self.bytes.removeAll(keepingCapacity: true)
    }

    private mutating func begin(_ key: StaticString) {
        self.bytes.append(UInt8(ascii: " "))
        key.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.bytes.append(UInt8(ascii: "="))
    }

    private mutating func append(digits number: UInt) {
        if number > 9 { self.append(digits: number / 10) }
        self.bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func append(value: String) {
        var value = value
        value.withUTF8 { text in
            if Self.mustStandInQuotes(text) {
                self.bytes.append(UInt8(ascii: "\""))
                self.append(visible: text, escaping: true)
                self.bytes.append(UInt8(ascii: "\""))
            } else {
                self.bytes.append(contentsOf: text)
            }
        }
    }

    /// Adds a text with a space for each byte of its control characters; where it stands in quotes, its own are escaped.
    private mutating func append(visible text: UnsafeBufferPointer<UInt8>, escaping: Bool = false) {
        for (index, byte) in text.enumerated() {
            if escaping, byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") {
                self.bytes.append(UInt8(ascii: "\\"))
            }
            self.bytes.append(Self.isControl(text, index) ? UInt8(ascii: " ") : byte)
        }
    }

    private static func mustStandInQuotes(_ text: String) -> Bool {
        var text = text
        return text.withUTF8(Self.mustStandInQuotes)
    }

    private static func mustStandInQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.isEmpty || Self.holds(text, Self.mustStandInQuotes, exceptIn: Self.isPlain)
    }

    /// Whether a text has such a byte; eight bytes are looked at together, and one by one where there may be one among them.
    private static func holds(
        _ text: UnsafeBufferPointer<UInt8>, _ isWanted: (UInt8) -> Bool, exceptIn isPlain: (UInt64) -> Bool
    ) -> Bool {
        let bytes = UnsafeRawBufferPointer(text)
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if !isPlain(word), bytes[offset..<offset &+ 8].contains(where: isWanted) { return true }
            offset &+= 8
        }
        return bytes[offset...].contains(where: isWanted)
    }

    /// Whether all of eight bytes are printable ASCII.
    ///
    /// The highest bit of a byte tells: it is set where `0x01` is added to `0x7F`, and missing where `0x60` is added to less than the space.
    private static func isPrintable(_ word: UInt64) -> Bool {
        let low = word & Self.all(0x7F)
        return (word | (low &+ Self.all(0x01)) | ~(low &+ Self.all(0x60))) & Self.all(0x80) == 0
    }

    /// Whether all of eight bytes are printable ASCII without space and quote.
    private static func isPlain(_ word: UInt64) -> Bool {
        func hasNo(_ byte: UInt8) -> Bool {
            let others = word ^ Self.all(byte)
            return ((others & Self.all(0x7F)) &+ Self.all(0x7F) | others) & Self.all(0x80) == Self.all(0x80)
        }
        return Self.isPrintable(word) && hasNo(UInt8(ascii: " ")) && hasNo(UInt8(ascii: "\""))
    }

    private static func all(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// Whether a byte is a control character, or begins a character of two bytes as some of them do.
    private static func mayBeControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == 0xC2
    }

    /// Whether a byte belongs to a control character of ASCII or to one of U+0080 to U+009F, which terminals obey too.
    private static func isControl(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        switch text[index] {
        case ..<0x20, 0x7F: true
        case 0x80..<0xA0: index > 0 && text[index - 1] == 0xC2
        case 0xC2: text[index + 1] < 0xA0
        default: false
        }
    }

    /// Whether a byte is a quote, a space or part of a control character, or begins a character of two bytes as some of them do.
    private static func mustStandInQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\"") || Self.mayBeControl(byte)
    }
}
