extension PrivateSlapd {
    /// How a private directory is laid out.
    public struct Options: Sendable {
        /// The folder that holds everything; made if it is missing, reused with its data if it is not.
        public var folder: String
        /// The name of the topmost entry.
        public var suffix = "dc=acme,dc=example"
        /// The port of `ldap://` on 127.0.0.1: 0 takes a free one, nil does not listen.
        public var ldapPort: Int? = 0
        /// The port of `ldaps://` on 127.0.0.1: 0 takes a free one, nil does not listen.
        public var ldapsPort: Int?
        /// Offers StartTLS, with a throw-away certificate for localhost.
        public var offersStartTLS = false
        /// The overlays on the database.
        public var overlays: Set<Overlay> = [.ppolicy, .memberof, .refint, .unique, .sssvlv]
        /// Whether a commit waits for the disk.
        public var isDurable = false
        /// How many entries a search by an ordinary account may return.
        public var sizeLimit = 500
        /// `pwdLockout` of the default policy; without it a lock has no effect.
        public var lockout = true
        /// Accounts below `ou=services`; they are part of the standard content only.
        public var accounts: [ServiceAccount] = [.starbridge, .inspector]
        /// Access rules in the words of slapd.conf(5), each beginning with `access to`; nil means the standard ones.
        public var accessRules: [String]?
        /// Access rules for `cn=config`; nil lets every account see what the bridge looks for there.
        public var configurationRules: [String]?
        /// What the server knows of attributes and classes beside what is built in, in the words of slapd.conf(5).
        ///
        /// Nil means the schemas that OpenLDAP brings along. With it go ``indexes``, for the usual ones name attributes of those.
        public var schema: [String]?
        /// The indexes in the words of slapd.conf(5); nil means the usual ones.
        public var indexes: [String]?
        /// The settings of overlays in the words of slapd.conf(5), in the place of the usual ones.
        public var overlaySettings: [Overlay: [String]] = [:]
        /// Whether entries that cannot be loaded are left out, and told in the log of `slapadd`.
        public var leavesOutUnfit = false
        /// Further lines of slapd.conf(5) at the top, such as `authz-regexp` or `security`.
        public var globalDirectives: [String] = []
        /// Further lines of slapd.conf(5) in the database.
        public var databaseDirectives: [String] = []
        /// What the database holds when it is new.
        public var content: Content = .standard
        /// The password of the directory manager.
        public var rootPassword = "root-secret"

        /// The usual options, in a folder.
        public init(folder: String) {
            self.folder = folder
        }
    }

    /// The overlays that can be stacked on the database.
    public enum Overlay: String, Sendable, CaseIterable {
        case ppolicy, memberof, refint, unique, sssvlv, syncprov
    }

    /// What a new database holds.
    public enum Content: Sendable {
        /// The suffix, `ou=people`, `ou=groups`, `ou=leavers`, `ou=services` with the accounts, and `ou=policies`.
        case standard
        /// The standard content, followed by these LDIF records.
        case standardAnd(String)
        /// A complete LDIF text.
        case text(String)
        /// The standard content, followed by records that are written piece by piece.
        case stream(@Sendable (_ write: (String) throws -> Void) throws -> Void)
        /// A file with a complete LDIF text.
        case file(String)
    }
}

extension PrivateSlapd.Options {
    var rootDN: String { "cn=admin,\(self.suffix)" }
    var socketPath: String { self.folder + "/ldapi" }
    var ldapiURL: String { "ldapi://" + self.socketPath.replacing("%", with: "%25").replacing("/", with: "%2F") }
    var needsCertificates: Bool { self.ldapsPort != nil || self.offersStartTLS }
    var standardContent: StandardContent {
        StandardContent(
            suffix: self.suffix, accounts: self.accounts,
            policyLockout: self.overlays.contains(.ppolicy) ? self.lockout : nil)
    }
    var configuration: SlapdConfiguration { SlapdConfiguration(options: self) }

    /// The URLs for slapd's `-h`.
    var listeners: String {
        [
            self.ldapPort.map { "ldap://127.0.0.1:\($0)" },
            self.ldapsPort.map { "ldaps://127.0.0.1:\($0)" },
            self.ldapiURL,
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// Whether a port is left to us.
    var leavesPortsOpen: Bool { self.ldapPort == 0 || self.ldapsPort == 0 }

    /// The same options with every port 0 replaced by a free one.
    func withFreePorts() throws -> Self {
        var options = self
        options.ldapPort = try self.ldapPort.map(ServerLaunch.chosen)
        options.ldapsPort = try self.ldapsPort.map(ServerLaunch.chosen)
        return options
    }

    /// Writes the content as LDIF to a descriptor.
    func writeContent(to descriptor: Int32) throws {
        let write: (String) throws -> Void = { try Loopback.send($0, to: descriptor) }
        switch self.content {
        case .standard:
            try write(self.standardContent.ldif)
        case .standardAnd(let more):
            try write(self.standardContent.ldif)
            try write(more)
        case .text(let text):
            try write(text)
        case .stream(let body):
            try write(self.standardContent.ldif)
            try body(write)
        case .file: break
        }
    }
}
