public import Directories
public import LDAP

extension Settings {
    /// The directory and the account that the bridge uses in it.
    public struct Directory: Sendable {
        /// The servers in the order in which they are tried.
        public var servers: [ServerURL]
        /// What kind of server it is; nil leaves that to its root DSE.
        public var dialect: Dialect?
        /// How the bridge makes itself known.
        public var bind: Bind
        /// The path of the PEM file with the authorities that the servers are verified against; nil for those of the system.
        public var caFile: String?
        /// Whether `ldap://` is encrypted by StartTLS (RFC 4511 section 4.14).
        public var startTLS: Bool
        /// How many connections there are.
        public var connections: Int
        /// How long one operation may take.
        public var timeout: Duration
    }
}

extension Settings.Directory {
    /// Reads `directory:`.
    init?(section: ConfigurationSection) {
        let servers = Self.servers(section)
        let dialect = Self.dialect(section)
        let bind = section.requiredSection("bind").flatMap(Settings.Bind.init(section:))
        let tls = section.section("tls")
        let caFile = tls?.parsed("ca_file", Secrets.expanded)
        if let tls {
            FileExamination(of: tls).look("ca_file", caFile) { file throws(ConfigurationReason) in
                try file.certificates()
            }
        }
        let startTLS = tls?.flag("start_tls") ?? false
        tls?.refuseUnknownKeys()
        let connections = section.number("connections") ?? 4
        let timeout = section.parsed("timeout", ConfiguredValue.duration) ?? .seconds(10)
        let allowsPlaintext = section.flag("allow_plaintext")
        section.refuseUnknownKeys()
        guard let servers, let bind else { return nil }
        self.init(
            servers: servers, dialect: dialect, bind: bind, caFile: caFile, startTLS: startTLS,
            connections: connections, timeout: timeout
        )
        if !allowsPlaintext { self.refusePlaintext(section) }
        self.refuseRemoteExternal(section)
    }

    private func refusePlaintext(_ section: ConfigurationSection) {
        guard case .simple = self.bind, !self.startTLS else { return }
        for server in self.servers where server.scheme == .ldap && !server.isLocal {
            section.report(
                "the password for \(server) would cross the network unencrypted; use ldaps://, set "
                    + "directory.tls.start_tls: true, or directory.allow_plaintext: true",
                at: section.mark(of: "servers")
            )
        }
    }

    /// Whether all that is said to the servers is encrypted.
    var isEncrypted: Bool { self.startTLS || self.servers.allSatisfy { $0.scheme == .ldaps } }

    /// EXTERNAL takes the identity from the Unix socket; over a network there is none.
    private func refuseRemoteExternal(_ section: ConfigurationSection) {
        guard case .external = self.bind, let server = self.servers.first(where: { $0.scheme != .ldapi }) else {
            return
        }
        section.report(
            "directory.bind.method: external works over ldapi:// only, and \(server) is another kind of server",
            at: section.mark(of: "servers")
        )
    }

    private static func servers(_ section: ConfigurationSection) -> [ServerURL]? {
        guard let texts = section.texts("servers") else {
            if section.node("servers") == nil { section.report("directory.servers is missing", at: section.mark) }
            return nil
        }
        return texts.compactMap { text, mark in
            do {
                return try ServerURL(parsing: text)
            } catch {
                section.report("directory.servers: \(error.reason)", at: mark)
                return nil
            }
        }
    }

    private static func dialect(_ section: ConfigurationSection) -> Dialect? {
        section.parsed("kind") { name throws(ConfigurationReason) -> Dialect? in
            if name == "auto" { return nil }
            if let dialect = Dialect.all.first(where: { $0.name == name }) { return dialect }
            let known = (["auto"] + Dialect.all.map(\.name)).joined(separator: ", ")
            throw ConfigurationReason("\(name) is not a kind of directory that Starbridge knows: \(known)")
        } ?? nil
    }
}
