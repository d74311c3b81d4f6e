import Glibc

/// A 389 Directory Server of our own in one folder, on loopback and a Unix socket, started without the tools of its package.
public actor PrivateDS389: PrivateServer {
    /// How it was started.
    public nonisolated let options: Options
    /// `ldap://127.0.0.1:PORT`.
    public nonisolated let ldapURL: String?
    /// `ldaps://localhost:PORT`, when it listens there.
    public nonisolated var ldapsURL: String? { self.options.ldapsPort.map { "ldaps://localhost:\($0)" } }
    /// The process that runs now.
    public private(set) var child: ChildProcess

    private init(options: Options, child: ChildProcess) {
        self.options = options
        self.ldapURL = "ldap://127.0.0.1:\(options.port)"
        self.child = child
    }

    deinit {
        self.child.signal(SIGKILL)
    }

    /// Writes the settings, loads the content, starts the server and waits until it answers.
    ///
    /// The folder must not have been used before.
    ///
    /// - Throws: `SandboxError` with the server's own words.
    public static func start(_ wish: Options) async throws -> PrivateDS389 {
        try await DS389Launcher(options: wish).load()
        return try await ServerLaunch.retrying(mayChoose: wish.port == 0 || wish.ldapsPort == 0) {
            var options = wish
            options.port = try ServerLaunch.chosen(wish.port)
            options.ldapsPort = try wish.ldapsPort.map(ServerLaunch.chosen)
            let launcher = DS389Launcher(options: options)
            try launcher.writeSettings()
            return PrivateDS389(options: options, child: try await launcher.launch())
        }
    }

    /// Starts it again over the same data on the same port, after ending it where it still runs.
    ///
    /// - Throws: `SandboxError` with the server's own words.
    public func restart() async throws {
        await self.stop()
        do {
            self.child = try await DS389Launcher(options: self.options).launch()
        } catch is ServerLaunch.PortTaken {
            throw SandboxError("Another program took the port of the stopped 389 Directory Server.")
        }
    }
}

extension PrivateDS389 {
    /// The name of the topmost entry.
    public nonisolated var suffix: String { self.options.suffix }
    /// The name of the directory manager.
    public nonisolated var rootDN: String { Options.rootDN }
    /// The password of the directory manager.
    public nonisolated var rootPassword: String { self.options.rootPassword }
    /// The certificate of the throw-away authority that signed the server's.
    public nonisolated var caFile: String { DS389Certificates(options: self.options).files.authority }
}
