import Glibc

/// A Samba of our own as the controller of an Active Directory domain, in one folder, apart from any system service.
///
/// It serves LDAP alone, on the ports that Samba has for it and an address of 127.0.0.0/8 that nobody else has. Only root may start it.
public actor PrivateSamba: PrivateServer {
    /// The address that it listens on.
    public nonisolated let address: String
    /// `ldap://ADDRESS`, which also takes StartTLS.
    public nonisolated var ldapURL: String? { "ldap://\(self.address)" }
    /// `ldaps://ADDRESS`.
    public nonisolated var ldapsURL: String { "ldaps://\(self.address)" }
    private let launcher: SambaLauncher
    /// The process that runs now.
    public private(set) var child: ChildProcess

    private init(_ launcher: SambaLauncher, child: ChildProcess) {
        self.address = launcher.address
        self.launcher = launcher
        self.child = child
    }

    deinit {
        self.child.signalGroup(SIGKILL)
    }

    /// Makes a domain in the folder and fills it, unless there is one, starts its controller and waits until that answers.
    ///
    /// - Throws: `SandboxError` with Samba's own words.
    public static func start(_ options: Options) async throws -> PrivateSamba {
        guard let address = Loopback.freeAddress(port: SambaLauncher.port) else {
            throw SandboxError("No address of 127.0.0.0/8 has a free port \(SambaLauncher.port), or this is not root.")
        }
        let launcher = SambaLauncher(options: options, address: address)
        try await launcher.install()
        return PrivateSamba(launcher, child: try await launcher.launch())
    }

    /// Sends a signal to all its processes.
    public func signal(_ number: Int32) { self.child.signalGroup(number) }

    /// Starts it again over the same data on the same address, after ending it where it still runs.
    ///
    /// - Throws: `SandboxError` with Samba's own words.
    public func restart() async throws {
        await self.stop()
        self.child = try await self.launcher.launch()
    }
}

extension PrivateSamba {
    /// Whether the programs are installed and may be started.
    public static var isInstalled: Bool {
        geteuid() == 0 && access(SambaLauncher.program, X_OK) == 0 && access(SambaLauncher.tool, X_OK) == 0
    }

    /// The name of the topmost entry.
    public nonisolated var suffix: String { self.launcher.options.suffix }
    /// The name of the administrator.
    public nonisolated var rootDN: String { "CN=Administrator,CN=Users,\(self.suffix)" }
    /// The administrator's password.
    public nonisolated var rootPassword: String { self.launcher.options.rootPassword }
    /// The certificate of the throw-away authority that signed the server's.
    public nonisolated var caFile: String { self.launcher.certificates.authority }
}
