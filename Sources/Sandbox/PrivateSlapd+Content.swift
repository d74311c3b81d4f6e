extension PrivateSlapd.Options {
    /// The suffix and its usual branches.
    var standardLDIF: String {
        let name = self.suffix.split(separator: ",").first?.split(separator: "=").last ?? ""
        let top = """
            dn: \(self.suffix)
            objectClass: dcObject
            objectClass: organization
            dc: \(name)
            o: Acme


            """
        let branches = ["people", "groups", "leavers", "services", "policies"].map(self.branch)
        return ([top] + branches + self.accounts.map(self.account) + [self.policy]).joined()
    }

    private func branch(_ name: String) -> String {
        """
        dn: ou=\(name),\(self.suffix)
        objectClass: organizationalUnit
        ou: \(name)


        """
    }

    private func account(_ account: PrivateSlapd.Account) -> String {
        """
        dn: cn=\(account.name),ou=services,\(self.suffix)
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: \(account.name)
        userPassword: \(account.password)


        """
    }

    private var policy: String {
        guard self.overlays.contains(.ppolicy) else {
            return ""
        }
        return """
            dn: cn=default,ou=policies,\(self.suffix)
            objectClass: device
            objectClass: pwdPolicy
            cn: default
            pwdAttribute: userPassword
            pwdLockout: \(self.lockout ? "TRUE" : "FALSE")
            pwdMaxFailure: 5
            pwdLockoutDuration: 300
            pwdAllowUserChange: TRUE


            """
    }
}
