import LDAP
import NIOCore

/// What a ``Pool`` knows of its servers and connections at a moment.
struct PoolState {
    var selection: ServerSelection
    var connections: [Connection?]
    /// Why no server can be used; nil while one is in use or is being tried.
    var failure: LDAPError?
    /// The failures that were logged since the last connection.
    var told: Set<LDAPError> = []
    /// The servers that take no writes.
    var readOnly: ReadOnlyServers
    /// How often the pool began anew with a server.
    var epoch = 0
    /// Whether something was written to the server in use.
    var hasWritten = false
    /// The servers that could not be used when they were tried last.
    var absences = Absences()

    /// The connection that somebody who runs on an event loop uses.
    func connection(for eventLoop: (any EventLoop)? = nil) -> Connection? {
        var best: (connection: Connection, preference: Preference)?
        for case let connection? in self.connections where connection.traffic.isUsable {
            let preference = Preference(
                isSuspect: connection.traffic.isSuspect,
                isElsewhere: eventLoop != nil && connection.eventLoop !== eventLoop,
                load: connection.traffic.load, capacity: connection.plan.limits.maximumInFlight)
            if best.map({ preference < $0.preference }) ?? true { best = (connection, preference) }
        }
        return best?.connection
    }

    /// How the servers and the connections stand; `inFlight` and `queued` are told apart by what one connection may have on the wire.
    func standing(in configuration: Client.Configuration) -> Client.Standing {
        let usable = self.connections.compactMap(\.self).filter(\.traffic.isUsable)
        let loads = usable.map(\.traffic.load)
        let limit = configuration.maximumInFlight
        let servers = configuration.servers.enumerated().map { index, url in
            (url: url, role: self.role(of: index, isConnected: !usable.isEmpty))
        }
        return Client.Standing(
            servers: servers, open: usable.count, size: configuration.connections,
            inFlight: loads.map { min($0, limit) }.reduce(0, +),
            queued: loads.map { max(0, $0 - limit) }.reduce(0, +))
    }

    private func role(of index: Int, isConnected: Bool) -> Client.Standing.Role {
        if isConnected, index == self.selection.current { return .used }
        if let absence = self.absences[index] { return .away(since: absence.since, absence.error) }
        return self.readOnly.takesNoWrites(index) ? .replica : .standby
    }

    /// Which server is in use at an address; unknown where none is.
    func identity(of peer: Peer) -> ServerIdentity {
        let known = self.connections.lazy.compactMap { $0 }.filter { $0.traffic.isUsable && $0.peer == peer }
        return known.map(\.identity).first { $0 != .unknown } ?? .unknown
    }
}
