/// A name that compares and hashes without regard to the case of ASCII letters, such as an attribute's in LDAP and in SCIM.
public struct CaseInsensitiveName: Hashable, Sendable {
    /// The name as it was spelled.
    public let text: String

    /// The name in this spelling.
    @inlinable
    public init(_ text: String) {
        self.text = text
    }

    /// The name in this spelling; nil if there is none.
    @inlinable
    public init?(_ text: String?) {
        guard let text else { return nil }
        self.text = text
    }

    /// Whether both names are the same but for their case.
    @inlinable
    public static func == (left: CaseInsensitiveName, right: CaseInsensitiveName) -> Bool {
        left.text.equalsIgnoringASCIICase(right.text)
    }

    /// Feeds the folded name.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        self.text.hashIgnoringASCIICase(into: &hasher)
    }
}
