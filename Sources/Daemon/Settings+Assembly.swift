import Bridge
import ConfigurationFile
import Foundation
import LDAP
import LDAPClient
import NIOSSL
import SCIMFront
import Safeguards

extension Settings {
    /// What clients may take of the service: what the file does not say is as usual.
    var connectionLimits: ConnectionLimits {
        var limits = ConnectionLimits()
        limits.connections = self.limits.connections ?? limits.connections
        limits.headTimeout = self.limits.headTimeout ?? limits.headTimeout
        limits.bodyTimeout = self.limits.bodyTimeout ?? limits.bodyTimeout
        limits.idleTimeout = self.limits.idleTimeout ?? limits.idleTimeout
        limits.headSize = self.limits.headSize ?? limits.headSize
        limits.bodySize = self.limits.bodySize ?? limits.bodySize
        return limits
    }

    /// How many calls are answered, and how fast clients may call: what the file does not say is as usual.
    var callLimits: CallLimits {
        var limits = CallLimits()
        limits.inFlight = self.limits.inFlight ?? limits.inFlight
        limits.inFlightPerToken = self.limits.inFlightPerToken ?? limits.inFlightPerToken
        limits.queue = self.limits.queue ?? limits.queue
        limits.queueTimeout = self.limits.queueTimeout ?? limits.queueTimeout
        limits.rate = self.limits.rate ?? limits.rate
        limits.burst = self.limits.burst ?? limits.burst
        limits.failedAttempts = self.limits.failedAttempts ?? limits.failedAttempts
        return limits
    }

    /// How many changes of each kind pass without an administrator.
    var guardLimits: GuardLimits {
        var limits = GuardLimits()
        for limit in self.guard.limits {
            limits.limits[GuardClass.Kind(limit.kind)] = .init(
                most: limit.most, share: limit.share, within: limit.within, sparesMatched: limit.isOfUnmatched)
        }
        return limits
    }

    /// How provisioners treat the directory.
    var options: Provisioner.Options {
        var options = Provisioner.Options()
        options.referenceTargets = self.mappings
        options.baseURL = self.baseURL
        options.timeout = self.directory.timeout
        options.viewpoint = self.directory.viewpoint
        return options
    }

    /// The configuration of the LDAP client.
    var client: Client.Configuration { self.client(as: self.directory.bind) }

    /// The configuration of an LDAP client of the same servers with an account; its password is read anew for every bind.
    func client(as account: Settings.Bind) -> Client.Configuration {
        let directory = self.directory
        let credentials: BindCredentials =
            switch account {
            case .external: .external
            case .simple(let dn, let passwordFile):
                .simple(dn: dn) { () throws(LDAPError) in try Secrets.read(passwordFile) }
            }
        var configuration = Client.Configuration(
            servers: directory.servers, dialect: directory.dialect, credentials: credentials,
            tls: TLSOptions(caFile: directory.caFile, startTLS: directory.startTLS),
            connections: directory.connections,
            timeout: directory.timeout
        )
        configuration.maximumInFlight = self.limits.directoryInFlight ?? configuration.maximumInFlight
        configuration.maximumQueued = self.limits.directoryQueue ?? configuration.maximumQueued
        return configuration
    }
}

extension GuardClass.Kind {
    /// The kind that a key of the configuration is for.
    fileprivate init(_ kind: Settings.Guard.Kind) {
        switch kind {
        case .disables: self = .disables
        case .deletes: self = .deletes
        case .removals: self = .removals
        case .creates: self = .creates
        case .renames: self = .renames
        case .clears: self = .clears
        }
    }
}

extension Settings.Listener {
    /// Who may call, and which front ends are believed.
    var addresses: AddressRules {
        AddressRules(allowed: self.allowed, proxies: self.proxies, trustsUnixSockets: self.trustsUnixSockets)
    }
}

extension Settings.Directory {
    /// What decides which entries are seen, the password left out: `ldap://a ldap://b cn=bridge,dc=acme`.
    fileprivate var viewpoint: String {
        let account =
            switch self.bind {
            case .external: "EXTERNAL"
            case .simple(let dn, _): dn.description
            }
        return (self.servers.map(\.description) + [account]).joined(separator: " ")
    }
}

extension Settings.TLS {
    /// The suites of TLS 1.2, in the order in which Entra ID names them: ephemeral keys, and ciphers that authenticate.
    private static let suites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// What the listener speaks, and until when its certificate is valid.
    /// - Throws: ``ConfigurationError`` if the files cannot be used.
    func context(_ file: String) throws(ConfigurationError) -> (NIOSSLContext, expires: Date) {
        let (configuration, expires) = try self.configuration(file)
        guard expires > Date() else {
            throw ConfigurationError(
                file: file,
                reason: "listen.tls.certificate: the certificate in \(self.certificate) expired on "
                    + "\(expires.formatted(.iso8601)): renew it")
        }
        do {
            return (try NIOSSLContext(configuration: configuration), expires)
        } catch {
            throw ConfigurationError(
                file: file,
                reason: "listen.tls: the key in \(self.key) does not belong to the certificate in \(self.certificate)"
            )
        }
    }

    /// What the listener offers: TLS 1.2 or later, as Entra ID demands.
    /// - Throws: ``ConfigurationError`` if a file cannot be read as PEM.
    func configuration(_ file: String) throws(ConfigurationError) -> (TLSConfiguration, expires: Date) {
        let chain = try Self.read("certificate", self.certificate, file) { path in
            let chain = try NIOSSLCertificate.fromPEMFile(path)
            return chain.isEmpty ? nil : chain
        }
        let key = try Self.read("key", self.key, file) { try NIOSSLPrivateKey(file: $0, format: .pem) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = Self.suites
        if let clientCA {
            let authorities = try Self.read("client_ca", clientCA, file) { path in
                let authorities = try NIOSSLCertificate.fromPEMFile(path)
                return authorities.isEmpty ? nil : authorities
            }
            // Without a certificate that one of these has signed there is no connection; clients have no host name to compare.
            configuration.trustRoots = .certificates(authorities)
            configuration.certificateVerification = .noHostnameVerification
        }
        let expires = chain.first.map { Date(timeIntervalSince1970: Double($0.notValidAfter)) } ?? .distantPast
        return (configuration, expires)
    }

    private static func read<Content>(
        _ name: String, _ path: String, _ file: String, _ content: (String) throws -> Content?
    ) throws(ConfigurationError) -> Content {
        guard access(path, R_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw ConfigurationError(file: file, reason: "listen.tls.\(name): \(path) cannot be read: \(reason)")
        }
        guard let content = try? content(path) else {
            throw ConfigurationError(file: file, reason: "listen.tls.\(name): there is no PEM \(name) in \(path)")
        }
        return content
    }
}
