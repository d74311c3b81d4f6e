import Logging

/// Events as JSON objects, one a line (RFC 8259); numbers and lists stay what they are.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() {
        self.bytes.removeAll(keepingCapacity: true)
    }

    mutating func begin(_ level: Logger.Level, _ message: String, time: [UInt8], isJournal: Bool) {
        if isJournal { self.bytes += "<\(level.priority)>".utf8 }
        self.bytes += #"{"time":""#.utf8
        self.bytes += time
        self.bytes += #"","level":""#.utf8
        self.bytes += level.rawValue.utf8
        self.bytes += #"","message":"#.utf8
        self.append(message)
    }

    mutating func end() {
        self.bytes += "}\n".utf8
    }

    mutating func add(_ key: StaticString, _ text: String) {
        self.begin(key)
        self.append(text)
    }

    mutating func add(_ key: StaticString, _ texts: [String]) {
        self.begin(key)
        self.append(list: texts) { $0.append($1) }
    }

    mutating func add(_ key: StaticString, _ number: Int) {
        self.begin(key)
        self.bytes += "\(number)".utf8
    }

    /// Adds what belongs to a message; a key that the event has already is named `_time`, `_level` or `_message`.
    mutating func add(metadata key: String, _ value: Logger.MetadataValue) {
        self.bytes.append(UInt8(ascii: ","))
        self.append(["time", "level", "message"].contains(key) ? "_\(key)" : key)
        self.bytes.append(UInt8(ascii: ":"))
        self.append(value)
    }

    private mutating func append(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): self.append(text)
        case .stringConvertible(let number as Int): self.bytes += "\(number)".utf8
        case .stringConvertible(let other): self.append("\(other)")
        case .array(let values): self.append(list: values) { $0.append($1) }
        case .dictionary(let values):
            self.bytes.append(UInt8(ascii: "{"))
            for (index, member) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
                self.append(member.key)
                self.bytes.append(UInt8(ascii: ":"))
                self.append(member.value)
            }
            self.bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func append<Element>(list: [Element], _ append: (inout JSONText, Element) -> Void) {
        self.bytes.append(UInt8(ascii: "["))
        for (index, element) in list.enumerated() {
            if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
            append(&self, element)
        }
        self.bytes.append(UInt8(ascii: "]"))
    }

    /// Begins a member whose key needs no escapes.
    private mutating func begin(_ key: StaticString) {
        self.bytes += ",\"".utf8
        key.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
        self.bytes += "\":".utf8
    }

    /// Adds a string; all control characters are escaped, those of U+007F to U+009F too, which terminals obey.
    private mutating func append(_ text: String) {
        self.bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var index = 0
            while index < utf8.count {
                let byte = utf8[index]
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): self.bytes += [UInt8(ascii: "\\"), byte]
                case UInt8(ascii: "\n"): self.bytes += "\\n".utf8
                case ..<0x20, 0x7F: self.append(escaped: byte)
                case 0xC2 where utf8[index + 1] < 0xA0:
                    index += 1
                    self.append(escaped: utf8[index])
                default: self.bytes.append(byte)
                }
                index += 1
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped code: UInt8) {
        let digits = String(code, radix: 16)
        self.bytes += ("\\u00" + (digits.count == 1 ? "0" : "") + digits).utf8
    }
}
