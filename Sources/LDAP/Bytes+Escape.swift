import Encodings

extension UInt8 {
    static let space = UInt8(ascii: " ")
    static let backslash = UInt8(ascii: "\\")
}

extension [UInt8] {
    /// Appends a backslash and the two hexadecimal digits of a byte.
    mutating func appendEscaped(_ byte: UInt8, capitals: Bool = false) {
        let digits = byte.hexadecimalDigits(capitals: capitals)
        self.append(.backslash)
        self.append(digits.0)
        self.append(digits.1)
    }
}
