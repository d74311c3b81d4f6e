import LDAP
import Synchronization

extension Client {
    /// How the client stands with the directory.
    public enum State: Hashable, Sendable, CustomStringConvertible {
        /// Servers are being tried.
        case connecting
        /// This server is in use.
        case connected(ServerURL)
        /// A server answered and refused the bind.
        case refused(LDAPError)
        /// No server can be reached.
        case unavailable(LDAPError)

        /// The state as a service manager shows it.
        public var description: String {
            switch self {
            case .connecting: "connecting to the directory"
            case .connected(let server): "connected to \(server)"
            case .refused(let error): "the directory refuses the bind: \(error)"
            case .unavailable(let error): "the directory cannot be reached: \(error)"
            }
        }
    }
}

/// The state of a client and those who want to hear of it.
final class Status: Sendable {
    private struct Listeners {
        var current = Client.State.connecting
        var streams: [Int: AsyncStream<Client.State>.Continuation] = [:]
        var next = 0
    }

    private let listeners = Mutex(Listeners())

    /// The state as it is.
    var current: Client.State {
        self.listeners.withLock { $0.current }
    }

    /// The state as it is and every change of it.
    func changes() -> AsyncStream<Client.State> {
        let (stream, continuation) = AsyncStream.makeStream(of: Client.State.self, bufferingPolicy: .bufferingNewest(8))
        let number = self.listeners.withLock { listeners in
            listeners.next += 1
            listeners.streams[listeners.next] = continuation
            continuation.yield(listeners.current)
            return listeners.next
        }
        continuation.onTermination = { _ in self.listeners.withLock { $0.streams[number] = nil } }
        return stream
    }

    /// Takes a new state.
    func change(to state: Client.State) {
        self.listeners.withLock { listeners in
            guard listeners.current != state else { return }
            listeners.current = state
            for stream in listeners.streams.values { stream.yield(state) }
        }
    }
}

extension Pool {
    /// Publishes the present state; `error` is why the last attempt to connect failed.
    func publish(_ error: LDAPError? = nil) {
        self.status.change(to: self.currentState(error))
    }

    private func currentState(_ error: LDAPError?) -> Client.State {
        if let peer = self.peerInUse { return .connected(peer.server) }
        guard let error, self.isDown else { return .connecting }
        return error.isRefusal ? .refused(error) : .unavailable(error)
    }
}
