import LDAP
import NIOCore
import NIOSSL

extension TLSOptions {
    /// The bundle of certificate authorities that Debian keeps, where the configuration names none.
    public static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    /// What every TLS session is made by: the server's certificate is verified, and is issued for the host.
    ///
    /// It reads files.
    /// - Throws: ``LDAPError`` with ``ResultCode/connectError`` where one of them cannot be used.
    func context() throws(LDAPError) -> NIOSSLContext {
        let authorities = self.caFile ?? Self.systemAuthorities
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = self.verifies ? .fullVerification : .none
            configuration.trustRoots = .file(authorities)
            configuration.minimumTLSVersion = .tlsv12
            // Whoever ends a connection does not wait for a server that may be silent.
            configuration.shutdownTimeout = .zero
            if let certificateFile, let keyFile {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificateFile).map {
                    .certificate($0)
                }
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw LDAPError(
                .connectError, diagnostic: "TLS cannot be set up; check \(authorities) and the client certificate")
        }
    }
}

extension NIOSSLContext {
    /// What encrypts the channel to a server; an address is verified as such, and is not sent as a name.
    func handler(for server: ServerURL) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: self, serverHostname: server.hasName ? server.host : nil)
    }
}

extension ServerURL {
    /// Whether the server is known by a name, and not by an address.
    fileprivate var hasName: Bool { (try? SocketAddress(ipAddress: self.host, port: 0)) == nil }

    /// Whether a certificate that NIOSSL has verified is issued for this server.
    func isVerified(by certificate: NIOSSLCertificate?) -> Bool {
        guard let certificate else { return false }
        return !self.hasName || HostName(self.host).isVerified(by: certificate)
    }
}
