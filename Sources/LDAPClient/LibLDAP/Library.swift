import CLDAP
import Glibc
import LDAP

/// The process-wide part of libldap.
enum Library {
    /// Keeps libldap from reading `ldap.conf` and `LDAPTLS_…`, which could lower the verification of certificates.
    ///
    /// It must be evaluated before any other call into libldap, which sets itself up in its first call, unguarded against
    /// other threads, and writes to sockets that may be closed.
    static let isIsolated: Bool = {
        signal(SIGPIPE, SIG_IGN)
        var version: Int32 = 0
        return setenv("LDAPNOINIT", "1", 1) == 0
            && ldap_get_option(nil, LDAP_OPT_PROTOCOL_VERSION, &version) == LDAP_OPT_SUCCESS
    }()

    /// Whether libldap was built with GnuTLS, as Debian does.
    static let usesGnuTLS: Bool = {
        guard Self.isIsolated else { return false }
        var name: UnsafeMutablePointer<CChar>?
        guard ldap_get_option(nil, LDAP_OPT_X_TLS_PACKAGE, &name) == LDAP_OPT_SUCCESS, let name else { return false }
        defer { ldap_memfree(name) }
        return String(cString: name) == "GnuTLS"
    }()

    /// The words of libldap for a result code.
    static func words(for code: ResultCode) -> String {
        guard Self.isIsolated, let text = ldap_err2string(code.rawValue) else { return "" }
        return String(cString: text)
    }
}
