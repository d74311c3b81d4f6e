import LDAP

extension Mapping {
    /// One way in which a directory says that an account is disabled.
    public enum Activation: Sendable, Hashable {
        /// A password policy lock without an end (`pwdAccountLockedTime: 000001010000Z`); a lock that ends by itself, after
        /// wrong passwords, disables nobody.
        case passwordPolicyLock
        /// A value of an attribute; nil stands for an attribute that is absent.
        case attribute(LDAP.AttributeDescription, active: String?, inactive: String?)
    }
}

extension Mapping.Activation {
    /// The value of `pwdAccountLockedTime` that stands for a lock without an end.
    public static let permanentLock: AttributeValue = "000001010000Z"

    /// The attribute that says whether an account is disabled.
    public var attribute: LDAP.AttributeDescription {
        switch self {
        case .passwordPolicyLock: "pwdAccountLockedTime"
        case .attribute(let description, active: _, inactive: _): description
        }
    }

    /// The value that enables an account; nil where the attribute is removed to do so.
    public var activeValue: AttributeValue? {
        switch self {
        case .passwordPolicyLock: nil
        case .attribute(_, let active, inactive: _): active.map { AttributeValue($0) }
        }
    }

    /// The value that disables an account; nil where the attribute is removed to do so.
    public var inactiveValue: AttributeValue? {
        switch self {
        case .passwordPolicyLock: Self.permanentLock
        case .attribute(_, active: _, let inactive): inactive.map { AttributeValue($0) }
        }
    }
}
