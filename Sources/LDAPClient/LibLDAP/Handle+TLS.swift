import CLDAP
import LDAP

extension Handle {
    /// The bundle of certificate authorities that Debian keeps, where the configuration names none.
    private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    /// Sets every option that decides whom this handle trusts, so that nothing around the process can.
    func setTLS(_ tls: TLS, isNeeded: Bool) throws(LDAPError) {
        guard isNeeded else { return }
        try self.set(LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND)
        try self.set(LDAP_OPT_X_TLS_REQUIRE_SAN, LDAP_OPT_X_TLS_ALLOW)
        try self.set(LDAP_OPT_X_TLS_CACERTDIR, nil)
        try self.set(LDAP_OPT_X_TLS_CACERTFILE, tls.caFile ?? Self.systemAuthorities)
        try self.set(LDAP_OPT_X_TLS_CERTFILE, tls.certificateFile)
        try self.set(LDAP_OPT_X_TLS_KEYFILE, tls.keyFile)
        try self.set(LDAP_OPT_X_TLS_PROTOCOL_MIN, 0x0303)
        if Library.usesGnuTLS {
            try self.set(LDAP_OPT_X_TLS_CIPHER_SUITE, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2")
            try self.set(LDAP_OPT_X_TLS_CRLFILE, nil)
        } else {
            try self.set(LDAP_OPT_X_TLS_CIPHER_SUITE, "DEFAULT")
            try self.set(LDAP_OPT_X_TLS_CRLCHECK, LDAP_OPT_X_TLS_CRL_NONE)
        }
        var isServer: Int32 = 0
        guard ldap_set_option(self.pointer, LDAP_OPT_X_TLS_NEWCTX, &isServer) == LDAP_OPT_SUCCESS else {
            let file = tls.caFile ?? Self.systemAuthorities
            throw LDAPError(.connectError, diagnostic: "TLS cannot be set up; check \(file) and the client certificate")
        }
    }
}
