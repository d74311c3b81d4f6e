extension Collection<UInt8> {
    /// Whether these are the 36 characters of a UUID (RFC 9562 section 4), in small letters or capitals.
    @inlinable
    public var isUUID: Bool {
        guard self.count == 36 else { return false }
        var position = 0
        for byte in self {
            switch position {
            case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
            default: if byte.hexadecimalValue == nil { return false }
            }
            position += 1
        }
        return true
    }
}
