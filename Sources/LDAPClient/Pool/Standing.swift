public import Encodings
import Glibc
public import LDAP

extension Client {
    /// How the servers and the connections stand at a moment.
    public struct Standing: Sendable {
        /// What a server is for the client.
        public enum Role: Hashable, Sendable {
            /// All operations go there.
            case used
            /// It was seen to take no writes.
            case replica
            /// It could not be used when it was tried last, and since that moment.
            case away(since: Timestamp, LDAPError)
            /// It waits for its turn.
            case standby
        }

        /// The servers in the order of preference.
        public var servers: [(url: ServerURL, role: Role)]
        /// The connections that are open.
        public var open: Int
        /// The connections that there are to be.
        public var size: Int
        /// The operations that were sent and are not answered.
        public var inFlight: Int
        /// The operations that wait for being sent.
        public var queued: Int
    }

    /// How the servers and the connections stand.
    public var standing: Standing { self.pool.standing }
}

/// Since when which servers cannot be used, by their numbers.
struct Absences {
    private var absences: [Int: (since: Timestamp, error: LDAPError)] = [:]

    subscript(_ server: Int) -> (since: Timestamp, error: LDAPError)? { self.absences[server] }

    /// A server was tried in vain.
    mutating func missed(_ server: Int, _ error: LDAPError) {
        self.absences[server] = (self.absences[server]?.since ?? Timestamp(seconds: Int64(time(nil))), error)
    }

    /// A server answers.
    mutating func met(_ server: Int) {
        self.absences[server] = nil
    }
}
