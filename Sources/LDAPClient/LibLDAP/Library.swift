import CLDAP
import Glibc
import LDAP

/// The process-wide part of libldap.
enum Library {
    /// Keeps libldap from reading `ldap.conf` and its environment, which could change limits, referrals and aliases.
    ///
    /// It must be evaluated before any other call into libldap, which sets itself up in its first call, unguarded against
    /// other threads, and looks up the name of the machine in it.
    static let isIsolated: Bool = {
        var version: Int32 = 0
        return setenv("LDAPNOINIT", "1", 1) == 0
            && ldap_get_option(nil, LDAP_OPT_PROTOCOL_VERSION, &version) == LDAP_OPT_SUCCESS
    }()

    /// The descriptor that every handle takes for its socket: it is never readable, and never closed.
    ///
    /// With -1 libldap opens a socket of its own, and goes on as nobody.
    static let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))

    /// The words of libldap for a result code.
    static func words(for code: ResultCode) -> String {
        guard Self.isIsolated, let text = ldap_err2string(code.rawValue) else { return "" }
        return String(cString: text)
    }
}
