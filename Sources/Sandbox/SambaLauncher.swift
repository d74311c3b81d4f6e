import Glibc

/// Makes the domain of a Samba of our own, and starts its controller.
struct SambaLauncher {
    let options: PrivateSamba.Options
    let address: String

    static let program = "/usr/sbin/samba"
    static let tool = "/usr/bin/samba-tool"
    /// Samba knows no other port for `ldap://`.
    static let port = 389
    private static let realm = "ACME.EXAMPLE"
    private static let workgroup = "ACME"

    private var folder: String { self.options.folder }
    private var database: String { self.folder + "/domain/private/sam.ldb" }

    var certificates: Certificates { Certificates(folder: self.folder, addresses: [self.address]) }

    private var configurationFile: String { self.folder + "/smb.conf" }
    private var log: String { self.folder + "/samba.log" }

    /// Makes the domain, unless it is there, and writes the configuration for the address.
    func install() async throws {
        guard access(Self.program, X_OK) == 0 else {
            throw SandboxError("\(Self.program) is not installed: apt-get install samba samba-ad-provision ldb-tools")
        }
        try FileText.makeFolder(self.folder + "/domain/run")
        try FileText.makeFolder(self.folder + "/domain/ncalrpc")
        try await self.certificates.make()
        try FileText.write(self.configuration, to: self.configurationFile)
        if access(self.database, F_OK) != 0 {
            try await ChildProcess.run(
                Self.tool,
                [
                    "domain", "provision", "--realm=\(Self.realm)", "--domain=\(Self.workgroup)", "--server-role=dc",
                    "--adminpass=\(self.options.rootPassword)", "--dns-backend=NONE", "--host-name=dc1",
                    "--host-ip=\(self.address)", "--targetdir=\(self.folder)/domain", "--use-rfc2307",
                ], log: self.folder + "/provision.log")
            try await self.fill()
        }
    }

    /// Puts the content into the database, which needs no running server.
    private func fill() async throws {
        for (tool, ldif) in [("ldbadd", self.options.ldif), ("ldbmodify", self.options.changes)] {
            let file = "\(self.folder)/\(tool).ldif"
            try FileText.write(ldif, to: file)
            try await ChildProcess.run(
                "/usr/bin/\(tool)", ["--configfile=\(self.configurationFile)", "-H", self.database, file],
                log: "\(self.folder)/\(tool).log")
        }
    }

    /// Starts the controller in the foreground and waits until it answers a bind.
    func launch() async throws -> ChildProcess {
        let child = try ChildProcess.start(
            Self.program, ["-i", "--no-process-group", "--debug-stdout", "-s", self.configurationFile], log: self.log)
        while !LDAPGreeting.isAnswered(over: Loopback.connect(host: self.address, port: Self.port)) {
            guard child.isRunning else { throw SandboxError("samba ended at once: \(FileText.read(self.log))") }
            do {
                try await Task.sleep(for: .milliseconds(20))
            } catch {
                child.signalGroup(SIGKILL)
                throw error
            }
        }
        return child
    }

    private var configuration: String {
        let domain = self.folder + "/domain"
        return """
            [global]
            workgroup = \(Self.workgroup)
            realm = \(Self.realm)
            netbios name = DC1
            server role = active directory domain controller
            server services = ldap
            prefork children:ldap = 2
            private dir = \(domain)/private
            lock directory = \(domain)
            state directory = \(domain)/state
            cache directory = \(domain)/cache
            binddns dir = \(domain)/bind-dns
            pid directory = \(domain)/run
            ncalrpc dir = \(domain)/ncalrpc
            interfaces = \(self.address)/8
            bind interfaces only = yes
            ldap server require strong auth = no
            tls enabled = yes
            tls certfile = \(self.certificates.path("server.pem"))
            tls keyfile = \(self.certificates.path("server.key"))
            tls cafile = \(self.certificates.authority)
            log level = 1

            """
    }
}
