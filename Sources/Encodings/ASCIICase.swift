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

extension UnsafeBufferPointer<UInt8> {
    /// Returns whether both, which are of one length, are the same text when ASCII letters are folded.
    ///
    /// Eight bytes at a time: those that are equal need no folding, and those that differ in another bit than the one that tells small
    /// letters from capitals are different. Not named like the method of all collections, which the compiler would take instead.
    @inlinable
    func wordsEqualIgnoringASCIICase(_ other: Self) -> Bool {
        let (left, right) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
        var offset = 0
        while offset &+ 8 <= left.count {
            let leftWord = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let rightWord = right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if leftWord != rightWord {
                if (leftWord ^ rightWord) & ~0x2020_2020_2020_2020 != 0 { return false }
                let bytes = offset..<offset &+ 8
                guard bytes.allSatisfy({ left[$0].asciiLowercased == right[$0].asciiLowercased }) else { return false }
            }
            offset &+= 8
        }
        while offset < left.count {
            if left[offset].asciiLowercased != right[offset].asciiLowercased { return false }
            offset &+= 1
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
            other.utf8.withContiguousStorageIfAvailable { left.wordsEqualIgnoringASCIICase($0) }
        }
        return areEqual.flatMap(\.self) ?? self.utf8.equalsIgnoringASCIICase(other.utf8)
    }

    /// Feeds eight bytes at a time, each with the bit set that tells small letters from capitals.
    ///
    /// Texts that differ in ASCII case only feed the same. Of others few do: those that differ in control characters and
    /// punctuation.
    @inlinable
    public func hashIgnoringASCIICase(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var offset = 0
            while offset &+ 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hasher.combine(word | 0x2020_2020_2020_2020)
                offset &+= 8
            }
            var rest: UInt64 = 0
            for byte in bytes[offset...] { rest = rest << 8 | UInt64(byte | 0x20) }
            hasher.combine(rest)
        }
        hasher.combine(text.utf8.count)
    }
}
