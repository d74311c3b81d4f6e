import Foundation
import Glibc
import Sandbox
import Synchronization

/// Takes connections on a free port of loopback to the servers behind it, in turn; what becomes of the bytes is for others to say.
final class LoopbackRelay: Sendable {
    private struct State {
        var sockets: Set<Int32> = []
        var isStopped = false
        var count = 0
    }

    let port: Int
    private let servers: [Int]
    private let host: String
    private let listener: Int32
    private let state = Mutex(State())

    init(servers: Int..., on host: String = "127.0.0.1") throws {
        self.servers = servers
        self.host = host
        (self.listener, self.port) = try LDAPClientListener.open()
    }

    deinit {
        self.stop()
    }

    /// Accepts connections until it is stopped, as long as `isOpen`; `serve` has a thread of its own for each, until it returns.
    func start(
        isOpen: @escaping @Sendable () -> Bool, _ serve: @escaping @Sendable (_ client: Int32, _ server: Int32) -> Void
    ) {
        Thread.detachNewThread { self.accept(isOpen, serve) }
    }

    private func accept(_ isOpen: () -> Bool, _ serve: @escaping @Sendable (Int32, Int32) -> Void) {
        while case let client = Glibc.accept(self.listener, nil, nil), client >= 0 {
            guard isOpen(), let server = Loopback.connect(host: self.host, port: self.nextServer) else {
                close(client)
                continue
            }
            self.state.withLock { $0.sockets.formUnion([client, server]) }
            Thread.detachNewThread {
                serve(client, server)
                shutdown(client, Int32(SHUT_RDWR))
                shutdown(server, Int32(SHUT_RDWR))
                self.state.withLock { $0.sockets.subtract([client, server]) }
                close(client)
                close(server)
            }
        }
        close(self.listener)
    }

    private var nextServer: Int {
        self.state.withLock { state in
            defer { state.count += 1 }
            return self.servers[state.count % self.servers.count]
        }
    }

    /// Ends all connections.
    func cut() {
        self.state.withLock { state in state.sockets.forEach { _ = shutdown($0, Int32(SHUT_RDWR)) } }
    }

    /// Ends the relay.
    func stop() {
        let isFirst = self.state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        // Afterwards the number of the descriptor may belong to somebody else.
        if isFirst { shutdown(self.listener, Int32(SHUT_RDWR)) }
        self.cut()
    }
}
