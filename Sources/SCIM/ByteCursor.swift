/// A place in the bytes that a parser reads.
struct ByteCursor: Sendable {
    let bytes: [UInt8]
    /// The offset of the byte to be read.
    var position = 0

    init(_ bytes: [UInt8], position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The byte to be read, or nil at the end.
    var next: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    /// An error at the byte to be read.
    func error(_ reason: String) -> SyntaxError {
        SyntaxError(reason: self.next == nil ? "\(reason), but the text ends here" : reason, offset: self.position)
    }

    /// Passes the byte if it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.position += 1
        return true
    }
}
