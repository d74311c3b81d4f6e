import NIOSSL

/// The name of a host that a certificate must be issued for (RFC 4513 section 3.1.3).
///
/// NIOSSL has compared it, but it also takes a certificate for the address that a name was resolved to, and whoever answers the question
/// for that address is not trusted.
struct HostName: Equatable {
    private let text: String

    init(_ text: String) {
        self.text = Self.folded(text)
    }

    /// Whether a certificate that NIOSSL has verified is issued for the name, and not for the address alone.
    func isVerified(by certificate: NIOSSLCertificate) -> Bool {
        var hasAddress = false
        for name in certificate._subjectAlternativeNames() {
            if name.nameType == .ipAddress { hasAddress = true }
            if name.nameType == .dnsName, self.matches(String(decoding: name.contents, as: UTF8.self)) { return true }
        }
        return !hasAddress
    }

    /// Whether a certificate's name is this one; `*.acme.example` stands for `ldap.acme.example`.
    func matches(_ pattern: String) -> Bool {
        let pattern = Self.folded(pattern)
        guard pattern.hasPrefix("*."), let dot = self.text.firstIndex(of: ".") else { return pattern == self.text }
        return self.text[dot...] == pattern.dropFirst()
    }

    private static func folded(_ text: String) -> String {
        let text = text.lowercased()
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
