import Directories
import LDAP

/// `ppolicy-lock`: a password policy lock without an end (draft-behera-ldap-password-policy).
///
/// A lock that ends by itself, after wrong passwords, disables nobody.
struct PasswordPolicyLock: ValueStrategy {
    var state = StateAttribute("pwdAccountLockedTime", active: nil, inactive: "000001010000Z")
    /// The policy of everybody whose entry names no other, where the configuration says which it is.
    var defaultPolicy: LDAP.DistinguishedName?

    private static let ownPolicy: AttributeDescription = "pwdPolicySubentry"

    /// Whether the lock keeps a person out is a matter of the person's own policy, if there is one.
    var attributesOfGround: [AttributeDescription] { [Self.ownPolicy] }

    var ground: ActivationGround? { .lockout(ownPolicy: Self.ownPolicy, defaultPolicy: self.defaultPolicy) }

    /// All at once, so that a lock after wrong passwords gives way to this one whenever it came.
    var manner: EntryDraft.Manner { .whole }

    /// OpenLDAP removes the lock when a password is written.
    func restatement(isActive: Bool, on dialect: Dialect) -> [Attribute] {
        if !dialect.passwordWriteUnlocks { return [] }
        return [Attribute(self.state.name, values: isActive ? [] : [Mapping.Activation.permanentLock])]
    }

    var complaintIfUnknown: String {
        "active uses ppolicy-lock, but the directory has no \(self.state.name): load the ppolicy overlay with a default policy "
            + "that has pwdLockout TRUE, or choose another strategy."
    }
}

extension Mapping.Activation {
    /// The value of `pwdAccountLockedTime` that stands for a lock without an end.
    public static let permanentLock: AttributeValue = "000001010000Z"

    /// A lock without an end, under whichever policy is the default.
    public static let passwordPolicyLock = Mapping.Activation.passwordPolicyLock(defaultPolicy: nil)

    /// A lock without an end (`pwdAccountLockedTime: 000001010000Z`); `defaultPolicy` is the policy of everybody whose entry
    /// names no other.
    public static func passwordPolicyLock(defaultPolicy: LDAP.DistinguishedName?) -> Mapping.Activation {
        Mapping.Activation(PasswordPolicyLock(defaultPolicy: defaultPolicy))
    }
}
