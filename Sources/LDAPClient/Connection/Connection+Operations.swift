import LDAP

// What the state machine decides is done here.
extension Connection {
    typealias Instant = ContinuousClock.Instant

    func run(_ actions: [ConnectionStateMachine.Action], _ now: Instant) {
        for action in actions { self.run(action, now) }
    }

    func run(_ action: ConnectionStateMachine.Action, _ now: Instant) {
        switch action {
        case .wait: break
        case .send, .abandon, .probe: if self.traffic.isOpen { self.send(action, now) }
        case .resume(let ticket): self.waiters[ticket] = nil
        case .fail(let ticket, let failure): self.fail(ticket, failure)
        case .close: self.shutDown(.timeout, now)
        }
    }

    /// Does what needs the handle, which a broken connection must not use again.
    private func send(_ action: ConnectionStateMachine.Action, _ now: Instant) {
        switch action {
        case .send(let ticket): self.send(ticket, now)
        case .abandon(let id): if !self.handle.abandon(id) { self.shutDown(.serverDown, now) }
        case .probe: self.probe(now)
        case .wait, .resume, .fail, .close: break
        }
    }

    /// Sends what may be sent.
    func pump(_ now: Instant) {
        while let action = self.machine.next() { self.run(action, now) }
        if self.isRetiring && self.machine.isIdle { self.shutDown(.userCanceled, now) }
    }

    private func send(_ ticket: Ticket, _ now: Instant) {
        guard let waiter = self.waiters[ticket] else { return }
        let deadline = waiter.deadline
        switch self.handle.send(waiter.request) {
        case .sent(let id, let isComplete):
            let kind = waiter.request.kind
            self.machine.sent(ticket, kind, as: id, deadline: deadline, isComplete: isComplete, now: now)
            if !isComplete { self.sources.watchWriting() }
        case .busy:
            self.machine.blocked(ticket, deadline: deadline)
            self.sources.watchWriting()
        case .refused(let error):
            self.waiters.removeValue(forKey: ticket)?.resume(.failure(error))
        case .broken(let code):
            self.waiters.removeValue(forKey: ticket)?.resume(.failure(self.lost(waiter.request, code)))
            self.shutDown(code, now)
        }
    }

    private func fail(_ ticket: Ticket, _ failure: ConnectionStateMachine.Failure) {
        guard let waiter = self.waiters.removeValue(forKey: ticket) else { return }
        waiter.resume(.failure(self.error(failure, waiter.request)))
    }

    private func probe(_ now: Instant) {
        let ticket = self.traffic.ticket()
        self.machine.probing(ticket)
        self.traffic.isSuspect = true
        self.waiters[ticket] = self.sign(before: now + self.limits.probeTime)
        self.send(ticket, now)
        self.sources.armSweep()
        self.onSuspicion()
    }

    /// Sends the smallest search there is; false while an earlier request is half written.
    func ping(_ now: Instant) -> Bool {
        let waiter = self.sign(before: now + self.limits.timeout)
        switch self.handle.send(waiter.request) {
        case .busy:
            return false
        case .refused:
            return true
        case .broken(let code):
            self.shutDown(code, now)
            return false
        case .sent(let id, let isComplete):
            let ticket = self.traffic.ticket()
            self.waiters[ticket] = waiter
            self.machine.sent(ticket, .read, as: id, deadline: waiter.deadline, isComplete: isComplete, now: now)
            return isComplete
        }
    }

    private func sign(before deadline: Instant) -> Waiter {
        let search = SearchRequest(base: DistinguishedName([]), scope: .base, attributes: ["1.1"])
        return Waiter(request: .search(search, timeLimit: nil), deadline: deadline, receiver: .probe)
    }
}

// MARK: - Errors

extension Connection {
    private func error(_ failure: ConnectionStateMachine.Failure, _ request: Request) -> LDAPError {
        switch failure {
        case .overflow:
            LDAPError(.busy, diagnostic: "too many operations wait for \(self.server)")
        case .cancelled:
            LDAPError(.userCanceled)
        case .expiredInQueue:
            LDAPError(.timeout, diagnostic: "\(self.server) is too slow; nothing was sent")
        case .expired:
            self.lost(request, .timeout)
        case .notSent:
            LDAPError(.serverDown, diagnostic: "the connection to \(self.server) ended before anything was sent")
        case .lost:
            self.lost(request, .serverDown)
        case .silenced:
            self.lost(request, .timeout)
        }
    }

    private func lost(_ request: Request, _ code: ResultCode) -> LDAPError {
        let reason = code == .timeout ? "does not answer in time" : "closed the connection"
        let outcome: LDAPError.Outcome = request.leavesDoubt ? .unknown : .notApplied
        return LDAPError(code, diagnostic: "\(self.server) \(reason)", outcome: outcome)
    }
}
