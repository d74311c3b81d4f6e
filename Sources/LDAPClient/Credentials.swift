import LDAP

/// As whom the client binds.
public enum Credentials: Sendable {
    /// As nobody.
    case anonymous
    /// With a name and a password (RFC 4513 section 5.1), which is fetched for every bind and never kept.
    case simple(dn: DistinguishedName, password: @Sendable () throws(LDAPError) -> [UInt8])
    /// As whom the socket or the client certificate says (SASL EXTERNAL, RFC 4422 appendix A).
    case external
}

/// How TLS is set up; the server's certificate is always verified.
public struct TLS: Hashable, Sendable {
    /// The PEM file of the certificate authorities to trust; nil for those of the system.
    public var caFile: String?
    /// Whether an `ldap` connection is upgraded before anything is sent.
    public var startTLS: Bool
    /// The PEM file of the client's certificate.
    public var certificateFile: String?
    /// The PEM file of the client's private key.
    public var keyFile: String?

    /// Creates a TLS configuration.
    public init(
        caFile: String? = nil, startTLS: Bool = false, certificateFile: String? = nil, keyFile: String? = nil
    ) {
        self.caFile = caFile
        self.startTLS = startTLS
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
