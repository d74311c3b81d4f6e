extension [UInt8] {
    /// The base64 encoding of the bytes (RFC 4648 section 4).
    public var base64: String { String(decoding: Base64.encode(self), as: UTF8.self) }

    /// The bytes of a base64 encoding with its padding; nil if the text is none.
    public init?(base64 text: String) {
        guard let bytes = Base64.decode(text.utf8) else { return nil }
        self = bytes
    }
}
