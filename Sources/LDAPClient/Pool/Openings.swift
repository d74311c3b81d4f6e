import LDAP
import Synchronization

/// The connections that are being opened, so that those to a silent server can be given up.
///
/// A bind that a silent server does not answer keeps all others waiting, those at other servers too.
final class Openings: Sendable {
    private let connections = Mutex<[Connection]>([])

    func add(_ connection: Connection) {
        self.connections.withLock { $0.append(connection) }
    }

    func remove(_ connection: Connection) {
        self.connections.withLock { $0.removeAll { $0 === connection } }
    }

    /// Gives up what is being made to a server that is silent.
    func giveUp(_ peer: Peer) {
        for connection in self.connections.withLock({ $0 }) where connection.peer == peer {
            connection.giveUp()
        }
    }
}
