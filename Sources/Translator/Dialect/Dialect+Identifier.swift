import LDAP

extension Dialect {
    /// How a directory writes the immutable id of an entry.
    public enum IdentifierForm: Sendable, Hashable {
        /// A UUID as text, in groups of 8, 4, 4, 4 and 12 hexadecimal digits.
        case uuid
    }

    /// Returns the SCIM id that stands for a value of the id attribute; nil if the value is none.
    public func id(from value: AttributeValue) -> String? {
        switch self.idForm {
        case .uuid: value.bytes.isUUID ? value.text : nil
        }
    }

    /// Returns the filter that finds the entry with this id; nil if the text cannot be an id.
    ///
    /// The directory compares UUIDs without case, and so does this.
    public func idFilter(_ id: String) -> LDAP.Filter? {
        switch self.idForm {
        case .uuid: id.utf8.isUUID ? .equal(self.idAttribute, AttributeValue(id)) : nil
        }
    }
}

extension Collection<UInt8> {
    /// Whether these are the 36 characters of a UUID (RFC 9562 section 4).
    var isUUID: Bool {
        guard self.count == 36 else { return false }
        var position = 0
        for byte in self {
            switch position {
            case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
            default: if !byte.isHexadecimalDigit { return false }
            }
            position += 1
        }
        return true
    }
}

extension UInt8 {
    var isHexadecimalDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
