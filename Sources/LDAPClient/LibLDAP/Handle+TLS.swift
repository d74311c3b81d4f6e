import CLDAP
import Glibc
import LDAP

extension Handle {
    /// The bundle of certificate authorities that Debian keeps, where the configuration names none.
    private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    /// Sets every option that decides whom this handle trusts, so that nothing around the process can.
    func setTLS(_ tls: TLSOptions, isNeeded: Bool) throws(LDAPError) {
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

/// When a connection is secured.
enum Security {
    /// Never.
    case none
    /// Before the first message, as `ldaps` does.
    case atOnce
    /// After a StartTLS operation (RFC 4511 section 4.14).
    case afterRequest
}

extension Handle {
    /// Makes the TLS handshake on a connected socket.
    func secure(_ socket: Int32, _ security: Security, _ limit: Duration) throws(LDAPError) {
        // The socket blocks from here on, and the watchdog is what ends the wait.
        var never = timeval(tv_sec: -1, tv_usec: 0)
        try self.check(ldap_set_option(self.pointer, LDAP_OPT_NETWORK_TIMEOUT, &never), "the network timeout")
        let watchdog = Watchdog(socket, limit: limit)
        let result = Result { () throws(LDAPError) in
            if security == .afterRequest { try self.requestTLS() }
            let code = ldap_install_tls(self.pointer)
            guard code == LDAP_SUCCESS else { throw self.untrusted(code) }
        }
        guard !watchdog.stop() else {
            throw LDAPError(.timeout, diagnostic: "no TLS session within \(limit)")
        }
        try result.get()
    }

    private func requestTLS() throws(LDAPError) {
        var id: Int32 = 0
        var message: OpaquePointer?
        let sending = ldap_start_tls(self.pointer, nil, nil, &id)
        guard sending == LDAP_SUCCESS, ldap_result(self.pointer, id, LDAP_MSG_ALL, nil, &message) > 0, let message
        else { throw LDAPError(.serverDown, diagnostic: "no answer to StartTLS") }
        var code: Int32 = 0
        let parsing = ldap_parse_result(self.pointer, message, &code, nil, nil, nil, nil, 1)
        guard parsing == LDAP_SUCCESS, code == LDAP_SUCCESS else {
            let words = Library.words(for: ResultCode(rawValue: code))
            throw LDAPError(.connectError, diagnostic: "the server refuses StartTLS: \(words)")
        }
    }

    /// libldap says of a certificate that it refuses no more than that something is wrong.
    private func untrusted(_ code: Int32) -> LDAPError {
        LDAPError(
            .connectError,
            diagnostic: "no TLS session (\(self.error(code).diagnostic)); "
                + "is the certificate issued for this host by a trusted authority?")
    }
}
