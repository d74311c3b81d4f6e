public import Encodings

extension Settings {
    /// An address that the bridge listens on.
    public struct Listener: Sendable {
        /// What can be listened on.
        public enum Place: Hashable, Sendable {
            /// A host name or address, an IPv6 address without its brackets, and a port, of which 0 takes a free one.
            case address(host: String, port: Int)
            /// The path of a Unix socket, and the mode that it is made with.
            case socket(path: String, mode: UInt32)
        }

        /// Where it listens.
        public var place: Place
        /// The files of a listener with TLS; nil for plain text.
        public var tls: TLS?
        /// The addresses that may call; nil for all.
        public var allowed: [AddressRange]?
        /// The front ends that are believed when they say for whom they call.
        public var proxies: [AddressRange] = []
        /// Whether whoever connects to a Unix socket is such a front end.
        public var trustsUnixSockets = false
    }

    /// The PEM files of a listener with TLS.
    public struct TLS: Sendable {
        /// The path of the certificate, and of those that lead to its authority.
        public var certificate: String
        /// The path of the private key.
        public var key: String
        /// The path of the authorities that vouch for clients; nil where clients show no certificate.
        public var clientCA: String?
    }
}

extension Settings.Listener.Place: CustomStringConvertible {
    /// As `address:` has it: `127.0.0.1:8080`, `[::]:8443`, `unix:/run/starbridge/scim.sock`.
    public var description: String {
        switch self {
        case .address(let host, let port): "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .socket(let path, mode: _): Settings.Listener.socketPrefix + path
        }
    }
}

extension Settings.Listener {
    fileprivate static let socketPrefix = "unix:"
    /// The mode of a socket where the file says none: whoever is in its group may connect.
    private static let socketMode: UInt32 = 0o660

    init?(section: ConfigurationSection) {
        let place = section.requiredParsed("address", Self.place)
        let mode = section.parsed("mode", Self.mode)
        let tls = section.section("tls").flatMap(Settings.TLS.init(section:))
        let allowsPlaintext = section.flag("allow_plaintext")
        let senders = (section.ranges("allow"), section.ranges("proxies", or: "unix"))
        section.refuseUnknownKeys()
        guard let place else { return nil }
        switch place {
        case .socket(let path, let usual):
            self.init(place: .socket(path: path, mode: mode ?? usual), tls: tls, senders: senders)
        case .address(let host, _):
            self.init(place: place, tls: tls, senders: senders)
            if mode != nil {
                section.report("\(section.path("mode")) is for a Unix socket only", at: section.mark(of: "mode"))
            }
            guard tls == nil, section.node("tls") == nil, !allowsPlaintext, !host.isLoopbackHost else { return }
            section.report(
                "\(section.name) would receive the secret token unencrypted; add tls, listen on 127.0.0.1 or a Unix socket "
                    + "behind a proxy, or set allow_plaintext: true", at: section.mark
            )
        }
    }

    static func place(_ text: String) throws -> Place {
        guard text.hasPrefix(self.socketPrefix) else {
            let (host, port) = try self.address(text)
            return .address(host: host, port: port)
        }
        let path = String(text.dropFirst(self.socketPrefix.count))
        guard path.hasPrefix("/"), path.utf8.count <= 107 else {
            throw ConfigurationReason(
                "must be unix: and an absolute path of at most 107 bytes, such as unix:/run/starbridge/scim.sock")
        }
        return .socket(path: path, mode: self.socketMode)
    }

    private static func mode(_ text: String) throws -> UInt32 {
        guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
            throw ConfigurationReason("must be the mode of a file in octal digits, such as 0660")
        }
        return mode
    }

    private init(place: Place, tls: Settings.TLS?, senders: (allowed: AddressWords?, proxies: AddressWords?)) {
        self.init(place: place, tls: tls)
        self.allowed = senders.allowed?.ranges
        (self.proxies, self.trustsUnixSockets) = (senders.proxies?.ranges ?? [], senders.proxies?.hasWord ?? false)
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
    init?(section: ConfigurationSection) {
        let certificate = section.requiredParsed("certificate", Secrets.expanded)
        let key = section.requiredParsed("key", Secrets.expanded)
        let clientCA = section.parsed("client_ca", Secrets.expanded)
        section.refuseUnknownKeys()
        guard let certificate, let key else { return nil }
        self.init(certificate: certificate, key: key, clientCA: clientCA)
        FileExamination(of: section).look("client_ca", clientCA) { file throws(ConfigurationReason) in
            try file.certificates()
        }
        FileExamination(of: section).identity(self)
    }
}

/// The addresses and networks of a list, and whether the word that may stand among them does.
private struct AddressWords {
    var ranges: [AddressRange] = []
    var hasWord = false
}

extension ConfigurationSection {
    /// The addresses and networks under a key, and whether a word that may stand among them does.
    fileprivate func ranges(_ key: String, or word: String? = nil) -> AddressWords? {
        guard let texts = self.texts(key) else { return nil }
        var words = AddressWords()
        for (text, mark) in texts {
            if text == word {
                words.hasWord = true
            } else if let range = AddressRange(text) {
                words.ranges.append(range)
            } else {
                self.report(
                    "\(self.path(key)): \(text) is no address or network such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32; "
                        + "the bits behind the length must be zero", at: mark)
            }
        }
        return words
    }
}
