import Glibc

/// Puts a slapd of our own into its folder, fills it and starts it.
struct SlapdLauncher {
    let options: PrivateSlapd.Options

    /// Another program took a port between the choice and the start.
    struct PortTaken: Error {
        let port: Int
    }

    /// Makes the folders, and ends a slapd that an earlier run left behind in them.
    func install() async throws {
        guard access(Self.program, X_OK) == 0 else {
            throw SandboxError("\(Self.program) is not installed: apt-get install slapd slapd-contrib ldap-utils")
        }
        guard self.options.socketPath.utf8.count < 108 else {
            throw SandboxError("\(self.options.socketPath) is too long for a Unix socket; choose a shorter folder.")
        }
        try FileText.makeFolder(self.options.folder + "/db")
        try await Self.endLeftover(in: self.options.folder)
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
                ["-q", "-f", self.options.configuration.path, "-b", self.options.suffix],
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
        if status != 0 || (try? writing.get()) == nil {
            unlink(self.options.folder + "/db/data.mdb")
        }
        guard status == 0 else {
            throw SandboxError("slapadd refused the content: \(FileText.read(log))")
        }
        try writing.get()
    }

    /// Starts slapd in the foreground and waits until it answers a bind on its Unix socket.
    func launch() async throws -> ChildProcess {
        let log = self.options.folder + "/slapd.log"
        unlink(self.options.socketPath)
        let child = try ChildProcess.start(
            Self.program,
            ["-d", "0", "-f", self.options.configuration.path, "-h", self.options.listeners],
            log: log
        )
        while !Self.answers(self.options.socketPath) {
            guard child.isRunning else {
                try self.explainEnd(log: log)
            }
            do {
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                child.signal(SIGKILL)
                throw error
            }
        }
        return child
    }

    private static let program = "/usr/sbin/slapd"

    private func explainEnd(log: String) throws -> Never {
        if let port = [self.options.ldapPort, self.options.ldapsPort].compactMap(\.self).first(where: {
            !Loopback.isFree($0)
        }) {
            throw PortTaken(port: port)
        }
        throw SandboxError("slapd ended at once: \(FileText.read(log))")
    }

    /// Sends an anonymous bind (RFC 4511, section 4.2) and waits for the answer.
    private static func answers(_ path: String) -> Bool {
        guard let socket = Loopback.connect(unixSocket: path) else {
            return false
        }
        defer { close(socket) }
        let bind: [UInt8] = [0x30, 0x0c, 0x02, 0x01, 0x01, 0x60, 0x07, 0x02, 0x01, 0x03, 0x04, 0x00, 0x80, 0x00]
        var answer: UInt8 = 0
        return Glibc.send(socket, bind, bind.count, Int32(MSG_NOSIGNAL)) == bind.count
            && Glibc.recv(socket, &answer, 1, 0) == 1
    }

    /// Ends the slapd whose process id the folder holds, if that process is indeed one that runs in this folder.
    private static func endLeftover(in folder: String) async throws {
        guard let pid = pid_t(FileText.read(folder + "/slapd.pid").split(separator: "\n").first ?? "") else {
            return
        }
        // A process that has ended has no command line, even before its parent has taken notice.
        while FileText.read("/proc/\(pid)/cmdline").contains(folder + "/slapd.conf") {
            Glibc.kill(pid, SIGKILL)
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
