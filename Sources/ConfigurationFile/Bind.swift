public import LDAP

extension Settings {
    /// How the bridge makes itself known to the directory.
    public enum Bind: Sendable {
        /// By a name and the password in a file, which is read anew for every bind.
        case simple(dn: DistinguishedName, passwordFile: String)
        /// By the rights of the process on a Unix socket (SASL EXTERNAL, RFC 4422 appendix A).
        case external

        /// The bridge's account, if it binds by name.
        public var account: DistinguishedName? {
            if case .simple(let dn, passwordFile: _) = self { dn } else { nil }
        }
    }
}

extension Settings.Bind {
    init?(section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        if let method = section.text("method") {
            guard method == "external" else {
                section.report("directory.bind.method can only be external", at: section.mark(of: "method"))
                return nil
            }
            self = .external
            return
        }
        self.init(account: section)
    }

    /// Reads a name and a password file.
    init?(account section: ConfigurationSection) {
        let dn = section.requiredParsed("dn", ConfiguredValue.name)
        let passwordFile = section.requiredParsed("password_file", Secrets.expanded)
        guard let dn, let passwordFile else { return nil }
        FileExamination(of: section).look("password_file", passwordFile) { file throws(ConfigurationReason) in
            try file.checkPassword()
        }
        self = .simple(dn: dn, passwordFile: passwordFile)
    }
}
