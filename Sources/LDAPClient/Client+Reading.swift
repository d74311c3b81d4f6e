public import LDAP

extension Client {
    /// What the server in use shows, and who has a connection of one's own.
    public struct Reading: Sendable {
        /// The server in use, while it is connected.
        public var server: ServerURL?
        /// The certificate that it shows, in DER; nil without TLS.
        public var certificate: [UInt8]?
        /// The connections that serve one caller each.
        public var leased: Int
    }

    /// What is to be seen now.
    public var reading: Reading {
        let connection = self.pool.connections.first(where: \.traffic.isUsable)
        return Reading(
            server: connection?.server, certificate: connection?.traffic.certificate, leased: self.leases.taken)
    }
}
