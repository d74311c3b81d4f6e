/// The addresses that begin with the same bits, as `192.0.2.0/24` and `2001:db8::/32` name them (RFC 4632 section 3.1, RFC 4291 section 2.3).
public struct AddressRange: Hashable, Sendable {
    private let base: IPAddress
    /// The bits that are compared, of 128.
    private let length: Int

    /// Reads a range; an address alone is a range of one.
    ///
    /// Nil also where bits stand behind the length: `192.0.2.7/24` is most likely an error.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let base = IPAddress(String(first)) else { return nil }
        // An address of version 6 may be a mapped one in its text.
        let bits = first.contains(":") ? 128 : 32
        var length = 128
        if parts.count == 2 {
            guard let number = Int(parts[1]), (0...bits).contains(number), "\(number)" == parts[1] else { return nil }
            length = number + 128 - bits
        }
        guard base == Self.masked(base, length) else { return nil }
        (self.base, self.length) = (base, length)
    }

    /// Whether an address is one of these.
    public func contains(_ address: IPAddress) -> Bool {
        Self.masked(address, self.length) == self.base
    }

    /// The first bits of an address, the others zero.
    private static func masked(_ address: IPAddress, _ length: Int) -> IPAddress {
        IPAddress(
            network: address.network & self.mask(length), host: address.host & self.mask(length - 64))
    }

    private static func mask(_ length: Int) -> UInt64 {
        length <= 0 ? 0 : length >= 64 ? .max : ~(UInt64.max >> UInt64(length))
    }
}
