import Directories
import LDAP
import SCIM
import Translator

/// Lets a write begin where the directory is known to carry it out.
struct WriteClearance {
    private let work: Work
    private var book: Rulebook { self.work.book }
    private var clearance: Clearance? { self.work.shared.options.clearance }

    init(_ work: Work) {
        self.work = work
    }

    /// Lets a write begin where the directory is known to carry it out; `entry` is the one that is there, if any.
    /// - Throws: 503 with the reason, also where the account is to be disabled and a lock would keep nobody out.
    func clear(_ revision: Revision, over entry: Entry?) async throws(SCIMError) {
        try self.clearance?.demand([.mapping, .base], of: self.book.mapping.section)
        guard try self.book.planner.activeWish(of: revision) == false else { return }
        try await self.clearGrounds(of: entry)
    }

    /// Lets a deletion begin where the directory is known to carry it out: one that keeps the entry locks the account.
    /// - Throws: 503 with the reason.
    func clearDeletion(of entry: Entry) async throws(SCIMError) {
        guard self.book.mapping.graveyard != nil else {
            try self.clearance?.demand([.mapping, .base], of: self.book.mapping.section)
            return
        }
        try self.clearance?.demand([.mapping, .base, .trash], of: self.book.mapping.section)
        try await self.clearGrounds(of: entry)
    }

    /// Looks whether what the strategies of `active` need is true for an entry.
    private func clearGrounds(of entry: Entry?) async throws(SCIMError) {
        for ground in self.book.mapping.grounds {
            switch ground {
            case .lockout(let ownPolicy, defaultPolicy: _): try await self.clearLock(of: entry, ownPolicy: ownPolicy)
            case .group, .bases: try self.clearance?.demand([.places], of: self.book.mapping.section)
            }
        }
    }

    /// Looks whether the policy that holds for the entry gives a lock its effect: its own, or else the default.
    ///
    /// A default that is not known is told by the check; one that is known is asked each time, and is right before the next check
    /// is.
    private func clearLock(of entry: Entry?, ownPolicy: AttributeDescription) async throws(SCIMError) {
        let own = entry?[ownPolicy].first?.text.map { DistinguishedName(server: $0) }
        let usual = self.clearance?.report(of: self.book.mapping.section).defaultPolicy
        guard let policy = own ?? usual else {
            try self.clearance?.demand([.lockout], of: self.book.mapping.section)
            return
        }
        let found: PasswordPolicy?
        do {
            found = try await PasswordPolicy.read(policy, in: self.work.directory, self.book.dialect)
        } catch {
            throw self.work.refusal(error, of: policy)
        }
        if found?.locks == true { return }
        throw .unavailable(
            "Nothing was written: \(entry.map { "\($0.dn)" } ?? "a new entry") is under the password policy \(policy), "
                + (found?.complaint ?? "which does not exist or is hidden from the bridge's account")
                + ", so a lock would keep nobody out. Set pwdLockout: TRUE there; the call is good then.",
            retryAfter: 60
        )
    }
}
