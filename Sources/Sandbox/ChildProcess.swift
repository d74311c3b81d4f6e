import Dispatch
public import Glibc
import Synchronization

/// A program started by this process, reaped when it ends.
public final class ChildProcess: Sendable {
    /// Its process id; meaningless once it has ended.
    public let pid: pid_t
    private let ending: Mutex<Ending> = Mutex(.running(waiters: []))

    private enum Ending {
        case running(waiters: [CheckedContinuation<Int32, Never>])
        case ended(status: Int32)
    }

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// Starts a program in its own process group, so that a terminal's Ctrl-C reaches only us.
    ///
    /// - Parameters:
    ///   - input: the descriptor that becomes its standard input; `nil` means `/dev/null`.
    ///   - log: the file that its standard output and standard error are written to.
    /// - Throws: `SandboxError` when the program cannot be started.
    public static func start(
        _ program: String, _ arguments: [String], input: Int32? = nil, log: String
    ) throws -> ChildProcess {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var attributes = self.ownGroup()
        defer { posix_spawnattr_destroy(&attributes) }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid = pid_t()
        let failure = posix_spawn(&pid, program, &actions, &attributes, &words, environ)
        guard failure == 0 else {
            throw SandboxError("\(program) cannot be started: \(String(cString: strerror(failure)))")
        }
        let child = ChildProcess(pid: pid)
        DispatchQueue(label: "starbridge.child").async { child.reap() }
        return child
    }

    /// Runs a program to its end.
    ///
    /// - Throws: `SandboxError` with the program's own words when it fails.
    public static func run(_ program: String, _ arguments: [String], log: String) async throws {
        let status = try await self.start(program, arguments, log: log).status()
        guard status == 0 else {
            throw SandboxError("\(program) failed: \(FileText.read(log))")
        }
    }

    /// Waits for its end: the exit status, or 128 and the number of the signal that ended it.
    public func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status: Int32? = self.ending.withLock { ending in
                switch ending {
                case .ended(let status):
                    return status
                case .running(let waiters):
                    ending = .running(waiters: waiters + [continuation])
                    return nil
                }
            }
            if let status {
                continuation.resume(returning: status)
            }
        }
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool {
        self.ending.withLock { ending in
            if case .running = ending { true } else { false }
        }
    }

    /// Sends a signal, unless it has ended: a process id that was reaped may belong to somebody else.
    public func signal(_ number: Int32) {
        self.ending.withLock { ending in
            if case .running = ending {
                _ = Glibc.kill(self.pid, number)
            }
        }
    }

    /// Sends a signal to it and to all that it has started.
    public func signalGroup(_ number: Int32) {
        self.ending.withLock { ending in
            if case .running = ending {
                _ = Glibc.kill(-self.pid, number)
            }
        }
    }

    private func reap() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(self.pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let (waiters, status) = self.ending.withLock { ending in
            var word: Int32 = 0
            waitpid(self.pid, &word, 0)
            let status = word & 0x7f == 0 ? (word >> 8) & 0xff : 128 + (word & 0x7f)
            guard case .running(let waiters) = ending else {
                preconditionFailure("A process ends once.")
            }
            ending = .ended(status: status)
            return (waiters, status)
        }
        waiters.forEach { $0.resume(returning: status) }
    }

    /// A process group of its own, with default handlers and nothing blocked: a Dispatch thread blocks every signal.
    private static func ownGroup() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        [SIGINT, SIGTERM, SIGHUP, SIGPIPE].forEach { sigaddset(&signals, $0) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return attributes
    }
}
