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
        public var accounts: [Account] = [.starbridge, .inspector]
        /// Access rules in the words of slapd.conf(5), each beginning with `access to`; nil means the standard ones.
        public var accessRules: [String]?
        /// Access rules for `cn=config`; nil lets every account see what the bridge looks for there.
        public var configurationRules: [String]?
        /// Further lines of slapd.conf(5) at the top, such as `authz-regexp` or `security`.
        public var globalDirectives: [String] = []
        /// Further lines of slapd.conf(5) in the database.
        public var databaseDirectives: [String] = []
        /// What the database holds when it is new.
        public var content: Content = .standard
        /// The password of the directory manager.
        public var rootPassword = "root-secret"
        /// Whether the port was left to us.
        public fileprivate(set) var choosesPort = false

        /// The usual options, in a folder.
        public init(folder: String) {
            self.folder = folder
        }
    }

    /// The overlays that can be stacked on the database.
    public enum Overlay: String, Sendable, CaseIterable {
        case ppolicy, memberof, refint, unique, sssvlv, syncprov
    }

    /// An account below `ou=services`.
    public struct Account: Sendable {
        /// Its `cn`.
        public var name: String
        /// Its password.
        public var password: String
        /// Whether size and time limits do not hold for it.
        public var isUnlimited: Bool

        /// Creates an account.
        public init(name: String, password: String, isUnlimited: Bool) {
            self.name = name
            self.password = password
            self.isUnlimited = isUnlimited
        }

        /// The account of the bridge.
        public static let starbridge = Account(name: "starbridge", password: "starbridge-secret", isUnlimited: false)
        /// The account of whoever looks behind the back of the bridge: it may read and write everything.
        public static let inspector = Account(name: "inspector", password: "inspector-secret", isUnlimited: true)
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
    }
}

extension PrivateSlapd.Options {
    var rootDN: String { "cn=admin,\(self.suffix)" }
    var socketPath: String { self.folder + "/ldapi" }
    var ldapiURL: String { "ldapi://" + self.socketPath.replacing("%", with: "%25").replacing("/", with: "%2F") }
    var needsCertificates: Bool { self.ldapsPort != nil || self.offersStartTLS }
    var configuration: SlapdConfiguration { SlapdConfiguration(options: self) }

    /// The URLs for slapd's `-h`.
    var listeners: String {
        [
            self.ldapPort.map { "ldap://127.0.0.1:\($0)" },
            self.ldapsPort.map { "ldaps://127.0.0.1:\($0)" },
            self.ldapiURL,
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// The same options with every port 0 replaced by a free one.
    func withFreePorts() throws -> Self {
        var options = self
        options.choosesPort = self.ldapPort == 0 || self.ldapsPort == 0
        options.ldapPort = try self.ldapPort.map(Self.chosen)
        options.ldapsPort = try self.ldapsPort.map(Self.chosen)
        return options
    }

    /// Writes the content as LDIF to a descriptor.
    func writeContent(to descriptor: Int32) throws {
        let write: (String) throws -> Void = { try Loopback.send($0, to: descriptor) }
        switch self.content {
        case .standard:
            try write(StandardContent(options: self).ldif)
        case .standardAnd(let more):
            try write(StandardContent(options: self).ldif)
            try write(more)
        case .text(let text):
            try write(text)
        case .stream(let body):
            try write(StandardContent(options: self).ldif)
            try body(write)
        }
    }

    private static func chosen(_ port: Int) throws -> Int {
        guard port == 0 else {
            return port
        }
        guard let free = Loopback.freePort() else {
            throw SandboxError("No free port was found on 127.0.0.1.")
        }
        return free
    }
}
