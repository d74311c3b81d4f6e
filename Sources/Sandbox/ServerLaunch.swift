import Glibc

/// The program of a directory server, and where it answers once it is up.
struct ServerLaunch {
    var program: String
    var arguments: [String]
    /// The file with what the program says.
    var log: String
    /// The Unix socket on which it answers.
    var socket: String
    /// The ports of 127.0.0.1 that it is to listen on.
    var ports: [Int]

    /// Another program took a port between the choice and the start.
    struct PortTaken: Error {
        let port: Int
    }

    /// Starts the program in the foreground and waits until it answers a bind on its Unix socket.
    ///
    /// - Throws: ``PortTaken``, or `SandboxError` with the program's own words.
    func run() async throws -> ChildProcess {
        unlink(self.socket)
        let child = try ChildProcess.start(self.program, self.arguments, log: self.log)
        while !LDAPGreeting.isAnswered(over: Loopback.connect(unixSocket: self.socket)) {
            guard child.isRunning else {
                try self.explainEnd()
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

    private func explainEnd() throws -> Never {
        if let port = self.ports.first(where: { !Loopback.isFree($0) }) {
            throw PortTaken(port: port)
        }
        throw SandboxError("\(self.program) ended at once: \(FileText.read(self.log))")
    }
}

extension ServerLaunch {
    /// Starts a server with a free port each time, as long as a parallel test takes the one that was free a moment ago.
    ///
    /// - Throws: what `start` throws; `SandboxError` where the port was not left to us (`mayChoose`), or none is free.
    static func retrying<Server>(mayChoose: Bool, _ start: () async throws -> Server) async throws -> Server {
        for _ in 1..<20 {
            do {
                return try await start()
            } catch let taken as PortTaken {
                guard mayChoose else {
                    throw SandboxError("Port \(taken.port) of 127.0.0.1 is in use; choose another or none.")
                }
            }
        }
        throw SandboxError("No free port was found on 127.0.0.1.")
    }

    /// The port, or a free one in the place of 0.
    static func chosen(_ port: Int) throws -> Int {
        guard port == 0 else {
            return port
        }
        guard let free = Loopback.freePort() else {
            throw SandboxError("No free port was found on 127.0.0.1.")
        }
        return free
    }

    /// Ends the server that an earlier run left behind: the process whose id the file holds, if its command line has the folder.
    static func endLeftover(pidFile: String, of folder: String) async throws {
        guard let pid = pid_t(FileText.read(pidFile).split(separator: "\n").first ?? "") else {
            return
        }
        // A process that has ended has no command line, even before its parent has taken notice.
        while FileText.read("/proc/\(pid)/cmdline").contains(folder + "/") {
            Glibc.kill(pid, SIGKILL)
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
