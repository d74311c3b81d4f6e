extension String {
    /// Whether this host is reached without any network: `localhost` (RFC 6761 section 6.3), `::1` (RFC 4291 section 2.5.3) or an
    /// address such as `127.0.0.1` (RFC 1122 section 3.2.1.3).
    public var isLoopbackHost: Bool {
        if self == "localhost" || self == "::1" { return true }
        let parts = self.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
