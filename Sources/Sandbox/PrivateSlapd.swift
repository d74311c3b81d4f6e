import Glibc

/// An OpenLDAP server of our own in one folder, on loopback and a Unix socket, apart from any system service.
public actor PrivateSlapd: PrivateServer {
    /// How it was started.
    public nonisolated let options: Options
    /// `ldap://127.0.0.1:PORT`, when it listens there.
    public nonisolated let ldapURL: String?
    /// `ldaps://localhost:PORT`, when it listens there.
    public nonisolated let ldapsURL: String?
    /// The Unix socket in its folder.
    public nonisolated let ldapiURL: String
    /// The process that runs now.
    public private(set) var child: ChildProcess

    private init(options: Options, child: ChildProcess) {
        self.options = options
        self.child = child
        self.ldapURL = options.ldapPort.map { "ldap://127.0.0.1:\($0)" }
        self.ldapsURL = options.ldapsPort.map { "ldaps://localhost:\($0)" }
        self.ldapiURL = options.ldapiURL
    }

    deinit {
        self.child.signal(SIGKILL)
    }

    /// Loads the content unless the folder has a database already, starts slapd and waits until it answers.
    ///
    /// - Throws: `SandboxError` with slapd's own words.
    public static func start(_ wish: Options) async throws -> PrivateSlapd {
        let launcher = SlapdLauncher(options: wish)
        try await launcher.install()
        if wish.needsCertificates {
            try await Certificates(folder: wish.folder).make()
        }
        try wish.configuration.writeFile()
        if access(wish.folder + "/db/data.mdb", F_OK) != 0 {
            try await launcher.load()
        }
        return try await ServerLaunch.retrying(mayChoose: wish.leavesPortsOpen) {
            let options = try wish.withFreePorts()
            return PrivateSlapd(options: options, child: try await SlapdLauncher(options: options).launch())
        }
    }

    /// Starts it again over the same data on the same ports, after ending it where it still runs.
    ///
    /// - Throws: `SandboxError` with slapd's own words.
    public func restart() async throws {
        await self.stop()
        do {
            self.child = try await SlapdLauncher(options: self.options).launch()
        } catch is ServerLaunch.PortTaken {
            throw SandboxError("Another program took the port of the stopped slapd.")
        }
    }
}

extension PrivateSlapd {
    /// The name of the topmost entry.
    public nonisolated var suffix: String { self.options.suffix }
    /// The name of the directory manager.
    public nonisolated var rootDN: String { self.options.rootDN }
    /// The password of the directory manager.
    public nonisolated var rootPassword: String { self.options.rootPassword }
    /// The certificate of the throw-away authority that signed the server's.
    public nonisolated var caFile: String { Certificates(folder: self.options.folder).authority }
    /// A client certificate of the same authority, subject `CN=client`.
    public nonisolated var clientCertificate: (certificate: String, key: String) {
        let certificates = Certificates(folder: self.options.folder)
        return (certificates.path("client.pem"), certificates.path("client.key"))
    }
}
