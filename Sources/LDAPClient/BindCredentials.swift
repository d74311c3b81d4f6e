import LDAP

/// As whom the client binds.
public enum BindCredentials: Sendable {
    /// As nobody.
    case anonymous
    /// With a name and a password (RFC 4513 section 5.1), which is fetched for every bind and never kept.
    case simple(dn: DistinguishedName, password: @Sendable () throws(LDAPError) -> [UInt8])
    /// As whom the socket or the client certificate says (SASL EXTERNAL, RFC 4422 appendix A).
    case external
}
