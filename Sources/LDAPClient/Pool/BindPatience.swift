import LDAP

/// When a bind may be tried: for all connections of the process, whatever they are for, and all servers together.
///
/// One bind is under way at a time, so that a password that has just become wrong is tried once and not by every connection. After
/// a refused bind the same password is tried again only after a pause; another password is tried at once.
///
/// | refused binds with this password | the next after |
/// |---|---|
/// | 1, 2 | 15 minutes |
/// | 3 and more | 1 hour |
struct BindPatience {
    typealias Instant = ContinuousClock.Instant

    /// What somebody who wants to bind is to do.
    enum Verdict: Equatable {
        /// Bind, and tell how it ended.
        case bind
        /// Ask again when the bind under way has ended.
        case wait
        /// Do not bind before then, unless the password changes.
        case refuse(until: Instant)
    }

    /// How a bind ended.
    enum End {
        case accepted
        /// The directory refuses the account or its password.
        case refused
        /// Nobody knows, or the server's reason was another one.
        case undecided
    }

    private struct Refusal {
        var password: PasswordPrint
        var count: Int
        var last: Instant

        var next: Instant { self.last + (self.count < 3 ? .seconds(15 * 60) : .seconds(60 * 60)) }
    }

    /// The latest refusal, until a bind is accepted.
    private var refusal: Refusal?
    /// Whether a bind is under way.
    private(set) var isBinding = false

    /// What would be said now to somebody who wants to bind with this password.
    func verdict(on password: PasswordPrint, now: Instant) -> Verdict {
        if let refusal, refusal.password == password, now < refusal.next { return .refuse(until: refusal.next) }
        return self.isBinding ? .wait : .bind
    }

    /// Decides whether a bind with this password may begin now, and notes that it does.
    mutating func begin(_ password: PasswordPrint, now: Instant) -> Verdict {
        let verdict = self.verdict(on: password, now: now)
        if verdict == .bind { self.isBinding = true }
        return verdict
    }

    /// Notes how the bind under way has ended.
    ///
    /// One without an answer may have been counted by the server: where the password is in doubt it is the attempt of this pause.
    mutating func end(_ end: End, _ password: PasswordPrint, now: Instant) {
        self.isBinding = false
        let known = self.refusal?.password == password ? self.refusal : nil
        switch end {
        case .accepted: self.refusal = nil
        case .refused: self.refusal = Refusal(password: password, count: (known?.count ?? 0) + 1, last: now)
        case .undecided: if known != nil { self.refusal?.last = now }
        }
    }
}

/// Tells one password from another without keeping it; the same password of another account, or for other servers, is another one.
struct PasswordPrint: Equatable {
    private let hash: Int

    init(_ password: [UInt8], of account: String = "", at servers: [ServerURL] = []) {
        // Seeded anew in every process.
        var hasher = Hasher()
        hasher.combine(password)
        hasher.combine(account)
        hasher.combine(servers)
        self.hash = hasher.finalize()
    }
}
