public import Foundation

extension StatusReport {
    /// The directory and the connections to it.
    public struct Directory: Codable, Hashable, Sendable {
        /// The configured servers, in the order of preference.
        public var servers: [Server]
        /// The connections; nil while there is no server to have them to.
        public var pool: Pool?

        /// Creates the part.
        public init(servers: [Server], pool: Pool? = nil) {
            (self.servers, self.pool) = (servers, pool)
        }
    }

    /// One of the configured servers.
    public struct Server: Codable, Hashable, Sendable {
        /// What a server is for the daemon at the moment.
        public enum Role: String, Codable, Hashable, Sendable {
            /// All calls go there.
            case used
            /// It takes no writes.
            case replica
            /// It could not be reached when it was tried last.
            case away
            /// It waits for its turn.
            case standby
        }

        /// The URL of the configuration.
        public var url: String
        /// What it is for the daemon.
        public var role: Role
        /// Whether it is the one that is used whenever it works.
        public var isPreferred: Bool
        /// Since when it cannot be reached.
        public var awaySince: Date?
        /// Why it cannot be used.
        public var reason: String?

        /// Creates the part.
        public init(url: String, role: Role, isPreferred: Bool, awaySince: Date? = nil, reason: String? = nil) {
            (self.url, self.role, self.isPreferred) = (url, role, isPreferred)
            (self.awaySince, self.reason) = (awaySince, reason)
        }
    }

    /// The connections to the directory.
    public struct Pool: Codable, Hashable, Sendable {
        /// How many are open.
        public var open: Int
        /// How many there are to be.
        public var size: Int
        /// The operations that the directory has not answered yet.
        public var inFlight: Int
        /// The operations that wait for their turn.
        public var queued: Int

        /// Creates the part.
        public init(open: Int, size: Int, inFlight: Int, queued: Int) {
            (self.open, self.size, self.inFlight, self.queued) = (open, size, inFlight, queued)
        }
    }
}
