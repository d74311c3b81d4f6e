import Encodings
import LDAP

extension Dialect {
    /// How a directory writes the immutable id of an entry.
    public enum IdentifierForm: Sendable, Hashable {
        /// A UUID as text, in groups of 8, 4, 4, 4 and 12 hexadecimal digits.
        case uuid
        /// The same 128 bits in four groups of 8 hexadecimal digits, as in `nsUniqueId`.
        case fourWords
        /// The 16 bytes of a UUID, of which those of the first three groups are in reverse order, as Windows has them in memory.
        ///
        /// `0EFD9595 4A5E A84F …` → `9595fd0e-5e4a-4fa8-…`
        case guid
        /// The 16 bytes of a UUID in the order of its text.
        case octets
        /// The same 128 bits as 32 hexadecimal digits.
        case digits
        /// A UUID that stands for four groups of 8 digits, in a copy of a directory that has such ids.
        case uuidOfFourWords
        /// A UUID that stands for 32 digits, in a copy of a directory that has such ids.
        case uuidOfDigits
    }

    /// Returns the SCIM id that stands for a value of the id attribute; nil if the value is none.
    public func id(from value: AttributeValue) -> String? {
        switch self.idForm {
        case .uuid: value.bytes.isUUID ? value.text : nil
        case .fourWords: value.bytes.areFourWords ? value.text : nil
        case .guid: GUID(bytes: value.bytes)?.text
        case .octets: value.bytes.count == 16 ? Self.digits(of: Array(value.bytes), inGroupsOf: Self.uuid) : nil
        case .digits: value.bytes.are32Digits ? value.text : nil
        case .uuidOfFourWords: value.bytes.isUUID ? Self.regrouped(value.bytes, [4, 4, 4, 4]) : nil
        case .uuidOfDigits: value.bytes.isUUID ? Self.regrouped(value.bytes, [16]) : nil
        }
    }

    /// Returns the filter that finds the entry with this id; nil if the text cannot be an id.
    ///
    /// The directory compares ids without case, and so does this.
    public func idFilter(_ id: String) -> LDAP.Filter? {
        let value: AttributeValue? =
            switch self.idForm {
            case .uuid: id.utf8.isUUID ? AttributeValue(id) : nil
            case .fourWords: id.utf8.areFourWords ? AttributeValue(id) : nil
            case .guid: GUID(text: id).map { AttributeValue(bytes: $0.bytes) }
            case .octets: id.utf8.isUUID ? AttributeValue(bytes: Self.bytes(of: id.utf8)) : nil
            case .digits: id.utf8.are32Digits ? AttributeValue(id) : nil
            case .uuidOfFourWords:
                id.utf8.areFourWords ? AttributeValue(Self.regrouped(id.utf8, Self.uuid)) : nil
            case .uuidOfDigits: id.utf8.are32Digits ? AttributeValue(Self.regrouped(id.utf8, Self.uuid)) : nil
            }
        return value.map { .equal(self.idAttribute, $0) }
    }
}

extension Dialect {
    /// Returns an id that no entry has, as the directory would write it.
    public func imaginedID() -> AttributeValue {
        let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        return switch self.idForm {
        case .uuid, .uuidOfFourWords, .uuidOfDigits: AttributeValue(Self.digits(of: bytes, inGroupsOf: Self.uuid))
        case .fourWords: AttributeValue(Self.digits(of: bytes, inGroupsOf: [4, 4, 4, 4]))
        case .guid, .octets: AttributeValue(bytes: bytes)
        case .digits: AttributeValue(Self.digits(of: bytes, inGroupsOf: [16]))
        }
    }

    /// How many bytes each group of a UUID stands for.
    private static let uuid = [4, 2, 2, 2, 6]

    private static func bytes(of uuid: some Collection<UInt8>) -> [UInt8] {
        let digits = uuid.compactMap(\.hexadecimalValue)
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The same digits in other groups.
    private static func regrouped(_ id: some Collection<UInt8>, _ sizes: [Int]) -> String {
        self.digits(of: self.bytes(of: id), inGroupsOf: sizes)
    }

    private static func digits(of bytes: [UInt8], inGroupsOf sizes: [Int]) -> String {
        var (rest, groups) = (bytes[...], [String]())
        for size in sizes {
            let digits = rest.prefix(size).flatMap { [$0.hexadecimalDigits().0, $0.hexadecimalDigits().1] }
            groups.append(String(decoding: digits, as: UTF8.self))
            rest = rest.dropFirst(size)
        }
        return groups.joined(separator: "-")
    }
}

extension Dialect {
    /// Returns the UUID that holds the same 128 bits as a value of the id attribute; nil if the value is none.
    ///
    /// `5357e1d0-e78911f1-a5b3ca4a-0280660c` → `5357e1d0-e789-11f1-a5b3-ca4a0280660c`
    public func uuid(from value: AttributeValue) -> String? {
        self.id(from: value).map { Self.regrouped($0.utf8, Self.uuid) }
    }
}

extension Dialect.IdentifierForm {
    /// How a copy that keeps ids as UUIDs shows them, so that they are those of the original.
    var ofCopy: Dialect.IdentifierForm {
        switch self {
        case .uuid, .guid, .octets: .uuid
        case .fourWords, .uuidOfFourWords: .uuidOfFourWords
        case .digits, .uuidOfDigits: .uuidOfDigits
        }
    }
}

extension Collection<UInt8> {
    fileprivate var are32Digits: Bool { self.count == 32 && self.allSatisfy { $0.hexadecimalValue != nil } }

    /// Whether these are four groups of 8 hexadecimal digits, such as `5357e1d0-e78911f1-a5b3ca4a-0280660c`.
    fileprivate var areFourWords: Bool {
        let words = self.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return words.count == 4 && words.allSatisfy { $0.count == 8 && $0.allSatisfy { $0.hexadecimalValue != nil } }
    }
}
