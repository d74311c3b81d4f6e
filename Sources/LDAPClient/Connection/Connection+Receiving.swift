import LDAP
import Logging

// The socket is readable or writable, or time went by.
extension Connection {
    /// Takes everything that has come, also what TLS decrypted and the socket no longer shows.
    func drain() {
        let now = ContinuousClock.now
        defer { self.wakeAnswered() }
        while !self.isPaused && self.traffic.isOpen {
            switch self.handle.receive() {
            case .nothing:
                self.pump(now)
                return
            case .broken(let code):
                self.shutDown(code, now)
            case .message(let message):
                self.machine.heard(now: now)
                self.deliver(message, now)
            }
        }
        self.pump(now)
    }

    /// One wake-up of the thread that runs them serves them all.
    private func wakeAnswered() {
        guard !self.answered.isEmpty else { return }
        for (waiter, result) in self.answered { waiter.resume(result) }
        self.answered.removeAll(keepingCapacity: true)
    }

    /// The socket takes bytes again.
    ///
    /// libldap does not tell when a half-written request is out, but it refuses another one until then.
    func write() {
        self.drain()
        guard self.traffic.isOpen else { return }
        let now = ContinuousClock.now
        guard self.ping(now) else { return }
        self.machine.written()
        self.sources.isWriting = false
        self.pump(now)
    }

    /// Ends what takes too long.
    func sweep(_ now: Instant) {
        self.sources.swept()
        self.run(self.machine.swept(now: now), now)
        self.pump(now)
        if !self.machine.isIdle { self.sources.armSweep() }
    }

    /// The reader of a stream has room again.
    func proceed(_ now: Instant) {
        guard self.isPaused else { return }
        self.isPaused = false
        if let id = self.pausedStream.take() { self.machine.postpone(id, to: now + self.limits.timeout) }
        self.sources.isReading = true
        self.drain()
        self.sources.arm()
    }

    /// A reader that takes its time has all the time it wants.
    private func pause(_ id: Int32, _ now: Instant) {
        self.isPaused = true
        self.pausedStream = id
        self.machine.postpone(id, to: now + .seconds(1_000_000_000))
        self.sources.isReading = false
    }
}

// MARK: - Messages

extension Connection {
    private func deliver(_ message: borrowing Message, _ now: Instant) {
        guard message.id != 0 else {
            // Only a notice of disconnection is unsolicited (RFC 4511 section 4.4.1).
            self.shutDown(.serverDown, now)
            return
        }
        switch message.kind {
        case .entry: self.deliverEntry(message, now)
        case .reference: self.passReference(message)
        case .intermediate: break
        case .extended, .result: self.finish(message)
        }
    }

    private func deliverEntry(_ message: borrowing Message, _ now: Instant) {
        guard let ticket = self.machine.ticket(of: message.id), let receiver = self.waiters[ticket]?.receiver else {
            return
        }
        do {
            let entry = try self.handle.entry(of: message)
            guard case .stream(let buffer) = receiver else {
                self.waiters[ticket]?.entries.append(entry)
                return
            }
            self.machine.postpone(message.id, to: now + self.limits.timeout)
            if !buffer.append(entry) { self.pause(message.id, now) }
        } catch {
            self.waiters.removeValue(forKey: ticket)?.resume(.failure(error))
        }
    }

    /// Passes over what lies on another server (RFC 4511 section 4.5.3): it does not exist for who does not follow.
    ///
    /// Active Directory sends three references with every search at the domain's root.
    private func passReference(_ message: borrowing Message) {
        if self.hasPassedReference { return }
        self.hasPassedReference = true
        let urls = self.handle.references(of: message).joined(separator: ", ")
        self.logger.notice(
            "A part of the directory is on another server and is not searched.", metadata: ["referral": "\(urls)"])
    }

    private func finish(_ message: borrowing Message) {
        guard case .resume(let ticket) = self.machine.answered(message.id),
            let waiter = self.waiters.removeValue(forKey: ticket)
        else { return }
        if case .probe = waiter.receiver { self.traffic.isSuspect = false }
        do {
            let outcome = try self.handle.outcome(of: message)
            self.answered.append((waiter, Self.result(of: outcome, for: waiter, isExtended: message.kind == .extended)))
        } catch {
            waiter.resume(.failure(error))
        }
    }

    private static func result(of outcome: Outcome, for waiter: Waiter, isExtended: Bool) -> Result<Reply, LDAPError> {
        var isExpected = !isExtended
        if case .extended = waiter.request { isExpected = true }
        guard outcome.code == .success else {
            let error = LDAPError(
                outcome.code, diagnostic: waiter.request.carriesSecret ? "" : outcome.diagnostic,
                matchedDN: outcome.matchedDN, referrals: outcome.referrals)
            return .failure(error)
        }
        guard isExpected else {
            let reason = "the server ended the operation with an extended response"
            return .failure(LDAPError(.protocolError, diagnostic: reason))
        }
        return .success(Reply(entries: waiter.entries, controls: outcome.controls, value: outcome.value))
    }
}
