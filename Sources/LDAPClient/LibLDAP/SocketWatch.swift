import CLDAP
import Dispatch
import Glibc
import Synchronization

/// The thread that waits for the sockets of all connections (epoll(7)), and handles what it hears of itself.
///
/// For each event of a Dispatch source three threads change: its manager hears of it, a worker handles it, and the manager
/// arms it anew.
final class SocketWatch: Sendable {
    /// Called whenever a socket that is watched has something to read, or takes bytes.
    typealias Handler = @Sendable (_ isWritable: Bool) -> Void

    /// The thread, which lives as long as the process.
    static let shared = SocketWatch()

    private struct State {
        var handlers: [UInt64: Handler] = [:]
        var last: UInt64 = 0
    }

    private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    private let state = Mutex(State())

    private init() {
        guard self.epoll >= 0 else { return }
        DispatchQueue(label: "starbridge.ldap.sockets").async { self.run() }
    }

    /// Prepares a socket, which is not watched yet; the number is its own for ever.
    func add(_ handler: @escaping Handler) -> UInt64 {
        self.state.withLock { state in
            state.last += 1
            state.handlers[state.last] = handler
            return state.last
        }
    }

    /// Waits until a socket can be read, or takes bytes where that is wanted too; returns whether the kernel agrees.
    @discardableResult
    func arm(_ descriptor: Int32, _ number: UInt64, forWriting: Bool) -> Bool {
        var event = epoll_event()
        event.events = EPOLLONESHOT.rawValue | EPOLLIN.rawValue
        if forWriting { event.events |= EPOLLOUT.rawValue }
        event.data.u64 = number
        return epoll_ctl(self.epoll, EPOLL_CTL_MOD, descriptor, &event) == 0
            || epoll_ctl(self.epoll, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    /// Forgets a socket, before its descriptor is closed; its handler may be under way.
    func remove(_ descriptor: Int32, _ number: UInt64) {
        epoll_ctl(self.epoll, EPOLL_CTL_DEL, descriptor, nil)
        _ = self.state.withLock { $0.handlers.removeValue(forKey: number) }
    }

    private func run() {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 16) { events in
            while true {
                let count = epoll_wait(self.epoll, events.baseAddress, Int32(events.count), -1)
                for index in 0..<Int(max(count, 0)) { self.handle(events[index]) }
            }
        }
    }

    private func handle(_ event: epoll_event) {
        let handler = self.state.withLock { $0.handlers[event.data.u64] }
        handler?(event.events & EPOLLOUT.rawValue != 0)
    }
}
