public import Glibc

/// A directory server of our own in one folder, apart from any system service, that ends with the process that started it.
public protocol PrivateServer: Actor {
    /// Where it listens for plain connections, such as `ldap://127.0.0.1:PORT`; nil where only its Unix socket is open.
    nonisolated var ldapURL: String? { get }
    /// The name of the topmost entry.
    nonisolated var suffix: String { get }
    /// The name of the directory manager.
    nonisolated var rootDN: String { get }
    /// The password of the directory manager.
    nonisolated var rootPassword: String { get }
    /// The process that runs now.
    var child: ChildProcess { get }

    /// Sends a signal to all its processes.
    func signal(_ number: Int32)

    /// Starts it again over the same data on the same ports, after ending it where it still runs.
    ///
    /// - Throws: `SandboxError` with the server's own words.
    func restart() async throws
}

extension PrivateServer {
    /// Sends a signal to its one process.
    public func signal(_ number: Int32) { self.child.signal(number) }

    /// The process id of the server.
    public var pid: pid_t { self.child.pid }

    /// Whether the server has not ended yet.
    public var isRunning: Bool { self.child.isRunning }

    /// Asks the server to end, waits, and ends it after ten seconds without its consent.
    public func stop() async {
        self.signal(SIGCONT)
        self.signal(SIGTERM)
        let child = self.child
        let deadline = Task {
            try await Task.sleep(for: .seconds(10))
            self.signal(SIGKILL)
        }
        _ = await child.status()
        deadline.cancel()
    }

    /// Ends the server as a power cut would.
    public func kill() async {
        self.signal(SIGKILL)
        _ = await self.child.status()
    }

    /// Stops the server in the middle of whatever it does; its sockets stay open and silent.
    public func pause() {
        self.signal(SIGSTOP)
    }

    /// Lets a paused server go on.
    public func resume() {
        self.signal(SIGCONT)
    }
}
