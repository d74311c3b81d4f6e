extension UInt8 {
    /// The number that this byte stands for as `HEXDIG`, in small letters or capitals; nil if it is none.
    @inlinable
    public var hexadecimalValue: UInt8? {
        if self.isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }

    /// Returns the two hexadecimal digits of this byte, in small letters or capitals.
    @inlinable
    public func hexadecimalDigits(capitals: Bool = false) -> (UInt8, UInt8) {
        let ten: UInt8 = capitals ? 0x41 : 0x61
        func digit(_ number: UInt8) -> UInt8 { number < 10 ? 0x30 + number : ten + number - 10 }
        return (digit(self >> 4), digit(self & 15))
    }
}

extension Collection<UInt8> {
    /// The bytes in hexadecimal digits, two for each in small letters (RFC 4648 section 8).
    @inlinable
    public var hexadecimal: String {
        var text: [UInt8] = []
        text.reserveCapacity(self.count * 2)
        for byte in self {
            let digits = byte.hexadecimalDigits()
            text.append(digits.0)
            text.append(digits.1)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// The bytes that a text has in hexadecimal digits, two for each; nil if it holds anything else.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap(\.hexadecimalValue)
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = Swift.stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
