import Encodings

/// The name of an entry (RFC 4514).
///
/// A name keeps the text that it was made from and is taken apart only when somebody asks. Two names are equal when every
/// server takes them for one: they differ in ASCII case, insignificant spaces or the way characters are escaped at most. Beyond
/// that servers differ, and the one that has the entry must be asked; ``mayBe(_:)`` says where that is worth while.
public struct DistinguishedName: Sendable {
    /// The text, as it was written.
    private let text: String

    /// A name as a person wrote it.
    ///
    /// Spaces around `,`, `+` and `=` are accepted; quoted values, which only LDAP version 2 had, are not.
    /// - Throws: `invalidDNSyntax` with the offset of the byte that is wrong.
    public init(parsing text: String) throws(LDAPError) {
        _ = try DistinguishedNameParser.parse(text)
        self.text = text
    }

    /// A name as a server printed it, which is not checked.
    public init(server text: String) {
        self.text = text
    }

    /// A name of these parts, leaf first.
    public init(_ relativeNames: [RelativeDistinguishedName]) {
        self.text = relativeNames.lazy.map(\.description).joined(separator: ",")
    }

    /// The parts, leaf first; none if a server sent a text that is no name.
    public var relativeNames: [RelativeDistinguishedName] {
        (try? DistinguishedNameParser.parse(self.text)) ?? []
    }

    /// The first part; nil for the root.
    public var leaf: RelativeDistinguishedName? {
        guard let range = self.leafRange else { return nil }
        return try? DistinguishedNameParser.parse(String(self.text[range])).first
    }

    /// Whether the text shows at once that the first part is a value of this attribute alone: `uid=ada,ou=people` is named by `uid`.
    public func isNamed(by attribute: AttributeDescription) -> Bool {
        let bytes = self.text.utf8
        guard bytes.starts(withIgnoringASCIICase: attribute.description.utf8) else { return false }
        let rest = bytes.dropFirst(attribute.description.utf8.count)
        guard rest.first == UInt8(ascii: "=") else { return false }
        return !rest.prefix { $0 != UInt8(ascii: ",") }.contains { $0 == UInt8(ascii: "+") || $0 == .backslash }
    }

    /// The name of the entry above; nil for the root.
    public var parent: DistinguishedName? {
        guard let range = self.leafRange else { return nil }
        let rest = self.text.utf8[range.upperBound...].dropFirst().drop { $0 == .space }
        return DistinguishedName(server: String(Substring(rest)))
    }

    /// The name of a child of this entry.
    public func appending(_ leaf: RelativeDistinguishedName) -> DistinguishedName {
        self.isRoot ? DistinguishedName([leaf]) : DistinguishedName(server: "\(leaf),\(self.text)")
    }

    /// Whether this is the empty name.
    public var isRoot: Bool {
        self.text.utf8.allSatisfy { $0 == .space }
    }

    /// Whether this entry is the base or lies below it.
    public func isWithin(_ base: DistinguishedName) -> Bool {
        if self.hasText(of: base) { return true }
        let (name, suffix) = (self.preparedForm, base.preparedForm)
        guard !suffix.isEmpty, name.count > suffix.count else { return suffix.isEmpty || name == suffix }
        let start = name.count - suffix.count
        return name[start - 1] == UInt8(ascii: ",") && name[start...].elementsEqual(suffix)
    }

    /// Whether both can name the same entry, as RFC 4518 would have it; the server that has it may say otherwise.
    public func mayBe(_ other: DistinguishedName) -> Bool {
        self == other || self.preparedForm == other.preparedForm
    }

    /// Whether the text is plain ASCII, of which all servers think the same.
    public var isASCII: Bool { self.text.utf8.allSatisfy { $0 < 0x80 } && !self.text.utf8.contains(.backslash) }

    /// The bytes that names have in common which can name the same entry.
    public var preparedForm: [UInt8] {
        NameNormalizer.normalForm(of: self.text, isPrepared: true)
    }

    /// The text of the first part, up to the first comma that is not escaped.
    private var leafRange: Range<String.Index>? {
        guard !self.isRoot else { return nil }
        let bytes = self.text.utf8
        var index = bytes.startIndex
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: ",") {
            let isEscape = bytes[index] == .backslash
            index = bytes.index(after: index)
            if isEscape && index < bytes.endIndex { index = bytes.index(after: index) }
        }
        return bytes.startIndex..<index
    }
}

extension DistinguishedName: Hashable {
    /// Whether both name the same entry on every server.
    public static func == (left: DistinguishedName, right: DistinguishedName) -> Bool {
        left.hasText(of: right) || left.normalForm == right.normalForm
    }

    /// Whether both were written alike, byte by byte: Swift compares texts as Unicode would.
    private func hasText(of other: DistinguishedName) -> Bool {
        self.text.hasBytes(of: other.text)
    }

    /// Feeds the normal form.
    public func hash(into hasher: inout Hasher) {
        self.normalForm.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// The bytes by which names are compared.
    var normalForm: [UInt8] {
        NameNormalizer.normalForm(of: self.text)
    }
}

extension DistinguishedName: CustomStringConvertible {
    /// The text, as it was written.
    public var description: String { self.text }
}
