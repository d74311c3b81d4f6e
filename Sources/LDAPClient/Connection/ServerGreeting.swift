public import LDAP
import Logging
import NIOPosix

/// What a server shows before anybody makes themselves known to it: whether it can be reached, and its certificate.
public struct ServerGreeting: Sendable {
    /// Why there is no connection over which a password could be sent; nil if there is one.
    public var error: LDAPError?
    /// The certificate that the server shows, in DER, whether or not it is trusted; nil where there is no TLS, or none came.
    public var certificate: [UInt8]?

    /// Connects to a server and ends the connection: nothing is sent but what TLS needs.
    ///
    /// Where the certificate is not trusted, it is looked at over a second connection that does not verify it.
    public init(of server: ServerURL, _ configuration: Client.Configuration) async {
        var configuration = configuration
        configuration.credentials = .anonymous
        await self.init(server, connecting: configuration)
        guard self.error?.code == .connectError, self.certificate == nil else { return }
        configuration.tls.verifies = false
        self.certificate = await ServerGreeting(server, connecting: configuration).certificate
    }

    private init(_ server: ServerURL, connecting configuration: Client.Configuration) async {
        let connector = Connector(
            configuration: configuration, gate: BindGate(logger: .silent), openings: Openings(), logger: .silent)
        do throws(LDAPError) {
            let peer = try await AddressBook().peer(of: server)
            let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
            let connection = try await connector.connect(peer, eventLoop, {})
            defer { connection.close() }
            do throws(LDAPError) {
                try await connection.opened()
            } catch {
                self.error = error
            }
            self.certificate = connection.traffic.certificate
        } catch {
            self.error = error
        }
    }
}
