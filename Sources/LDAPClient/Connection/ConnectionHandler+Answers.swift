import LDAP
import Logging

// What has come from the server.
extension ConnectionHandler {
    /// Takes every whole message out of what has come.
    func drain() {
        let now = ContinuousClock.now
        while self.traffic.isOpen {
            switch self.handle.receive() {
            case .nothing: return
            case .broken(let code): self.end(code)
            case .message(let message):
                self.machine.heard(now: now)
                self.deliver(message)
            }
        }
    }

    private func deliver(_ message: borrowing Message) {
        guard message.id != 0 else {
            // Only a notice of disconnection is unsolicited (RFC 4511 section 4.4.1).
            self.end(.serverDown)
            return
        }
        switch message.kind {
        case .entry: self.deliverEntry(message)
        case .reference: self.passReference(message)
        case .intermediate: break
        case .extended, .result: self.finish(message)
        }
    }

    private func deliverEntry(_ message: borrowing Message) {
        guard let ticket = self.machine.ticket(of: message.id), let waiter = self.waiters[ticket] else { return }
        do {
            waiter.entries.append(try self.handle.entry(of: message))
        } catch {
            self.waiters[ticket] = nil
            waiter.resume(.failure(error))
        }
    }

    /// Passes over what lies on another server (RFC 4511 section 4.5.3): it does not exist for who does not follow.
    ///
    /// Active Directory sends three references with every search at the domain's root.
    private func passReference(_ message: borrowing Message) {
        if self.hasPassedReference { return }
        self.hasPassedReference = true
        let urls = self.handle.references(of: message).joined(separator: ", ")
        self.plan.logger.notice(
            "A part of the directory is on another server and is not searched.", metadata: ["referral": "\(urls)"])
    }

    private func finish(_ message: borrowing Message) {
        guard case .resume(let ticket) = self.machine.answered(message.id),
            let waiter = self.waiters.removeValue(forKey: ticket)
        else { return }
        if case .probe = waiter.receiver { self.traffic.isSuspect = false }
        do {
            let result = try self.handle.result(of: message)
            waiter.resume(Self.reply(to: waiter, with: result, isExtended: message.kind == .extended))
        } catch {
            waiter.resume(.failure(error))
        }
    }

    private static func reply(
        to waiter: Waiter, with result: OperationResult, isExtended: Bool
    ) -> Result<Reply, LDAPError> {
        var isExpected = !isExtended
        if case .extended = waiter.request { isExpected = true }
        guard result.code == .success else {
            let error = LDAPError(
                result.code, diagnostic: waiter.request.carriesSecret ? "" : result.diagnostic,
                matchedDN: result.matchedDN, referrals: result.referrals)
            return .failure(error)
        }
        guard isExpected else {
            let reason = "the server ended the operation with an extended response"
            return .failure(LDAPError(.protocolError, diagnostic: reason))
        }
        return .success(Reply(entries: waiter.entries, controls: result.controls, value: result.value))
    }
}
