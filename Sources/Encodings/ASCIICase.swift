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
    /// Words are compared at a time; the last may overlap the one before. Equal words need no folding, and words that differ in another
    /// bit than the one that tells small letters from capitals are different. It has a name of its own: of two methods with one name the
    /// compiler takes that of all collections.
    @inlinable
    func wordsEqualIgnoringASCIICase(_ other: Self) -> Bool {
        let (left, right) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
        switch left.count {
        case 8...:
            for offset in stride(from: 0, to: left.count &- 8, by: 8) {
                if !left.wordEqualsIgnoringASCIICase(right, at: offset, as: UInt64.self) { return false }
            }
            return left.wordEqualsIgnoringASCIICase(right, at: left.count &- 8, as: UInt64.self)
        case 4...:
            return left.wordEqualsIgnoringASCIICase(right, at: 0, as: UInt32.self)
                && left.wordEqualsIgnoringASCIICase(right, at: left.count &- 4, as: UInt32.self)
        default: return left.indices.allSatisfy { left[$0].asciiLowercased == right[$0].asciiLowercased }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the words at an offset are the same when ASCII letters are folded.
    ///
    /// Each byte that differs must differ in the one bit alone and be a letter. The highest bit of a byte tells what holds for it: `0x1F`
    /// added to `a` or more sets it, and so does `0x05` added to more than `z`.
    @inlinable @inline(__always)
    func wordEqualsIgnoringASCIICase<Word: FixedWidthInteger & BitwiseCopyable>(
        _ other: Self, at offset: Int, as type: Word.Type
    ) -> Bool {
        func each(_ byte: UInt64) -> Word { Word(truncatingIfNeeded: byte &* 0x0101_0101_0101_0101) }
        let left = self.loadUnaligned(fromByteOffset: offset, as: type)
        let difference = left ^ other.loadUnaligned(fromByteOffset: offset, as: type)
        if difference & ~each(0x20) != 0 { return false }
        let small = (left | each(0x20)) & each(0x7F)
        let isLetter = (small &+ each(0x1F)) & ~(small &+ each(0x05)) & ~left
        return (difference &<< 2) & ~isLetter == 0
    }
}

extension String {
    /// Returns whether both are the same text when ASCII letters are folded.
    ///
    /// Most texts differ in length, which the caller sees without a call.
    @inlinable @inline(__always)
    public func equalsIgnoringASCIICase(_ other: String) -> Bool {
        self.utf8.count == other.utf8.count && self.bytesEqualIgnoringASCIICase(other)
    }

    /// Returns whether both, which are of one length, are the same text when ASCII letters are folded.
    ///
    /// Not by `==`, to which texts are equal that differ in bytes and so in their hashes. The bytes are compared where they lie, which is
    /// faster than by the iterators of the views.
    @inlinable @inline(never)
    func bytesEqualIgnoringASCIICase(_ other: String) -> Bool {
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
