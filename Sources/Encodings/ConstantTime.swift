extension [UInt8] {
    /// Returns whether both are the same bytes, in a time that does not tell where they differ.
    ///
    /// How many bytes there are may be found out. Nothing is equal to no bytes at all: what is missing proves nothing.
    ///
    /// It is never inlined, so that what a caller does with the result gives the compiler no reason to leave the loop early.
    @inline(never)
    public func equalsInConstantTime(_ other: [UInt8]) -> Bool {
        guard !self.isEmpty, self.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in self.indices { difference |= self[index] ^ other[index] }
        return difference == 0
    }
}
