import LDAP
import NIOCore

/// A server at one of its addresses: what a name stands for may be several servers.
struct Peer: Hashable, Sendable, CustomStringConvertible {
    let server: ServerURL
    let address: SocketAddress

    /// The server as the configuration names it.
    var description: String { self.server.description }
}
