extension Collection<UInt8> {
    /// Returns whether both are the same text when ASCII letters are folded.
    @inlinable
    public func equalsIgnoringASCIICase(_ other: some Collection<UInt8>) -> Bool {
        self.count == other.count && self.starts(withIgnoringASCIICase: other)
    }

    /// Returns whether this is the text when ASCII letters are folded.
    @inlinable
    public func equalsIgnoringASCIICase(_ text: String) -> Bool {
        self.equalsIgnoringASCIICase(text.utf8)
    }

    /// Returns whether the other text is a prefix when ASCII letters are folded.
    @inlinable
    public func starts(withIgnoringASCIICase prefix: some Collection<UInt8>) -> Bool {
        var own = self.makeIterator()
        for byte in prefix {
            guard let next = own.next(), next == byte || next.asciiLowercased == byte.asciiLowercased else {
                return false
            }
        }
        return true
    }
}

extension String {
    /// Returns whether both are the same text when ASCII letters are folded.
    @inlinable
    public func equalsIgnoringASCIICase(_ other: String) -> Bool {
        // Not by `==`, to which texts are equal that differ in bytes and so in their hashes. Most texts differ in length; of the
        // others the bytes are compared where they lie, which is faster than by the iterators of the views.
        guard self.utf8.count == other.utf8.count else { return false }
        let areEqual = self.utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { left.equalsIgnoringASCIICase($0) }
        }
        return areEqual.flatMap(\.self) ?? self.utf8.equalsIgnoringASCIICase(other.utf8)
    }

    /// Feeds eight folded bytes at a time, so that texts that differ in ASCII case only hash alike.
    @inlinable
    public func hashIgnoringASCIICase(into hasher: inout Hasher) {
        var word: UInt64 = 0
        var count = 0
        for byte in self.utf8 {
            word = word << 8 | UInt64(byte.asciiLowercased)
            count &+= 1
            if count & 7 == 0 {
                hasher.combine(word)
                word = 0
            }
        }
        hasher.combine(word)
        hasher.combine(count)
    }
}
