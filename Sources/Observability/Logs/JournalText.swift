/// Entries of the journal in its own form (systemd's Native Journal Protocol): a field a line, or with its length where it has line ends.
struct JournalText {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// What stands before the names of our own fields: `request_id` → `STARBRIDGE_REQUEST_ID`.
    private static let prefix = Array("STARBRIDGE_".utf8)
    /// The most characters of a field's name; longer ones the journal does not take.
    private static let longestName = 64

    /// The complete entries.
    var entries: [ArraySlice<UInt8>] {
        zip([0] + self.ends, self.ends).map { self.bytes[$0..<$1] }
    }

    var size: Int { self.bytes.count }

    mutating func removeAll() {
        self.bytes.removeAll(keepingCapacity: true)
        self.ends.removeAll(keepingCapacity: true)
    }

    mutating func begin(priority: Int) {
        self.bytes += "PRIORITY=\(priority)\nSYSLOG_IDENTIFIER=starbridge\n".utf8
    }

    /// Ends the entry with what a person reads of it.
    mutating func end(message: [UInt8]) {
        self.append("MESSAGE".utf8, message)
        self.ends.append(self.bytes.count)
    }

    mutating func add(_ key: StaticString, _ text: String) {
        self.add(key.description, text)
    }

    /// Adds a field; of its name what the journal does not take becomes `_`.
    mutating func add(_ key: String, _ text: String) {
        let name = key.utf8.prefix(Self.longestName - Self.prefix.count).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }
        self.append(Self.prefix + name, Array(text.utf8))
    }

    private mutating func append(_ name: some Sequence<UInt8>, _ value: [UInt8]) {
        self.bytes += name
        if value.contains(UInt8(ascii: "\n")) {
            self.bytes.append(UInt8(ascii: "\n"))
            withUnsafeBytes(of: UInt64(value.count).littleEndian) { self.bytes.append(contentsOf: $0) }
        } else {
            self.bytes.append(UInt8(ascii: "="))
        }
        self.bytes += value
        self.bytes.append(UInt8(ascii: "\n"))
    }
}
