extension String {
    /// Whether both have the same bytes; Swift's own equality is that of Unicode, to which `é` is the same as `e` with its accent.
    func hasBytes(of other: String) -> Bool {
        guard self.utf8.count == other.utf8.count else { return false }
        let areEqual = self.utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { left.elementsEqual($0) }
        }
        return areEqual.flatMap(\.self) ?? self.utf8.elementsEqual(other.utf8)
    }

    /// Feeds the bytes, and an end that no text has in it.
    func hashBytes(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
