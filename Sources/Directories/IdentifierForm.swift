import Encodings
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
