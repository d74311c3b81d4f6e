extension Change {
    /// The attributes whose values are never printed.
    public static let secretAttributes: Set<AttributeDescription> = [
        "userPassword", "unicodePwd", "authPassword", "pwdHistory", "dBCSPwd", "sambaNTPassword", "sambaLMPassword",
        "sambaPasswordHistory", "krbPrincipalKey", "krb5Key", "ipaNTHash", "ipatokenOTPkey", "passwordHistory",
        "ntPwdHistory", "lmPwdHistory", "supplementalCredentials", "olcRootPW", "nsslapd-rootpw", "clearTextPassword",
        "userPKCS12",
    ]

    /// The change as a record of LDIF (RFC 2849), which ends with a line feed.
    ///
    /// Values that are not safe are written in base64 and lines folded at 76 characters. Values of secret attributes
    /// are replaced by asterisks, so a record with one of them cannot be applied.
    public func ldif(secrets: Set<AttributeDescription> = Change.secretAttributes) -> String {
        var writer = LDIFWriter(secrets: secrets)
        writer.write(self)
        return writer.text
    }
}

extension Change: CustomStringConvertible {
    /// The change as LDIF, without secrets.
    public var description: String { self.ldif() }
}

extension Entry: CustomStringConvertible {
    /// The entry as LDIF, without secrets.
    public var description: String {
        var writer = LDIFWriter(secrets: Change.secretAttributes)
        writer.write("dn", text: self.dn.description)
        writer.write(self.attributes)
        return writer.text
    }
}
