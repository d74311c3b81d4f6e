import Directories
import Encodings
import LDAP
import Logging

/// The servers that were seen to take no writes, such as replicas, by their numbers in the list of servers.
struct ReadOnlyServers {
    private let servers: [ServerURL]
    private var seen: Set<Int> = []

    init(among servers: [ServerURL]) {
        self.servers = servers
    }

    /// Whether a server was seen to take none.
    func takesNoWrites(_ server: Int) -> Bool { self.seen.contains(server) }

    /// What is done after a server has refused a write because it takes none.
    enum Consequence: Equatable {
        /// This server takes them, or is the next that may.
        case turn(to: Int)
        /// The one that takes them was tried in vain and is still awaited.
        case wait
        /// No other server is known that may take them.
        case giveUp
    }

    /// Notes that a server takes no writes, and names another one; of the servers to which it refers only those in the list count.
    ///
    /// While the server that takes writes is away, its replicas refuse again and again: only the first time it is looked for at once.
    mutating func refused(_ server: Int, referringTo referrals: [String]) -> Consequence {
        let named = self.servers.indices.first { index in
            index != server && referrals.contains { self.servers[index].isMeant(by: $0) }
        }
        let next = named ?? self.servers.indices.first { $0 != server && !self.seen.contains($0) && referrals.isEmpty }
        guard let next else { return .giveUp }
        if let named { self.seen.remove(named) }
        return self.seen.insert(server).inserted ? .turn(to: next) : .wait
    }

    /// The servers that are better than the one in use, best first: those that stand before it, unless they take no writes, and
    /// all that may take writes where it takes none.
    func preferred(to current: Int) -> [Int] {
        let candidates = self.seen.contains(current) ? self.servers.indices : 0..<current
        return candidates.filter { $0 != current && !self.seen.contains($0) }
    }
}

extension ServerURL {
    /// Whether the URL of a referral (RFC 4511 section 4.1.10) leads to this server, whichever of its ports.
    fileprivate func isMeant(by referral: String) -> Bool {
        guard let separator = referral.firstRange(of: "://") else { return false }
        let authority = referral[separator.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard let other = try? ServerURL(parsing: String(referral[..<authority.endIndex])) else { return false }
        return other.host.utf8.equalsIgnoringASCIICase(self.host)
    }
}

extension Pool {
    /// Turns to a server that takes writes after one has refused a change because it takes none; what is read follows.
    ///
    /// Returns what the writer is told: that the connection was lost, and the write may be sent again, where there is such a server.
    func leaveIfReadOnly(
        _ connection: Connection, after error: LDAPError, until deadline: ContinuousClock.Instant
    ) async -> LDAPError {
        let server = connection.server
        guard let dialect = try? await self.dialect(of: connection, deadline), dialect.takesNoWrites(error),
            let index = self.configuration.servers.firstIndex(of: server)
        else { return error }
        switch self.refusesWrites(index, referringTo: error.referrals) {
        case .giveUp: return error
        case .wait:
            return LDAPError(
                .unavailable, diagnostic: "\(server) takes no writes, and the server that does is away")
        case .turn(let next):
            self.turn(to: next, "A directory server takes no writes, and another one is used.")
            return LDAPError(.serverDown, diagnostic: "\(server) takes no writes")
        }
    }
}
