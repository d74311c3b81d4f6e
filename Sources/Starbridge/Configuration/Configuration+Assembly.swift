import HummingbirdCore
import HummingbirdTLS
import LDAP
import LDAPClient
import NIOSSL

extension Configuration {
    /// The configuration of the LDAP client; the password is read anew for every bind.
    var client: Client.Configuration {
        let directory = self.directory
        let credentials: Credentials =
            switch directory.bind {
            case .external: .external
            case .simple(let dn, let passwordFile):
                .simple(dn: dn) { () throws(LDAPError) in try Secrets.read(passwordFile) }
            }
        return Client.Configuration(
            servers: directory.servers, credentials: credentials,
            tls: TLS(caFile: directory.caFile, startTLS: directory.startTLS), connections: directory.connections,
            timeout: directory.timeout
        )
    }
}

extension Configuration.Listener {
    /// What speaks HTTP on the listener, with or without TLS.
    /// - Throws: ``ConfigurationError`` if a file of the TLS configuration cannot be read as PEM.
    func server(_ file: String) throws -> HTTPServerBuilder {
        guard let tls = self.tls else { return .http1() }
        return try .tls(tlsConfiguration: try tls.configuration(file))
    }
}

extension Configuration.Listener.TLS {
    /// What the listener offers: TLS 1.2 or later, as Entra ID demands.
    /// - Throws: ``ConfigurationError`` if a file cannot be read as PEM.
    func configuration(_ file: String) throws(ConfigurationError) -> TLSConfiguration {
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(self.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: self.key, format: .pem))
            )
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        } catch {
            throw ConfigurationError(
                file: file, reason: "listen.tls: \(self.certificate) and \(self.key) cannot be used: \(error)"
            )
        }
    }
}
