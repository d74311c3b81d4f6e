import Encodings
import LDAP

extension Dialect {
    /// How a directory writes the immutable id of an entry.
    public enum IdentifierForm: Sendable, Hashable {
        /// A UUID as text, in groups of 8, 4, 4, 4 and 12 hexadecimal digits.
        case uuid
        /// The same 128 bits in four groups of 8 hexadecimal digits, as in `nsUniqueId`.
        case fourWords
    }

    /// Returns the SCIM id that stands for a value of the id attribute; nil if the value is none.
    public func id(from value: AttributeValue) -> String? {
        self.idForm.isWritten(value.bytes) ? value.text : nil
    }

    /// Returns the filter that finds the entry with this id; nil if the text cannot be an id.
    ///
    /// The directory compares ids without case, and so does this.
    public func idFilter(_ id: String) -> LDAP.Filter? {
        self.idForm.isWritten(id.utf8) ? .equal(self.idAttribute, AttributeValue(id)) : nil
    }
}

extension Dialect.IdentifierForm {
    /// Whether these are the characters of an id.
    fileprivate func isWritten(_ characters: some Collection<UInt8>) -> Bool {
        switch self {
        case .uuid: characters.isUUID
        case .fourWords: characters.areFourWords
        }
    }
}

extension Collection<UInt8> {
    /// Whether these are four groups of 8 hexadecimal digits, such as `5357e1d0-e78911f1-a5b3ca4a-0280660c`.
    fileprivate var areFourWords: Bool {
        let words = self.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return words.count == 4 && words.allSatisfy { $0.count == 8 && $0.allSatisfy { $0.hexadecimalValue != nil } }
    }
}
