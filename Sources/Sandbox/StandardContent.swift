/// What a new database holds: the suffix and its usual branches, the accounts and the default password policy.
struct StandardContent {
    let suffix: String
    let accounts: [ServiceAccount]
    /// `pwdLockout` of the default policy; nil where the server has no such policies.
    let policyLockout: Bool?
    /// Further lines of the topmost entry.
    var topLines: [String] = []

    var ldif: String {
        let name = self.suffix.split(separator: ",").first?.split(separator: "=").last ?? ""
        let top = """
            dn: \(self.suffix)
            objectClass: dcObject
            objectClass: organization
            dc: \(name)
            o: Acme

            """
        let branches = ["people", "groups", "leavers", "services", "policies"].map(self.branch)
        let beginning = [top] + self.topLines.map { $0 + "\n" } + ["\n"]
        return (beginning + branches + self.accounts.map(self.account) + [self.policy]).joined()
    }

    private func branch(_ name: String) -> String {
        """
        dn: ou=\(name),\(self.suffix)
        objectClass: organizationalUnit
        ou: \(name)


        """
    }

    private func account(_ account: ServiceAccount) -> String {
        """
        dn: cn=\(account.name),ou=services,\(self.suffix)
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: \(account.name)
        userPassword: \(account.password)


        """
    }

    private var policy: String {
        guard let lockout = self.policyLockout else {
            return ""
        }
        return """
            dn: cn=default,ou=policies,\(self.suffix)
            objectClass: device
            objectClass: pwdPolicy
            cn: default
            pwdAttribute: userPassword
            pwdLockout: \(lockout ? "TRUE" : "FALSE")
            pwdMaxFailure: 5
            pwdLockoutDuration: 300
            pwdAllowUserChange: TRUE


            """
    }
}
