import Bridge
import Directories
import LDAP
import Translator

/// How people are to be disabled, with what is said of it.
struct SketchedLock: Sendable {
    /// What the file says under `active`.
    var text: String
    /// What that means.
    var activation: [Mapping.Activation]
    /// What is said of it.
    var notes: [String] = []
    /// What a reader asks for to see only those who are not disabled; nil where nobody is disabled.
    var condition: LDAP.Filter?
    /// The auxiliary class that people must have for it.
    var objectClass: String?
    /// The attribute that nothing else may write.
    var attribute: AttributeDescription?
}

/// Chooses how people are disabled: by the lock that the server has, if it keeps people out for certain, else by a mark.
struct LockChooser {
    let sketch: DirectorySketch

    private var schema: LDAP.Schema { self.sketch.schema }
    private var usage: Usage { self.sketch.people.usage }
    private var classes: [String] { self.sketch.people.population.classes }

    /// The way that is provable on this server.
    var lock: SketchedLock {
        switch self.sketch.dialect?.accountLock {
        case .passwordPolicy?: self.passwordPolicy ?? self.mark(["\(Self.noLock)\(self.wayToLock)"])
        case let lock?: self.named(lock)
        case nil: self.known ?? self.mark([Self.noLock])
        }
    }

    private static let noLock =
        "No lock of this directory keeps people out for certain, as far as this account sees, so disabled people are only marked: "
        + "the directory itself still lets them in. Have whoever reads it leave them out (see reader)."

    /// `ppolicy-lock`, if a lock is proved to have an effect.
    private var passwordPolicy: SketchedLock? {
        guard self.sketch.lockout == .holds else { return nil }
        var lock = self.named(.passwordPolicy)
        lock.notes.append("That a lock keeps people out is proved: every password policy has pwdLockout TRUE.")
        return lock
    }

    /// What would make `ppolicy-lock` provable.
    private var wayToLock: String {
        guard self.schema.attributeType("pwdAccountLockedTime") != nil else {
            return
                " Load the overlay ppolicy with a default policy that has pwdLockout TRUE, and `{ strategy: ppolicy-lock }` locks."
        }
        if let policy = self.sketch.tally.policies.first, self.sketch.tally.policies.count == 1 {
            return
                " If \(policy) is the default policy (ppolicy_default, olcPPolicyDefault) and has pwdLockout TRUE, write "
                + "{ strategy: ppolicy-lock, default_policy: \(YAMLText.quoted("\(policy)")) } instead, and they are locked out."
        }
        if case .fails(let problems)? = self.sketch.lockout, let first = problems.first { return " " + first.reason }
        return ""
    }

    private func named(_ lock: AccountLock) -> SketchedLock {
        let condition: LDAP.Filter =
            switch lock {
            case .passwordPolicy: .not(.equal("pwdAccountLockedTime", "000001010000Z"))
            case .nsAccountLock: .not(.equal("nsAccountLock", "TRUE"))
            case .userAccountControl:
                .not(
                    .extensible(attribute: "userAccountControl", rule: "1.2.840.113556.1.4.803", value: "2"))
            case .msDSUserAccountDisabled: .not(.equal("msDS-UserAccountDisabled", "TRUE"))
            case .loginDisabled: .not(.equal("loginDisabled", "TRUE"))
            case .dsPwpAccountDisabled: .not(.equal("ds-pwp-account-disabled", "TRUE"))
            case .ibmPwdAccountLocked: .not(.equal("ibm-pwdAccountLocked", "TRUE"))
            case .orclIsEnabled: .not(.equal("orclIsEnabled", "DISABLED"))
            }
        return SketchedLock(
            text: "{ strategy: \(lock.rawValue) }", activation: [Mapping.Activation(lock)], condition: condition)
    }

    /// The lock of a server of an unknown kind, by the attribute that its schema has for it.
    private var known: SketchedLock? {
        let attributes: [(AttributeDescription, AccountLock)] = [
            ("nsAccountLock", .nsAccountLock), ("ds-pwp-account-disabled", .dsPwpAccountDisabled),
            ("loginDisabled", .loginDisabled), ("ibm-pwdAccountLocked", .ibmPwdAccountLocked),
            ("orclIsEnabled", .orclIsEnabled),
        ]
        return attributes.first { self.schema.attributeType($0.0) != nil }.map { self.named($0.1) }
    }

    /// A mark in an attribute that nobody uses: the end of a POSIX account, or else a word.
    private func mark(_ notes: [String]) -> SketchedLock {
        if let end = self.endOfAccount(notes) { return end }
        let allowed = self.schema.allowed(by: self.classes)
        let free = AttributeCandidates.marks.first { attribute in
            allowed.contains { self.schema.areSame($0, attribute) } && self.usage[attribute].holders == 0
                && self.schema.equality(of: attribute) != nil
        }
        guard let free else {
            return SketchedLock(
                text: "[]", activation: [],
                notes: notes + ["No attribute was free for a mark either: nobody is disabled until you say how."])
        }
        return SketchedLock(
            text: "{ strategy: attribute, attribute: \(free), inactive: disabled }",
            activation: [.attribute(free, active: nil, inactive: "disabled")], notes: notes,
            condition: .not(.equal(free, "disabled")), attribute: free)
    }

    private func endOfAccount(_ notes: [String]) -> SketchedLock? {
        let all = Set(self.schema.withSuperclasses(self.classes).map { $0.name.lowercased() })
        guard all.contains("posixaccount"), self.schema.objectClass("shadowAccount") != nil,
            self.usage["shadowExpire"].holders == 0
        else { return nil }
        return SketchedLock(
            text: "{ strategy: attribute, attribute: shadowExpire, until: days }",
            activation: [.until("shadowExpire", .days)],
            notes: notes + ["Logins on POSIX machines (pam, sssd) refuse an account whose shadowExpire is over."],
            condition: .not(.lessOrEqual("shadowExpire", "1")), objectClass: "shadowAccount", attribute: "shadowExpire")
    }
}
