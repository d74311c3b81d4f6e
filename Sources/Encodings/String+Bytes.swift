extension String {
    /// Whether both have the same bytes; Swift's own equality is that of Unicode, to which `é` is the same as `e` with its accent.
    @inlinable
    public func hasBytes(of other: String) -> Bool {
        guard self.utf8.count == other.utf8.count else { return false }
        let areEqual = self.utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { left.wordsEqual($0) }
        }
        return areEqual.flatMap(\.self) ?? self.utf8.elementsEqual(other.utf8)
    }

    /// Feeds the bytes, and an end that no text has in it.
    @inlinable
    public func hashBytes(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Returns whether both, which are of one length, hold the same bytes; eight are compared at a time.
    @inlinable
    public func wordsEqual(_ other: Self) -> Bool {
        let (left, right) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
        var offset = 0
        while offset &+ 8 <= left.count {
            let leftWord = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if leftWord != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
            offset &+= 8
        }
        while offset < left.count {
            if left[offset] != right[offset] { return false }
            offset &+= 1
        }
        return true
    }
}
