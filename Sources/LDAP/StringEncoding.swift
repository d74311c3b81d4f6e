/// The BER encoding of strings (X.690), as far as `#` values of distinguished names need it.
enum StringEncoding {
    static let octetString: UInt8 = 0x04

    /// OCTET STRING, UTF8String, NumericString, PrintableString, TeletexString and IA5String.
    private static let stringTags: Set<UInt8> = [octetString, 0x0c, 0x12, 0x13, 0x14, 0x16]

    /// The length octets of a definite length.
    static func length(_ count: Int) -> [UInt8] {
        guard count > 127 else { return [UInt8(count)] }
        var octets: [UInt8] = []
        var rest = count
        while rest > 0 {
            octets.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [0x80 | UInt8(octets.count)] + octets
    }

    /// The contents of an encoded string; nil if the bytes are anything else.
    static func contents(of bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 2, stringTags.contains(bytes[0]) else { return nil }
        guard bytes[1] > 127 else { return Int(bytes[1]) == bytes.count - 2 ? Array(bytes[2...]) : nil }
        let octets = Int(bytes[1] & 0x7f)
        guard (1...4).contains(octets), bytes.count >= 2 + octets else { return nil }
        let count = bytes[2..<2 + octets].reduce(0) { $0 << 8 | Int($1) }
        return count == bytes.count - 2 - octets ? Array(bytes[(2 + octets)...]) : nil
    }
}
