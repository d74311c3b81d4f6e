import Glibc
import Synchronization

/// Writes the lines that wait when the process ends by a fault of its own: a trap, a bad access, an abort.
///
/// The signal then does what it would have done before: it ends the process, or somebody else's handler tells where it happened.
enum LastLines {
    private static let faults = [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP]
    /// How often, and how many microseconds apart, a line that is being written is waited for; the fault may have come amid it.
    private static let (attempts, pause): (Int, UInt32) = (20, 5000)

    private static let stream = Mutex<LineStream?>(nil)
    private static let former = Mutex<[(fault: Int32, action: sigaction)]>([])

    static func watch(_ stream: LineStream) {
        self.stream.withLock { $0 = stream }
        self.former.withLock { former in
            for fault in self.faults where !former.contains(where: { $0.fault == fault }) {
                var (ours, theirs) = (sigaction(), sigaction())
                ours.__sigaction_handler.sa_handler = { Self.write(before: $0) }
                sigaction(fault, &ours, &theirs)
                former.append((fault, theirs))
            }
        }
    }

    /// Runs as a signal handler: it takes no lock that it might wait for, and makes nothing new.
    private static func write(before fault: Int32) {
        _ = self.stream.withLockIfAvailable { stream in
            for _ in 0..<self.attempts {
                if stream?.flushIfIdle() ?? true { return }
                usleep(self.pause)
            }
        }
        _ = self.former.withLockIfAvailable { former in
            for index in former.indices where former[index].fault == fault {
                sigaction(fault, &former[index].action, nil)
            }
        }
        raise(fault)
    }
}
