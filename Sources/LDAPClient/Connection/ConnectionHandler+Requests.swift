import LDAP

// What callers want, and what the state machine decides.
extension ConnectionHandler {
    /// As much is collected before it is handed to the channel, which then tells whether it has room.
    private static let portion = 64 << 10

    /// A caller has a request.
    func submit(_ ticket: Ticket, _ waiter: Waiter) {
        let action = self.machine.submit(ticket, deadline: waiter.deadline)
        if case .send = action {
            self.send(ticket, waiter, .now)
        } else {
            self.waiters[ticket] = waiter
            self.run(action, .now)
        }
        self.armSweep()
        self.flushLater()
    }

    /// A caller has several requests, and waits for the answers to all.
    func submit(_ tickets: [Ticket], _ requests: [Request], _ deadline: Instant, _ gathering: Gathering) {
        for (index, ticket) in tickets.enumerated() {
            let receiver = Waiter.Receiver.gathering(gathering, at: index)
            self.submit(ticket, Waiter(request: requests[index], deadline: deadline, receiver: receiver))
        }
    }

    /// A caller went away.
    func cancel(_ ticket: Ticket) {
        self.run(self.machine.cancelled(ticket), .now)
        self.flushLater()
    }

    /// Another connection to the same server is silent.
    func suspect() {
        self.run(self.machine.suspected(), .now)
    }

    func run(_ actions: [ConnectionStateMachine.Action], _ now: Instant) {
        for action in actions { self.run(action, now) }
    }

    func run(_ action: ConnectionStateMachine.Action, _ now: Instant) {
        switch action {
        case .wait: break
        case .send(let ticket):
            if self.traffic.isOpen, let waiter = self.waiters.removeValue(forKey: ticket) {
                self.send(ticket, waiter, now)
            }
        case .abandon(let id): if self.traffic.isOpen, !self.handle.abandon(id) { self.end(.serverDown) }
        case .probe: if self.traffic.isOpen { self.probe(now) }
        case .resume(let ticket): self.waiters[ticket] = nil
        case .fail(let ticket, let failure): self.fail(ticket, failure)
        case .close: self.end(.timeout)
        }
    }

    private func send(_ ticket: Ticket, _ waiter: Waiter, _ now: Instant) {
        switch self.handle.send(waiter.request) {
        case .sent(let id):
            self.waiters[ticket] = waiter
            self.machine.sent(ticket, waiter.request.kind, as: id, deadline: waiter.deadline, now: now)
            if self.handle.socket.pending >= Self.portion { self.flush() }
        case .refused(let error):
            waiter.resume(.failure(error))
        case .broken(let code):
            waiter.resume(.failure(self.lost(waiter.request, code)))
            self.end(code)
        }
    }

    private func fail(_ ticket: Ticket, _ failure: ConnectionStateMachine.Failure) {
        guard let waiter = self.waiters.removeValue(forKey: ticket) else { return }
        waiter.resume(.failure(self.error(failure, waiter.request)))
    }

    /// Sends the smallest search there is.
    private func probe(_ now: Instant) {
        let ticket = self.traffic.ticket()
        self.machine.probing(ticket)
        self.traffic.isSuspect = true
        let search = SearchRequest(base: DistinguishedName([]), scope: .base, attributes: ["1.1"])
        let waiter = Waiter(
            request: .search(search, timeLimit: nil), deadline: now + self.plan.limits.probeTime, receiver: .probe)
        self.send(ticket, waiter, now)
        self.armSweep()
        self.flushLater()
        self.plan.onSuspicion()
    }
}

// MARK: - Errors

extension ConnectionHandler {
    private func error(_ failure: ConnectionStateMachine.Failure, _ request: Request) -> LDAPError {
        switch failure {
        case .overflow:
            LDAPError(.busy, diagnostic: "too many operations wait for \(self.plan.peer)")
        case .cancelled:
            LDAPError(.userCanceled)
        case .expiredInQueue:
            LDAPError(.timeout, diagnostic: "\(self.plan.peer) is too slow; nothing was sent")
        case .expired:
            self.lost(request, .timeout)
        case .notSent:
            LDAPError(
                .serverDown, diagnostic: "the connection to \(self.plan.peer) ended before anything was sent")
        case .lost:
            self.lost(request, .serverDown)
        case .silenced:
            self.lost(request, .timeout)
        }
    }

    private func lost(_ request: Request, _ code: ResultCode) -> LDAPError {
        let reason = code == .timeout ? "does not answer in time" : "closed the connection"
        let outcome: LDAPError.Outcome = request.leavesDoubt ? .unknown : .notApplied
        return LDAPError(code, diagnostic: "\(self.plan.peer) \(reason)", outcome: outcome)
    }
}
