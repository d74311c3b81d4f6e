/// A short name or object identifier (RFC 4512 section 1.4), compared without regard to the case of ASCII letters.
struct Descriptor: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: Descriptor, right: Descriptor) -> Bool {
        areEqual(left.text, right.text)
    }

    func hash(into hasher: inout Hasher) {
        Self.hash(self.text, into: &hasher)
    }

    static func areEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8, right.utf8)
        guard left.count == right.count else { return false }
        var (this, that) = (left.makeIterator(), right.makeIterator())
        while let a = this.next(), let b = that.next() {
            if a != b && a.folded != b.folded { return false }
        }
        return true
    }

    /// A hash of the folded bytes (FNV-1a).
    static func fingerprint(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.folded)) &* 0x100_0000_01B3 }
    }

    /// Feeds the folded bytes in words of eight, which is what a hasher takes fastest.
    static func hash(_ text: String, into hasher: inout Hasher) {
        var word: UInt64 = 0
        var count = 0
        for byte in text.utf8 {
            word = word << 8 | UInt64(byte.folded)
            count += 1
            if count & 7 == 0 {
                hasher.combine(word)
                word = 0
            }
        }
        hasher.combine(word)
        hasher.combine(count)
    }
}
