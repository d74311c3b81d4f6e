import Directories
import LDAP

extension Client {
    /// Which servers the client uses, and how.
    public struct Configuration: Sendable {
        /// The servers, in order of preference.
        public var servers: [ServerURL]
        /// What is particular to the servers; nil where each is to be known by what it says of itself.
        public var dialect: Dialect?
        /// As whom the client binds.
        public var credentials: BindCredentials
        /// How TLS is set up.
        public var tls: TLSOptions
        /// The number of connections that all callers share.
        public var connections: Int
        /// The largest number of connections that are leased at one time.
        public var maximumLeases: Int
        /// The time limit of every operation.
        public var timeout: Duration
        /// The time limit of connecting, and of the TLS handshake.
        public var connectTimeout: Duration
        /// How many requests a connection sends before the first is answered; slapd hangs up at about a thousand.
        public var maximumInFlight: Int
        /// How many requests wait at a connection before the next is refused.
        public var maximumQueued: Int
        /// How long a preferred server must have been healthy before the client goes back to it.
        public var failbackDelay: Duration

        /// Creates a configuration.
        public init(
            servers: [ServerURL],
            dialect: Dialect? = nil,
            credentials: BindCredentials = .anonymous,
            tls: TLSOptions = TLSOptions(),
            connections: Int = 4,
            maximumLeases: Int = 8,
            timeout: Duration = .seconds(10),
            connectTimeout: Duration = .seconds(5),
            maximumInFlight: Int = 64,
            maximumQueued: Int = 512,
            failbackDelay: Duration = .seconds(60)
        ) {
            self.servers = servers
            self.dialect = dialect
            self.credentials = credentials
            self.tls = tls
            self.connections = max(1, connections)
            self.maximumLeases = max(1, maximumLeases)
            self.timeout = timeout
            self.connectTimeout = connectTimeout
            self.maximumInFlight = max(1, maximumInFlight)
            self.maximumQueued = max(0, maximumQueued)
            self.failbackDelay = failbackDelay
        }
    }
}
