import Dispatch
import Glibc
import Sandbox
import Synchronization

/// A TCP relay on loopback that loses what a test wants to be lost.
final class LDAPClientProxy: Sendable {
    /// What the relay does with bytes.
    enum Mode: Equatable {
        case pass
        /// The next bytes of the server are the sign that it has done its work; the connection ends without them.
        case loseAnswer
        /// The next bytes of the client never arrive; the connection ends.
        case loseRequest
        /// Of the next bytes of the server only so many arrive, and then nothing more.
        case stall(after: Int)
        /// Nothing can connect, and what is connected ends with the next bytes.
        case refuse
    }

    private struct State {
        var mode = Mode.pass
        var afterwards = Mode.pass
        var first: [UInt8] = []
    }

    private let relay: LoopbackRelay
    private let state = Mutex(State())

    /// `second` is the server that every other connection gets.
    init(server: Int, second: Int? = nil) throws {
        self.relay = try second.map { try LoopbackRelay(servers: server, $0) } ?? LoopbackRelay(servers: server)
        self.relay.start(isOpen: { self.state.withLock { $0.mode != .refuse } }) { client, server in
            let answers = DispatchGroup()
            DispatchQueue(label: "answers").async(group: answers) { self.relayAnswers(server, client) }
            self.relayRequests(client, server)
            answers.wait()
        }
    }

    var port: Int { self.relay.port }

    /// The protocol operation with which each connection began, in order; 0x60 is a bind (RFC 4511 section 4.2).
    var firstOperations: [UInt8] { self.state.withLock { $0.first } }

    /// Loses something, once; then does what `afterwards` says.
    func set(_ mode: Mode, afterwards: Mode = .pass) {
        self.state.withLock { ($0.mode, $0.afterwards) = (mode, afterwards) }
    }

    /// Ends all connections.
    func cut() { self.relay.cut() }

    /// Ends the relay.
    func stop() { self.relay.stop() }

    private func relayRequests(_ client: Int32, _ server: Int32) {
        var isFirst = true
        while let bytes = LDAPClientListener.receive(client) {
            if isFirst { self.state.withLock { $0.first.append(LDAPClientListener.operation(in: bytes)) } }
            isFirst = false
            let isLost = self.state.withLock { state in
                guard state.mode == .loseRequest else { return state.mode == .refuse }
                state.mode = state.afterwards
                return true
            }
            guard !isLost, LDAPClientListener.send(bytes, to: server) else { break }
        }
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    private func relayAnswers(_ server: Int32, _ client: Int32) {
        var isStalled = false
        while let bytes = LDAPClientListener.receive(server) {
            let mode = self.state.withLock { state in
                defer { if state.mode == .loseAnswer { state.mode = state.afterwards } }
                return state.mode
            }
            if mode == .loseAnswer || mode == .refuse { break }
            if isStalled { continue }
            if case .stall(let count) = mode {
                isStalled = true
                _ = LDAPClientListener.send(Array(bytes.prefix(count)), to: client)
            } else if !LDAPClientListener.send(bytes, to: client) {
                break
            }
        }
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }
}

/// A server that says what a test puts into its mouth.
final class LDAPClientPeer: Sendable {
    let port: Int
    private let listener: Int32

    /// Answers every chunk of requests with the bytes that `answer` makes of it, but for the first one of a connection where `rootDSE`
    /// is the answer to the question which server it is.
    init(
        greeting: [UInt8] = [], rootDSE: [UInt8]? = nil, _ answer: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) throws {
        (self.listener, self.port) = try LDAPClientListener.open()
        let listener = self.listener
        DispatchQueue(label: "accept").async {
            while case let client = Glibc.accept(listener, nil, nil), client >= 0 {
                DispatchQueue(label: "peer").async {
                    _ = LDAPClientListener.send(greeting, to: client)
                    if let rootDSE, LDAPClientListener.receive(client) != nil {
                        _ = LDAPClientListener.send(rootDSE, to: client)
                    }
                    while let bytes = LDAPClientListener.receive(client) {
                        _ = LDAPClientListener.send(answer(bytes), to: client)
                    }
                    close(client)
                }
            }
            close(listener)
        }
    }

    deinit {
        shutdown(self.listener, Int32(SHUT_RDWR))
    }
}

/// Blocking sockets on loopback.
enum LDAPClientListener {
    /// Listens on a free port.
    static func open() throws -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isOpen else { throw SandboxError(writing: "a listening socket") }
        return (listener, Int(in_port_t(bigEndian: address.sin_port)))
    }

    /// Some bytes, or nil at the end.
    static func receive(_ socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Array(bytes[..<count])
    }

    /// Sends all bytes; false where the other side has gone.
    static func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The tag of the operation in the first message (RFC 4511 section 4.1.1).
    static func operation(in bytes: [UInt8]) -> UInt8 {
        guard bytes.count > 6 else { return 0 }
        let header = bytes[1] < 0x80 ? 2 : 2 + Int(bytes[1] & 0x7f)
        let operation = header + 2 + Int(bytes[header + 1])
        return operation < bytes.count ? bytes[operation] : 0
    }
}
