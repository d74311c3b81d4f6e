extension UInt8 {
    /// This byte with an ASCII capital letter made small.
    @inline(__always) var folded: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// Whether this byte is an ASCII letter.
    @inline(__always) var isLetter: Bool { self.folded &- 0x61 < 26 }

    /// Whether this byte is an ASCII digit.
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }

    /// Whether this byte is below space, or DEL.
    @inline(__always) var isControl: Bool { self < 0x20 || self == 0x7f }

    /// The number that this byte stands for as a hexadecimal digit.
    var hexValue: UInt8? {
        if self.isDigit { return self &- 0x30 }
        let letter = self.folded &- 0x61
        return letter < 6 ? letter + 10 : nil
    }

    /// The two hexadecimal digits of this byte, in capitals or small letters.
    func hexDigits(capitals: Bool = false) -> (UInt8, UInt8) {
        let ten: UInt8 = capitals ? 0x41 : 0x61
        func digit(_ number: UInt8) -> UInt8 { number < 10 ? 0x30 + number : ten + number - 10 }
        return (digit(self >> 4), digit(self & 15))
    }

    static let space = UInt8(ascii: " ")
    static let backslash = UInt8(ascii: "\\")
}

extension [UInt8] {
    /// Appends a backslash and the two hexadecimal digits of a byte.
    mutating func appendEscaped(_ byte: UInt8, capitals: Bool = false) {
        let digits = byte.hexDigits(capitals: capitals)
        self.append(.backslash)
        self.append(digits.0)
        self.append(digits.1)
    }
}
