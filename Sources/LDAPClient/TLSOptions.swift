/// How TLS is set up; the certificate of a server to which anything is said is always verified.
public struct TLSOptions: Hashable, Sendable {
    /// The PEM file of the certificate authorities to trust; nil for those of the system.
    public var caFile: String?
    /// Whether an `ldap` connection is upgraded before anything is sent.
    public var startTLS: Bool
    /// The PEM file of the client's certificate.
    public var certificateFile: String?
    /// The PEM file of the client's private key.
    public var keyFile: String?
    /// Whether the certificate is verified; false only for a look at one that is not trusted, over which nothing is said.
    var verifies = true

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
