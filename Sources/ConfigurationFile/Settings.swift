public import Directories
public import LDAP
public import Translator

/// The configuration of one bridge, checked; the file is read by ``Settings/init(contentsOf:)``.
public struct Settings: Sendable {
    /// The path of the file, for messages.
    public var file: String
    /// The addresses that the bridge listens on.
    public var listeners: [Listener]
    /// The URL that clients use, without a slash at its end.
    public var baseURL: String
    /// Where calls arrive, if a proxy has changed the path.
    public var basePath: String?
    /// Where the digests of the secret tokens are.
    public var tokensFile: String
    /// What clients may take of the service.
    public var limits: Limits
    /// The directory and the account that the bridge uses in it.
    public var directory: Directory
    /// How people are kept.
    public var users: Mapping
    /// How groups are kept; nil where only users are served.
    public var groups: Mapping?
    /// Where the file says what the mappings are made of.
    var places: Places
    /// What works, but hardly as it was meant.
    public var warnings: [ConfigurationError.Problem]

    /// What is served, users first.
    public var mappings: [Mapping] { [self.users] + (self.groups.map { [$0] } ?? []) }

    /// Says what is wrong with a section, and where the file says it.
    public func problem(_ problem: Mapping.Problem, in section: String) -> ConfigurationError.Problem {
        self.places.problem(problem, in: section, of: self.file)
    }
}

extension Settings {
    /// An address that the bridge listens on.
    public struct Listener: Sendable {
        /// A host name or address, an IPv6 address without its brackets.
        public var host: String
        /// The port; 0 takes a free one.
        public var port: Int
        /// The files of a listener with TLS; nil for plain text.
        public var tls: TLS?
    }

    /// The PEM files of a listener with TLS.
    public struct TLS: Sendable {
        /// The path of the certificate, and of those that lead to its authority.
        public var certificate: String
        /// The path of the private key.
        public var key: String
    }

    /// The directory and the account that the bridge uses in it.
    public struct Directory: Sendable {
        /// The servers in the order in which they are tried.
        public var servers: [ServerURL]
        /// What kind of server it is; nil leaves that to its root DSE.
        public var dialect: Dialect?
        /// How the bridge makes itself known.
        public var bind: Bind
        /// The path of the PEM file with the authorities that the servers are verified against; nil for those of the system.
        public var caFile: String?
        /// Whether `ldap://` is encrypted by StartTLS (RFC 4511 section 4.14).
        public var startTLS: Bool
        /// How many connections there are.
        public var connections: Int
        /// How long one operation may take.
        public var timeout: Duration
    }

    /// How the bridge makes itself known to the directory.
    public enum Bind: Sendable {
        /// By a name and the password in a file, which is read anew for every bind.
        case simple(dn: DistinguishedName, passwordFile: String)
        /// By the rights of the process on a Unix socket (SASL EXTERNAL, RFC 4422 appendix A).
        case external

        /// The bridge's account, if it binds by name.
        public var account: DistinguishedName? {
            if case .simple(let dn, passwordFile: _) = self { dn } else { nil }
        }
    }

    /// What the file says of `limits:`; nil where it leaves a limit as it is.
    public struct Limits: Equatable, Sendable {
        /// The connections of all listeners together.
        public var connections: Int?
        /// How long the head of a request may take.
        public var headTimeout: Duration?
        /// How long the body of a request may take.
        public var bodyTimeout: Duration?
        /// How long a connection may rest between two requests.
        public var idleTimeout: Duration?
        /// The bytes of a request's line and header fields.
        public var headSize: Int?
        /// The bytes of a body, also of a bulk request.
        public var bodySize: Int?
    }
}
