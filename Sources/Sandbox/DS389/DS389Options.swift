extension PrivateDS389 {
    /// How a private 389 Directory Server is laid out.
    public struct Options: Sendable {
        /// The folder that holds everything, which is made.
        public var folder: String
        /// The name of the topmost entry.
        public var suffix = "dc=acme,dc=example"
        /// The port of `ldap://` on 127.0.0.1: 0 takes a free one.
        public var port = 0
        /// The port of `ldaps://` on 127.0.0.1: 0 takes a free one, nil offers no TLS, StartTLS included.
        public var ldapsPort: Int?
        /// The plug-ins that are switched on beside those that the package switches on.
        public var plugins: Set<Plugin> = [.memberOf, .referentialIntegrity, .uniqueness]
        /// The attributes that are indexed for equality and presence beside those that the package indexes.
        public var indexes = ["displayName", "employeeNumber", "labeledURI", "nsAccountLock", "entryUUID", "manager"]
        /// How many entries a search by an ordinary account may return.
        public var sizeLimit = 2000
        /// How many entries a search by an ordinary account may look at where no index leads to them.
        public var lookThroughLimit = 5000
        /// Accounts below `ou=services`; the first is the bridge's.
        public var accounts: [ServiceAccount] = [.starbridge]
        /// LDIF records that follow the usual branches and accounts.
        public var content = ""
        /// The password of the directory manager.
        public var rootPassword = "root-secret"

        /// The usual options, in a folder.
        public init(folder: String) {
            self.folder = folder
        }
    }

    /// The plug-ins that can be switched on.
    public enum Plugin: Sendable, CaseIterable {
        /// Keeps `memberOf`.
        case memberOf
        /// Takes references along when an entry is renamed or deleted.
        case referentialIntegrity
        /// Keeps `uid` and `mail` unique among people.
        case uniqueness
        /// Counts writes in `entryusn`.
        case updateSequenceNumbers
    }
}

extension PrivateDS389.Options {
    /// The name that `dscreate` gives the directory manager too.
    static let rootDN = "cn=Directory Manager"

    /// The bridge writes people, groups and leavers, and what else the tests have for it; everybody looks at what they need.
    var accessRules: [String] {
        let account = "userdn=\"ldap:///cn=starbridge,ou=services,\(self.suffix)\""
        let writes = ["people", "groups", "leavers", "elsewhere"].map {
            "(target=\"ldap:///ou=\($0),\(self.suffix)\")(targetattr=\"*\")"
                + "(version 3.0; acl \"bridge writes \($0)\"; allow (all) \(account);)"
        }
        return writes + [
            "(targetattr!=\"userPassword\")"
                + "(version 3.0; acl \"all read\"; allow (read,search,compare) userdn=\"ldap:///all\";)"
        ]
    }

    /// The whole content as LDIF.
    var ldif: String {
        StandardContent(
            suffix: self.suffix, accounts: self.accounts, policyLockout: nil,
            topLines: self.accessRules.map { "aci: \($0)" }
        ).ldif + self.content
    }
}
