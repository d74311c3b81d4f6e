import Dispatch
import Glibc
import Synchronization

/// Ends a socket that is silent for too long while libldap blocks on it.
///
/// With GnuTLS libldap ignores its network timeout during a handshake, and would wait or spin for ever.
final class Watchdog: Sendable {
    private let descriptor: Int32
    private let state = Mutex(State.watching)

    private enum State {
        case watching, stopped, bitten
    }

    /// Watches the socket behind `socket` until the time limit or ``stop()``.
    init(_ socket: Int32, limit: Duration) {
        self.descriptor = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        let delay = DispatchTimeInterval.milliseconds(Int(limit / .milliseconds(1)))
        DispatchQueue(label: "starbridge.ldap.watchdog").asyncAfter(deadline: .now() + delay) { self.bite() }
    }

    deinit {
        close(self.descriptor)
    }

    /// Leaves the socket alone; returns whether it was too late for that.
    func stop() -> Bool {
        self.state.withLock { state in
            guard state == .watching else { return state == .bitten }
            state = .stopped
            return false
        }
    }

    private func bite() {
        self.state.withLock { state in
            guard state == .watching else { return }
            state = .bitten
            shutdown(self.descriptor, Int32(SHUT_RDWR))
        }
    }
}
