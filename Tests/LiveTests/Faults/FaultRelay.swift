import Glibc

/// One connection through a ``FaultProxy``, served by a thread of its own.
final class FaultRelay {
    /// A message that arrives later than it was sent.
    private struct Late {
        var frame: LDAPFrame
        var due: ContinuousClock.Instant
        var isRequest: Bool
    }

    private let client: Int32
    private let server: Int32
    private let proxy: FaultProxy
    private var requests = LDAPFramer()
    private var answers = LDAPFramer()
    private var late: [Late] = []
    /// Requests whose answers are waited for although the client has gone.
    private var owed: Set<Int> = []
    private var watched: (id: Int, event: Fault.Event)?
    /// Whether requests wait for one that is late.
    private var isStalled = false
    private var isClientGone = false

    init(client: Int32, server: Int32, proxy: FaultProxy) {
        (self.client, self.server, self.proxy) = (client, server, proxy)
    }

    /// Relays until both sides have gone and nothing is owed to them.
    func run() {
        while !self.isClientGone || !self.late.isEmpty || !self.owed.isEmpty {
            var sockets = [
                pollfd(fd: self.isClientGone ? -1 : self.client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: self.server, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&sockets, 2, self.patience)
            guard count > 0 || !self.late.isEmpty else { return self.end() }
            self.deliverDue()
            if sockets[0].revents != 0, !self.readRequests() { self.isClientGone = true }
            if sockets[1].revents != 0, !self.readAnswers() { return self.end() }
        }
        self.end()
    }

    /// How many milliseconds nothing needs to be done; what a server owes it is given ten seconds for.
    private var patience: Int32 {
        if let due = self.late.map(\.due).min() { return Int32(max(0, (due - .now) / .milliseconds(1))) + 1 }
        return self.isClientGone ? 10_000 : -1
    }

    private func end() {
        shutdown(self.client, Int32(SHUT_RDWR))
        shutdown(self.server, Int32(SHUT_RDWR))
    }

    private func deliverDue() {
        let due = self.late.filter { $0.due <= .now }
        self.late.removeAll { $0.due <= .now }
        for message in due {
            _ = LDAPClientListener.send(message.frame.bytes, to: message.isRequest ? self.server : self.client)
            if message.isRequest { self.owed.insert(message.frame.id) }
        }
        if !due.isEmpty { self.isStalled = self.late.contains(where: \.isRequest) }
    }
}

// MARK: - Messages

extension FaultRelay {
    private func readRequests() -> Bool {
        guard let bytes = LDAPClientListener.receive(self.client) else { return false }
        return self.requests.frames(adding: bytes).allSatisfy(self.relay)
    }

    private func relay(_ request: LDAPFrame) -> Bool {
        if self.isStalled {
            self.hold(request, until: self.late.map(\.due).max() ?? .now)
            return true
        }
        switch self.proxy.verdict(on: request) {
        case .pass:
            return LDAPClientListener.send(request.bytes, to: self.server)
        case .lose:
            self.proxy.breakOff()
            return false
        case .passAndCut:
            // The directory reads it all the same: an orderly end comes after what was sent.
            _ = LDAPClientListener.send(request.bytes, to: self.server)
            self.proxy.breakOff()
            return false
        case .passAndWatch(let event):
            self.watched = (request.id, event)
            return LDAPClientListener.send(request.bytes, to: self.server)
        case .hold(let delay, let isOvertaken):
            self.isStalled = !isOvertaken
            self.hold(request, until: .now + delay)
            return true
        case .wait(let gate):
            switch gate.wait() {
            case .passes: return LDAPClientListener.send(request.bytes, to: self.server)
            case .isRefused: return LDAPClientListener.send(request.refusal, to: self.client)
            case .isLost:
                self.proxy.breakOff()
                return false
            }
        }
    }

    private func hold(_ request: LDAPFrame, until due: ContinuousClock.Instant) {
        self.late.append(Late(frame: request, due: due, isRequest: true))
    }

    private func readAnswers() -> Bool {
        guard let bytes = LDAPClientListener.receive(self.server) else { return false }
        return self.answers.frames(adding: bytes).allSatisfy(self.relayBack)
    }

    private func relayBack(_ answer: LDAPFrame) -> Bool {
        if answer.isLast { self.owed.remove(answer.id) }
        guard let (id, event) = self.watched, id == answer.id else { return self.pass(answer) }
        switch event {
        case .delaysAnswer(let delay):
            self.late.append(Late(frame: answer, due: .now + delay, isRequest: false))
            return true
        case .killsServer(let pid):
            kill(pid, SIGKILL)
        case .killsBridgeAfterwards(let pid?):
            guard answer.isLast else { return true }
            kill(pid, SIGKILL)
        default:
            guard answer.isLast else { return true }
        }
        self.proxy.breakOff()
        return false
    }

    private func pass(_ answer: LDAPFrame) -> Bool {
        self.isClientGone || LDAPClientListener.send(answer.bytes, to: self.client)
    }
}
