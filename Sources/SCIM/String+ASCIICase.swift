extension UInt8 {
    /// The byte with `A` to `Z` folded to `a` to `z`.
    var asciiLowercased: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }
}

extension Collection<UInt8> {
    /// Whether both are the same text when ASCII letters are folded.
    func equalsIgnoringASCIICase(_ other: some Collection<UInt8>) -> Bool {
        self.count == other.count && self.starts(withIgnoringASCIICase: other)
    }

    /// Whether the other text is a prefix when ASCII letters are folded.
    func starts(withIgnoringASCIICase prefix: some Collection<UInt8>) -> Bool {
        self.starts(with: prefix) { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension String {
    /// Whether both are the same text when ASCII letters are folded.
    func equalsIgnoringASCIICase(_ other: String) -> Bool {
        // Most others have another length, and the same spelling is one comparison of memory.
        self.utf8.count == other.utf8.count && (self == other || self.utf8.equalsIgnoringASCIICase(other.utf8))
    }

    /// Hashes eight folded bytes at a time, so that texts that differ in ASCII case only hash alike.
    func hashIgnoringASCIICase(into hasher: inout Hasher) {
        var word: UInt64 = 0
        var count = 0
        for byte in self.utf8 {
            word = word << 8 | UInt64(byte.asciiLowercased)
            count &+= 1
            if count & 7 == 0 {
                hasher.combine(word)
            }
        }
        hasher.combine(word)
        hasher.combine(count)
    }
}

/// A name that compares and hashes without ASCII case.
struct CaseInsensitiveName: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init?(_ text: String?) {
        guard let text else { return nil }
        self.text = text
    }

    static func == (lhs: CaseInsensitiveName, rhs: CaseInsensitiveName) -> Bool {
        lhs.text.equalsIgnoringASCIICase(rhs.text)
    }

    func hash(into hasher: inout Hasher) {
        self.text.hashIgnoringASCIICase(into: &hasher)
    }
}
