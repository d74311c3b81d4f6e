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
        /// It waits until somebody opens the gate.
        case wait(FaultGate)
    }

    private struct State {
        var fault: Fault?
        var count = 0
        var isHit = false
        var isDown = false
    }

    private let relay: LoopbackRelay
    private let state = Mutex(State())
    private let (hits, hit) = AsyncStream.makeStream(of: Void.self)

    init(server: Int) throws {
        self.relay = try LoopbackRelay(servers: server)
        self.relay.start(isOpen: { self.state.withLock { !$0.isDown } }) { client, server in
            FaultRelay(client: client, server: server, proxy: self).run()
        }
    }

    var port: Int { self.relay.port }

    /// Whether the fault has happened.
    var isHit: Bool { self.state.withLock { $0.isHit } }

    /// Waits until the fault has happened; false if the task is cancelled before.
    func waitForHit() async -> Bool {
        for await _ in self.hits { return true }
        return false
    }

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
        if staysDown { self.state.withLock { $0.isDown = true } }
        self.relay.cut()
    }

    /// Ends the relay.
    func stop() {
        self.cut(staysDown: true)
        self.relay.stop()
    }
}

// MARK: - Messages

extension FaultProxy {
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
        self.hit.yield()
        if case .killsBridge(let pid?) = fault.event { kill(pid, SIGKILL) }
        switch fault.event {
        case .losesRequest, .killsBridge: return .lose
        case .cuts: return .passAndCut
        case .delaysRequest(let delay, let isOvertaken): return .hold(delay, isOvertaken: isOvertaken)
        case .holdsRequest(let gate): return .wait(gate)
        case .losesAnswer, .delaysAnswer, .killsBridgeAfterwards, .killsServer: return .passAndWatch(fault.event)
        }
    }

    /// All connections end at the message that was meant.
    func breakOff() {
        let staysDown = self.state.withLock { $0.fault.map { $0.staysDown || $0.isKill } ?? false }
        self.cut(staysDown: staysDown)
    }
}
