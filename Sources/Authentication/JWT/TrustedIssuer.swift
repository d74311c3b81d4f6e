/// Whose JWT are believed: one tenant of Entra ID.
public struct TrustedIssuer: Hashable, Sendable {
    /// The id of the tenant, as `tid` has it: a UUID in small letters.
    public var tenant: String
    /// What `iss` may be.
    public var names: [String]
    /// Where the keys are, in the form of RFC 7517.
    public var keysURL: String
    /// The PEM file with the authorities that the server with the keys is verified by; nil for those of the machine.
    public var caFile: String?
    /// The proxy, if one stands between.
    public var proxy: Proxy?

    /// A proxy that passes TLS on (`CONNECT`).
    public struct Proxy: Hashable, Sendable {
        /// Its host.
        public var host: String
        /// Its port.
        public var port: Int

        /// Creates a proxy.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// Creates an issuer; what is not given is as Entra ID has it in its worldwide cloud, for tokens of either version.
    public init(
        tenant: String, names: [String]? = nil, keysURL: String? = nil, caFile: String? = nil, proxy: Proxy? = nil
    ) {
        self.tenant = tenant
        self.names =
            names ?? ["https://sts.windows.net/\(tenant)/", "https://login.microsoftonline.com/\(tenant)/v2.0"]
        self.keysURL = keysURL ?? "https://login.microsoftonline.com/\(tenant)/discovery/v2.0/keys"
        self.caFile = caFile
        self.proxy = proxy
    }
}
