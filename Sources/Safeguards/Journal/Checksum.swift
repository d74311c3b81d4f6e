import Encodings

/// Tells whether a block is as it was written: it finds damage and edits by hand, and keeps nobody from forging one.
enum Checksum {
    /// How many digits it has.
    static let length = 8

    /// The sum over some bytes.
    static func sum(of bytes: some Collection<UInt8>) -> UInt32 {
        let hash = bytes.withContiguousStorageIfAvailable { FNV1a.hash($0) } ?? FNV1a.hash(bytes)
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    /// Appends the digits of a sum.
    static func append(_ sum: UInt32, to bytes: inout [UInt8]) {
        for index in 0..<4 {
            let digits = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index)).hexadecimalDigits()
            bytes.append(digits.0)
            bytes.append(digits.1)
        }
    }

    /// The digits of the sum over some bytes.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var digits: [UInt8] = []
        self.append(self.sum(of: bytes), to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }
}
