/// An address of the Internet Protocol, of version 4 or 6; one of version 4 is kept as IPv6 maps it (RFC 4291 section 2.5.5.2).
public struct IPAddress: Hashable, Sendable {
    /// The upper 64 bits of the address as one of version 6: its network.
    public let network: UInt64
    /// The lower 64 bits.
    public let host: UInt64

    /// The bits above a mapped address of version 4.
    private static let mapped: UInt64 = 0xFFFF << 32

    /// An address from its halves.
    public init(network: UInt64, host: UInt64) {
        self.network = network
        self.host = host
    }

    /// Reads `192.0.2.7` or `2001:db8::7`; a zone behind `%` is left out.
    public init?(_ text: String) {
        let address = text.prefix { $0 != "%" }
        if address.contains(":") {
            guard let groups = Self.groups(address) else { return nil }
            self.init(network: Self.joined(groups[..<4]), host: Self.joined(groups[4...]))
        } else {
            guard address.count == text.count, let number = Self.dotted(address) else { return nil }
            self.init(network: 0, host: Self.mapped | UInt64(number))
        }
    }

    /// Whether the address is one of version 4.
    public var isVersion4: Bool { self.network == 0 && self.host >> 32 == 0xFFFF }

    /// What stands for whoever uses the address: all of a network of version 6, of which everybody has many addresses.
    public var holder: IPAddress { self.isVersion4 ? self : IPAddress(network: self.network, host: 0) }
}

extension IPAddress {
    private static func joined(_ groups: ArraySlice<UInt16>) -> UInt64 {
        groups.reduce(0) { $0 << 16 | UInt64($1) }
    }

    /// Reads `IPv4address` (RFC 3986 section 3.2.2): four numbers without leading zeros, which some would take for octal ones.
    private static func dotted(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let byte = UInt8(part), part.utf8.count == 1 || part.first != "0"
            else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    /// Reads the eight groups of `IPv6address`, of which `::` leaves out some that are zero.
    private static func groups(_ text: Substring) -> [UInt16]? {
        guard let gap = text.firstRange(of: "::") else {
            guard let groups = Self.run(text), groups.count == 8 else { return nil }
            return groups
        }
        let (head, tail) = (text[..<gap.lowerBound], text[gap.upperBound...])
        guard let first = head.isEmpty ? [] : Self.run(head, endsAddress: false),
            let last = tail.isEmpty ? [] : Self.run(tail), first.count + last.count < 8
        else { return nil }
        return first + Array(repeating: 0, count: 8 - first.count - last.count) + last
    }

    /// Reads `h16 *( ":" h16 )`, at whose end an address of version 4 may stand.
    private static func run(_ text: Substring, endsAddress: Bool = true) -> [UInt16]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if endsAddress, index == parts.count - 1, part.contains(".") {
                guard let number = Self.dotted(part) else { return nil }
                groups += [UInt16(number >> 16), UInt16(truncatingIfNeeded: number)]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "+"),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}
