import Encodings

extension PrivateSamba {
    /// How a private Samba is laid out.
    public struct Options: Sendable {
        /// The folder that holds everything; a domain that is in it already is used as it is.
        public var folder: String
        /// The bridge's account, which is one of the Account Operators.
        public var account = ServiceAccount(name: "starbridge", password: "Starbridge-secret1!", isUnlimited: false)
        /// LDIF records that follow the usual branches and the account.
        public var content = ""
        /// The administrator's password.
        public var rootPassword = "Adm1n-secret!"

        /// The usual options, in a folder.
        public init(folder: String) {
            self.folder = folder
        }
    }
}

extension PrivateSamba.Options {
    /// The name of the topmost entry.
    public var suffix: String { "DC=acme,DC=example" }
    /// The name of the bridge's account.
    public var accountDN: String { "CN=\(self.account.name),CN=Users,\(self.suffix)" }

    /// What a new domain gets, as LDIF.
    var ldif: String {
        let units = ["people", "groups", "leavers"].map { name in
            "dn: OU=\(name),\(self.suffix)\nobjectClass: organizationalUnit\nou: \(name)\n\n"
        }
        let account = """
            dn: \(self.accountDN)
            objectClass: user
            sAMAccountName: \(self.account.name)
            userAccountControl: 512
            clearTextPassword:: \(Self.base64(utf16: self.account.password))


            """
        return units.joined() + account + self.content
    }

    /// What is changed in it afterwards, as LDIF: new passwords may be changed at once.
    var changes: String {
        """
        dn: CN=Account Operators,CN=Builtin,\(self.suffix)
        changetype: modify
        add: member
        member: \(self.accountDN)

        dn: \(self.suffix)
        changetype: modify
        replace: minPwdAge
        minPwdAge: 0

        """
    }

    /// The Base64 text (RFC 4648 section 4) of a text as UTF-16, lower bytes first.
    private static func base64(utf16 text: String) -> String {
        text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }.base64
    }
}
