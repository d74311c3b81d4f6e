/// What a new database holds: the suffix and its usual branches, the accounts and the default password policy.
struct StandardContent {
    let options: PrivateSlapd.Options

    var ldif: String {
        let name = self.options.suffix.split(separator: ",").first?.split(separator: "=").last ?? ""
        let top = """
            dn: \(self.options.suffix)
            objectClass: dcObject
            objectClass: organization
            dc: \(name)
            o: Acme


            """
        let branches = ["people", "groups", "leavers", "services", "policies"].map(self.branch)
        return ([top] + branches + self.options.accounts.map(self.account) + [self.policy]).joined()
    }

    private func branch(_ name: String) -> String {
        """
        dn: ou=\(name),\(self.options.suffix)
        objectClass: organizationalUnit
        ou: \(name)


        """
    }

    private func account(_ account: PrivateSlapd.Account) -> String {
        """
        dn: cn=\(account.name),ou=services,\(self.options.suffix)
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: \(account.name)
        userPassword: \(account.password)


        """
    }

    private var policy: String {
        guard self.options.overlays.contains(.ppolicy) else {
            return ""
        }
        return """
            dn: cn=default,ou=policies,\(self.options.suffix)
            objectClass: device
            objectClass: pwdPolicy
            cn: default
            pwdAttribute: userPassword
            pwdLockout: \(self.options.lockout ? "TRUE" : "FALSE")
            pwdMaxFailure: 5
            pwdLockoutDuration: 300
            pwdAllowUserChange: TRUE


            """
    }
}
