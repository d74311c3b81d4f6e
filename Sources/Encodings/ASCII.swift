/// The kinds of ASCII characters (RFC 5234 appendix B.1), and the case of letters.
///
/// Charter of this module: bytes and text by the RFCs that everybody shares, which are ASCII case, hexadecimal digits, Base64 (RFC 4648),
/// percent-encoding (RFC 3986), UUIDs (RFC 9562), loopback addresses (RFC 1122, RFC 4291), the calendar and instants (RFC 3339),
/// comparison in constant time and a plain hash. ``Swift/Sequence/uniqued()`` is the one thing that no RFC describes: the standard
/// library lacks it, and every module needs it. Nothing else may move in: what only one module needs stays there, what knows SCIM
/// or LDAP belongs to these, and nothing here imports anything but the standard library.
extension UInt8 {
    /// The byte with `A` to `Z` folded to `a` to `z`.
    @inlinable
    public var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// Whether this is `ALPHA`.
    @inlinable
    public var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// Whether this is `DIGIT`.
    @inlinable
    public var isDigit: Bool { self &- 0x30 < 10 }

    /// Whether this is `CTL`.
    @inlinable
    public var isControl: Bool { self < 0x20 || self == 0x7F }
}
