import LDAP

extension Dialect {
    /// Whether the answer to a write says that the server takes none: it is a replica, or was set to be read only.
    public func takesNoWrites(_ error: LDAPError) -> Bool {
        switch error.code {
        case .referral: true
        case .unwillingToPerform: self.readOnlyTexts.contains { error.diagnostic.contains($0) }
        default: false
        }
    }
}
