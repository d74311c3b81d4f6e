import LDAP

extension ServerURL {
    /// The URL of the bare connection; for `ldaps` the TLS session is laid over it by ``Handle``.
    var transport: String {
        let text = self.description
        return self.scheme == .ldaps ? "ldap" + text.dropFirst("ldaps".utf8.count) : text
    }
}
