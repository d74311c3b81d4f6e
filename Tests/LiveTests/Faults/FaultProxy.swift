import Dispatch
import Foundation
import Glibc
import Sandbox
import Synchronization

/// A TCP relay on loopback that lets one thing go wrong at a message that can be foreseen.
final class FaultProxy: Sendable {
    /// What becomes of a request.
    enum Verdict: Sendable {
        case pass
        /// It is lost, and so is the connection.
        case lose
        /// It arrives, and the connection ends.
        case passAndCut
        /// It arrives; something happens at its answer.
        case passAndWatch(Fault.Event)
        /// It arrives late.
        case hold(Duration, isOvertaken: Bool)
    }

    private struct State {
        var fault: Fault?
        var count = 0
        var isHit = false
        var isDown = false
        var sockets: Set<Int32> = []
        var isStopped = false
    }

    let port: Int
    private let server: Int
    private let listener: Int32
    private let state = Mutex(State())

    init(server: Int) throws {
        self.server = server
        (self.listener, self.port) = try LDAPClientListener.open()
        Thread.detachNewThread { self.accept() }
    }

    deinit {
        self.stop()
    }

    /// Whether the fault has happened.
    var isHit: Bool { self.state.withLock { $0.isHit } }

    /// Lets a fault happen, once.
    func arm(_ fault: Fault) {
        self.state.withLock { ($0.fault, $0.count, $0.isHit) = (fault, 0, false) }
    }

    /// Nothing more goes wrong, and whoever wants to connect can.
    func recover() {
        self.state.withLock { ($0.fault, $0.isDown) = (nil, false) }
    }

    /// Ends all connections; with `staysDown` nothing can connect any more.
    func cut(staysDown: Bool = false) {
        self.state.withLock { state in
            state.isDown = state.isDown || staysDown
            state.sockets.forEach { _ = shutdown($0, Int32(SHUT_RDWR)) }
        }
    }

    /// Ends the relay.
    func stop() {
        let isFirst = self.state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        // Afterwards the number of the descriptor may belong to somebody else.
        if isFirst { shutdown(self.listener, Int32(SHUT_RDWR)) }
        self.cut(staysDown: true)
    }
}

// MARK: - Connections

extension FaultProxy {
    private func accept() {
        while case let client = Glibc.accept(self.listener, nil, nil), client >= 0 {
            let isRefused = self.state.withLock { $0.isDown }
            guard !isRefused, let server = Loopback.connect(host: "127.0.0.1", port: self.server) else {
                close(client)
                continue
            }
            self.state.withLock { $0.sockets.formUnion([client, server]) }
            Thread.detachNewThread {
                FaultRelay(client: client, server: server, proxy: self).run()
                self.state.withLock { $0.sockets.subtract([client, server]) }
                close(client)
                close(server)
            }
        }
        close(self.listener)
    }

    /// Decides about a request.
    func verdict(on frame: LDAPFrame) -> Verdict {
        let fault = self.state.withLock { state -> Fault? in
            guard let fault = state.fault, !state.isHit, fault.counts(frame) else { return nil }
            state.count += 1
            guard state.count == fault.number else { return nil }
            state.isHit = true
            // What the bridge still wants to do after its death reaches nobody.
            if case .killsBridge = fault.event { state.isDown = true }
            return fault
        }
        guard let fault else { return .pass }
        if case .killsBridge(let pid?) = fault.event { kill(pid, SIGKILL) }
        switch fault.event {
        case .losesRequest, .killsBridge: return .lose
        case .cuts: return .passAndCut
        case .delaysRequest(let delay, let isOvertaken): return .hold(delay, isOvertaken: isOvertaken)
        case .losesAnswer, .delaysAnswer, .killsBridgeAfterwards, .killsServer: return .passAndWatch(fault.event)
        }
    }

    /// All connections end at the message that was meant.
    func breakOff() {
        let staysDown = self.state.withLock { $0.fault.map { $0.staysDown || $0.isKill } ?? false }
        self.cut(staysDown: staysDown)
    }
}
