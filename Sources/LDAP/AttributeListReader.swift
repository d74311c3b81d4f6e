/// Reads the attributes of an entry where they lie in the bytes of a message (`PartialAttributeList`, RFC 4511 section 4.5.2).
///
/// The values are ranges of the bytes in one list: an entry is three allocations, however many attributes it has.
public struct AttributeListReader {
    private let bytes: [UInt8]
    private var position = 0
    private var values: [AttributeValue] = []
    /// Each attribute with the number of values up to its end.
    private var attributes: [(description: AttributeDescription, end: Int)] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Returns the attributes that `bytes` hold, one encoded after the other; `names` are those that were seen before.
    /// - Throws: `decodingError` where the bytes are no such list, or end within it.
    public static func attributes(
        in bytes: [UInt8], knowing names: inout AttributeNames
    ) throws(LDAPError) -> [Attribute] {
        var reader = AttributeListReader(bytes)
        reader.values.reserveCapacity(32)
        reader.attributes.reserveCapacity(24)
        while reader.position < bytes.count { try reader.attribute(knowing: &names) }
        var start = 0
        return reader.attributes.map { attribute in
            defer { start = attribute.end }
            return Attribute(attribute.description, values: reader.values[start..<attribute.end])
        }
    }

    // `PartialAttribute ::= SEQUENCE { type AttributeDescription, vals SET OF value AttributeValue }`
    private mutating func attribute(knowing names: inout AttributeNames) throws(LDAPError) {
        let end = try self.contents(of: Tag.sequence).upperBound
        let type = try self.contents(of: Tag.octetString)
        self.position = type.upperBound
        let description = names.description(of: self.bytes[type])
        let set = try self.contents(of: Tag.set)
        guard set.upperBound == end else { throw Self.malformed }
        while self.position < end {
            let value = try self.contents(of: Tag.octetString)
            guard value.upperBound <= end else { throw Self.malformed }
            self.values.append(AttributeValue(bytes: self.bytes[value]))
            self.position = value.upperBound
        }
        self.attributes.append((description, self.values.count))
    }

    /// Reads a tag and a length (X.690 section 8.1), and stands before the contents then.
    private mutating func contents(of tag: UInt8) throws(LDAPError) -> Range<Int> {
        guard self.bytes.count - self.position >= 2, self.bytes[self.position] == tag else { throw Self.malformed }
        var count = Int(self.bytes[self.position + 1])
        self.position += 2
        if count > 0x7F {
            let octets = count & 0x7F
            guard 1...4 ~= octets, self.bytes.count - self.position >= octets else { throw Self.malformed }
            count = 0
            for octet in self.bytes[self.position..<self.position + octets] { count = count << 8 | Int(octet) }
            self.position += octets
        }
        guard self.bytes.count - self.position >= count else { throw Self.malformed }
        return self.position..<self.position + count
    }

    private static let malformed = LDAPError(.decodingError, diagnostic: "an entry is malformed")

    private enum Tag {
        static let octetString: UInt8 = 0x04
        static let sequence: UInt8 = 0x30
        static let set: UInt8 = 0x31
    }
}
