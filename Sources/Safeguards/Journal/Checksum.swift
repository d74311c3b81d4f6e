import Encodings

/// Tells whether a block is as it was written: it finds damage and edits by hand, and keeps nobody from forging one.
enum Checksum {
    /// How many digits it has.
    static let length = 8

    /// The digits of the sum over some bytes.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let hash = bytes.withUnsafeBufferPointer { FNV1a.hash($0) }
        let sum = UInt32(truncatingIfNeeded: hash ^ hash >> 32)
        return (0..<4).reversed().map { UInt8(truncatingIfNeeded: sum >> (8 * UInt32($0))) }.hexadecimal
    }
}
