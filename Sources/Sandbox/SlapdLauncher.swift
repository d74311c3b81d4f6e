import Glibc

/// Puts a slapd of our own into its folder, fills it and starts it.
struct SlapdLauncher {
    let options: PrivateSlapd.Options

    /// Makes the folders, and ends a slapd that an earlier run left behind in them.
    func install() async throws {
        guard access(Self.program, X_OK) == 0 else {
            throw SandboxError("\(Self.program) is not installed: apt-get install slapd slapd-contrib ldap-utils")
        }
        guard self.options.socketPath.utf8.count < 108 else {
            throw SandboxError("\(self.options.socketPath) is too long for a Unix socket; choose a shorter folder.")
        }
        try FileText.makeFolder(self.options.folder + "/db")
        try await ServerLaunch.endLeftover(
            pidFile: self.options.folder + "/slapd.pid", of: self.options.folder)
    }

    /// Streams the initial content into `slapadd`, whose memory and ours stay flat.
    func load() async throws {
        let ends = try Loopback.pair()
        let log = self.options.folder + "/slapadd.log"
        let loader: ChildProcess
        do {
            defer { close(ends.child) }
            loader = try ChildProcess.start(
                "/usr/sbin/slapadd",
                ["-q", "-f", self.options.configuration.path, "-b", self.options.suffix] + self.loaderOptions,
                input: ends.child,
                log: log
            )
        } catch {
            close(ends.ours)
            throw error
        }
        let writing = Result { try self.options.writeContent(to: ends.ours) }
        close(ends.ours)
        let status = await loader.status()
        if (status != 0 && !self.leavesOut(log)) || (try? writing.get()) == nil {
            unlink(self.options.folder + "/db/data.mdb")
        }
        guard status == 0 || self.leavesOut(log) else {
            throw SandboxError("slapadd refused the content: \(FileText.read(log))")
        }
        try writing.get()
    }

    private var loaderOptions: [String] {
        let file: [String] = if case .file(let path) = self.options.content { ["-l", path] } else { [] }
        // What the schema of the server has against an entry is left to the server.
        return file + (self.options.leavesOutUnfit ? ["-c", "-s"] : [])
    }

    /// Whether the failure was that of single entries, which may be left out.
    private func leavesOut(_ log: String) -> Bool {
        self.options.leavesOutUnfit && FileText.read(log).contains("(line=")
    }

    /// Starts slapd in the foreground and waits until it answers.
    func launch() async throws -> ChildProcess {
        try await ServerLaunch(
            program: Self.program,
            arguments: ["-d", "0", "-f", self.options.configuration.path, "-h", self.options.listeners],
            log: self.options.folder + "/slapd.log",
            socket: self.options.socketPath,
            ports: [self.options.ldapPort, self.options.ldapsPort].compactMap(\.self)
        ).run()
    }

    private static let program = "/usr/sbin/slapd"
}
