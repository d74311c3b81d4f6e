import Directories
import LDAP

/// A lock in an attribute that servers of one kind have for it, with one value or none.
///
/// An account that is active in whatever way is left as it is.
struct LockAttribute: ValueStrategy {
    var state: StateAttribute

    /// `locked` is the value that locks, and `open` what is written in its place to unlock; nil where it is only taken away.
    ///
    /// These servers take the values in any case.
    init(_ name: AttributeDescription, locked: StateWords, open: StateWords) {
        self.state = StateAttribute(
            name, active: open, inactive: locked, absent: .active, isExclusive: true, comparedBy: .caseIgnore)
    }

    var attributesOfBothStates: [AttributeDescription] { [] }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] {
        if self.state.isDisabled(entry) != isActive { return [] }
        return [Attribute(self.state.name, values: self.state.values(isActive: isActive, over: entry[self.state.name]))]
    }

    var complaintIfUnknown: String {
        "active uses \(self.state.name), which this directory does not know: choose the strategy of its kind, or another one."
    }
}

extension Mapping.Activation {
    /// The lock that servers of some kind have.
    public init(_ lock: AccountLock) {
        self =
            switch lock {
            case .passwordPolicy: .passwordPolicyLock
            case .nsAccountLock: Self("nsAccountLock", locked: "TRUE", open: nil)
            case .userAccountControl: Self(UserAccountControl())
            case .msDSUserAccountDisabled: Self("msDS-UserAccountDisabled", locked: "TRUE", open: "FALSE")
            case .loginDisabled: Self("loginDisabled", locked: "TRUE", open: "FALSE")
            case .dsPwpAccountDisabled: Self("ds-pwp-account-disabled", locked: "TRUE", open: nil)
            case .ibmPwdAccountLocked: Self("ibm-pwdAccountLocked", locked: "TRUE", open: "FALSE")
            case .orclIsEnabled: Self("orclIsEnabled", locked: "DISABLED", open: "ENABLED")
            }
    }

    private init(_ name: AttributeDescription, locked: StateWords, open: StateWords) {
        self.init(LockAttribute(name, locked: locked, open: open))
    }
}
