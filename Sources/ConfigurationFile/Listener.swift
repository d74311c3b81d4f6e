import Encodings

extension Settings {
    /// An address that the bridge listens on.
    public struct Listener: Sendable {
        /// A host name or address, an IPv6 address without its brackets.
        public var host: String
        /// The port; 0 takes a free one.
        public var port: Int
        /// The files of a listener with TLS; nil for plain text.
        public var tls: TLS?
    }

    /// The PEM files of a listener with TLS.
    public struct TLS: Sendable {
        /// The path of the certificate, and of those that lead to its authority.
        public var certificate: String
        /// The path of the private key.
        public var key: String
    }
}

extension Settings.Listener {
    init?(section: ConfigurationSection) {
        let address = section.requiredParsed("address", Self.address)
        let tls = section.section("tls").flatMap(Settings.TLS.init(section:))
        let allowsPlaintext = section.flag("allow_plaintext")
        section.refuseUnknownKeys()
        guard let address else { return nil }
        self.init(host: address.host, port: address.port, tls: tls)
        if tls == nil, section.node("tls") == nil, !allowsPlaintext, !self.host.isLoopbackHost {
            section.report(
                "\(section.name) would receive the secret token unencrypted; add tls, listen on 127.0.0.1 behind a "
                    + "proxy, or set allow_plaintext: true", at: section.mark
            )
        }
    }

    /// Splits `host:port`; an IPv6 address stands in brackets.
    /// - Throws: ``ConfigurationReason``.
    public static func address(_ text: String) throws -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw ConfigurationReason("must be host:port, such as 0.0.0.0:8443 or [::]:8443") }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw ConfigurationReason("must name a host before the port, such as 0.0.0.0") }
        return (String(host), port)
    }
}

extension Settings.TLS {
    fileprivate init?(section: ConfigurationSection) {
        let certificate = section.requiredParsed("certificate", Secrets.expanded)
        let key = section.requiredParsed("key", Secrets.expanded)
        section.refuseUnknownKeys()
        guard let certificate, let key else { return nil }
        self.init(certificate: certificate, key: key)
        FileExamination(of: section).identity(self)
    }
}
