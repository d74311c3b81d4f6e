import CLDAP
import Glibc
import LDAP

/// One `LDAP *` with its socket; only the queue of its connection may touch it.
///
/// Once a handle broke, nothing is sent on it again: libldap would connect anew, as nobody.
final class Handle {
    let pointer: OpaquePointer
    let scratch = Scratch()
    var cache = AttributeCache()
    /// A descriptor of our own for the socket, which stays ours when libldap closes its one.
    private(set) var descriptor: Int32 = -1
    private var isUnbound = false

    /// Creates a handle for a server without connecting to it.
    /// - Throws: ``LDAPError`` where libldap refuses the address or an option, such as a missing CA file.
    init(server: ServerURL, tls: TLS, timeout: Duration) throws(LDAPError) {
        var pointer: OpaquePointer?
        guard Library.isIsolated else { throw LDAPError(.localError, diagnostic: "cannot set LDAPNOINIT") }
        let code = ldap_initialize(&pointer, server.description)
        guard code == LDAP_SUCCESS, let pointer else { throw LDAPError(ResultCode(rawValue: code)) }
        self.pointer = pointer
        do {
            try self.setOptions(timeout: timeout)
            try self.setTLS(tls, isNeeded: server.scheme == .ldaps || tls.startTLS)
        } catch {
            self.unbind()
            throw error
        }
    }

    deinit {
        self.unbind()
    }

    /// Ends the session and closes the socket.
    func unbind() {
        guard !self.isUnbound else { return }
        self.isUnbound = true
        ldap_unbind_ext(self.pointer, nil, nil)
        if self.descriptor >= 0 { close(self.descriptor) }
        self.descriptor = -1
    }

    private func setOptions(timeout: Duration) throws(LDAPError) {
        try self.set(LDAP_OPT_PROTOCOL_VERSION, 3)
        try self.set(LDAP_OPT_KEEPCONN, isOn: true)
        try self.set(LDAP_OPT_REFERRALS, isOn: false)
        try self.set(LDAP_OPT_RESTART, isOn: true)
        try self.set(LDAP_OPT_X_KEEPALIVE_IDLE, 60)
        try self.set(LDAP_OPT_X_KEEPALIVE_PROBES, 3)
        try self.set(LDAP_OPT_X_KEEPALIVE_INTERVAL, 10)
        var limit = timeval(timeout)
        try self.check(ldap_set_option(self.pointer, LDAP_OPT_NETWORK_TIMEOUT, &limit), "the network timeout")
    }

    func set(_ option: Int32, _ value: Int32) throws(LDAPError) {
        var value = value
        try self.check(ldap_set_option(self.pointer, option, &value), "option \(option)")
    }

    func set(_ option: Int32, _ text: String?) throws(LDAPError) {
        let code = text.map { ldap_set_option(self.pointer, option, $0) } ?? ldap_set_option(self.pointer, option, nil)
        try self.check(code, text ?? "option \(option)")
    }

    private func set(_ option: Int32, isOn: Bool) throws(LDAPError) {
        // LDAP_OPT_ON is any pointer but nil, and nothing reads through it.
        let value = isOn ? UnsafeRawPointer(self.pointer) : nil
        try self.check(ldap_set_option(self.pointer, option, value), "option \(option)")
    }

    func check(_ code: Int32, _ subject: String) throws(LDAPError) {
        guard code == LDAP_OPT_SUCCESS else {
            throw LDAPError(.localError, diagnostic: "libldap refuses \(subject)")
        }
    }
}

// MARK: - Connecting

extension Handle {
    /// Connects, with the TLS handshake where there is one; blocks up to the network timeout for each step.
    /// - Throws: ``LDAPError`` with ``ResultCode/connectError`` or ``ResultCode/serverDown`` and the reason.
    func connect(startTLS: Bool, timeout: Duration) throws(LDAPError) {
        try self.checkConnected(ldap_connect(self.pointer))
        if startTLS { try self.startTLS(timeout: timeout) }
        var descriptor: Int32 = -1
        try self.check(ldap_get_option(self.pointer, LDAP_OPT_DESC, &descriptor), "to name its socket")
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) >= 0 else {
            throw LDAPError(.localError, diagnostic: "cannot make the socket non-blocking")
        }
        try self.readAhead()
        self.descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard self.descriptor >= 0 else {
            throw LDAPError(.localError, diagnostic: "cannot duplicate the socket: \(String(cString: strerror(errno)))")
        }
    }

    /// Reads what the socket holds at once; libldap by itself makes two system calls for each message, and a third to ask.
    private func readAhead() throws(LDAPError) {
        var socket: OpaquePointer?
        try self.check(ldap_get_option(self.pointer, LDAP_OPT_SOCKBUF, &socket), "to name its buffer")
        guard ber_sockbuf_add_io(socket, starbridge_readahead_layer(), LBER_SBIOD_LEVEL_PROVIDER, nil) == 0 else {
            throw LDAPError(.localError, diagnostic: "libldap cannot read ahead")
        }
    }

    private func startTLS(timeout: Duration) throws(LDAPError) {
        var id: Int32 = 0
        try self.checkConnected(ldap_start_tls(self.pointer, nil, nil, &id))
        var limit = timeval(timeout)
        var message: OpaquePointer?
        let kind = ldap_result(self.pointer, id, LDAP_MSG_ALL, &limit, &message)
        guard kind > 0, let message else {
            throw LDAPError(kind == 0 ? .timeout : .serverDown, diagnostic: "no answer to StartTLS")
        }
        var code: Int32 = 0
        let parsing = ldap_parse_result(self.pointer, message, &code, nil, nil, nil, nil, 1)
        guard parsing == LDAP_SUCCESS, code == LDAP_SUCCESS else {
            throw LDAPError(ResultCode(rawValue: code), diagnostic: "the server refuses StartTLS")
        }
        try self.checkConnected(ldap_install_tls(self.pointer))
    }

    private func checkConnected(_ code: Int32) throws(LDAPError) {
        guard code != LDAP_SUCCESS else { return }
        let code = ResultCode(rawValue: code)
        throw LDAPError(code, diagnostic: self.diagnostic ?? Library.words(for: code))
    }

    private var diagnostic: String? {
        var text: UnsafeMutablePointer<CChar>?
        guard ldap_get_option(self.pointer, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text) == LDAP_OPT_SUCCESS, let text else {
            return nil
        }
        defer { ldap_memfree(text) }
        return text.pointee == 0 ? nil : String(cString: text)
    }
}

extension timeval {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
