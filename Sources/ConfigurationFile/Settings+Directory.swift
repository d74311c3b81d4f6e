import Directories
import LDAP
import Translator

extension Settings.Directory {
    /// Reads `directory:`.
    init?(section: ConfigurationSection) {
        let servers = Self.servers(section)
        let dialect = Self.dialect(section)
        let bind = section.requiredSection("bind").flatMap(Settings.Bind.init(section:))
        let tls = section.section("tls")
        let caFile = tls?.parsed("ca_file", Secrets.expanded)
        _ = tls?.examine("ca_file", caFile) { file throws(ConfigurationReason) in try file.certificates() }
        let startTLS = tls?.flag("start_tls") ?? false
        tls?.refuseUnknownKeys()
        let connections = section.number("connections") ?? 4
        let timeout = section.parsed("timeout", Self.duration) ?? .seconds(10)
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

    /// Reads `10s`, `500ms` or `1m`.
    static func duration(_ text: String) throws(ConfigurationReason) -> Duration {
        let digits = text.prefix(while: \.isNumber)
        guard let number = Int64(digits), number > 0, number < 100_000 else { throw Self.notADuration }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        default: throw Self.notADuration
        }
    }

    private static let notADuration = ConfigurationReason("must be a length of time such as 10s, 500ms or 1m")
}

extension Settings.Bind {
    fileprivate init?(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        if let method = section.text("method") {
            guard method == "external" else {
                section.report("directory.bind.method can only be external", at: section.mark(of: "method"))
                return nil
            }
            self = .external
            return
        }
        let dn = section.requiredParsed("dn") { text throws(ConfigurationReason) in
            try DistinguishedName(configured: text)
        }
        let passwordFile = section.requiredParsed("password_file", Secrets.expanded)
        guard let dn, let passwordFile else { return nil }
        _ = section.examine("password_file", passwordFile) { file throws(ConfigurationReason) in
            try file.checkPassword()
        }
        self = .simple(dn: dn, passwordFile: passwordFile)
    }
}

extension DistinguishedName {
    /// Reads a name from the configuration.
    init(configured text: String) throws(ConfigurationReason) {
        do {
            try self.init(parsing: text)
        } catch {
            throw ConfigurationReason("is not a distinguished name: \(error.diagnostic)")
        }
    }
}
