/// One value of an attribute (RFC 4511 section 4.1.5): bytes, with text as a view.
///
/// Two values are equal when their bytes are; a ``MatchingRule`` says whether a directory takes them for the same.
public struct AttributeValue: Sendable {
    /// The bytes as they travel in the protocol.
    ///
    /// The values of an entry that was received share the memory of its message, so the first index is seldom 0.
    public let bytes: ArraySlice<UInt8>

    /// A value of bytes that may be a part of others.
    public init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// A value of these bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    /// A value of the UTF-8 bytes of a text.
    public init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    /// The text, or nil if the bytes are not UTF-8.
    public var text: String? {
        // Not `String(validating:as:)`, which is not specialized and takes five times as long.
        guard let text = try? UTF8Span(validating: self.bytes.span) else { return nil }
        return String(copying: text)
    }
}

extension AttributeValue: Hashable {
    /// Feeds all bytes at once.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.bytes.count)
        self.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension AttributeValue: ExpressibleByStringLiteral {
    /// A value of the UTF-8 bytes of a literal.
    public init(stringLiteral text: String) {
        self.init(text)
    }
}
