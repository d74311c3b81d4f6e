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
    private var buffer: OpaquePointer?
    private var isUnbound = false

    /// Creates a handle for a server without connecting to it.
    /// - Throws: ``LDAPError`` where libldap refuses the address or an option, such as a missing CA file.
    init(server: ServerURL, tls: TLSOptions, timeout: Duration) throws(LDAPError) {
        var pointer: OpaquePointer?
        guard Library.isIsolated else { throw LDAPError(.localError, diagnostic: "cannot set LDAPNOINIT") }
        let code = ldap_initialize(&pointer, server.transport)
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
    /// Connects, with the TLS handshake where there is one; blocks up to the time limit for each step.
    /// - Throws: ``LDAPError`` with ``ResultCode/connectError``, ``ResultCode/serverDown`` or ``ResultCode/timeout``.
    func connect(_ security: Security, timeout: Duration) throws(LDAPError) {
        let code = ldap_connect(self.pointer)
        guard code == LDAP_SUCCESS else { throw self.error(code) }
        var descriptor: Int32 = -1
        try self.check(ldap_get_option(self.pointer, LDAP_OPT_DESC, &descriptor), "to name its socket")
        if security != .none { try self.secure(descriptor, security, timeout) }
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

    func error(_ code: Int32) -> LDAPError {
        let code = ResultCode(rawValue: code)
        return LDAPError(code, diagnostic: self.diagnostic ?? Library.words(for: code))
    }

    /// Whether bytes wait that the socket no longer shows: read ahead, or decrypted.
    var hasBytes: Bool {
        ber_sockbuf_ctrl(self.buffer, LBER_SB_OPT_DATA_READY, nil) != 0
    }

    /// Reads what the socket holds at once; libldap by itself makes two system calls for each message, and a third to ask.
    private func readAhead() throws(LDAPError) {
        try self.check(ldap_get_option(self.pointer, LDAP_OPT_SOCKBUF, &self.buffer), "to name its buffer")
        guard ber_sockbuf_add_io(self.buffer, starbridge_readahead_layer(), LBER_SBIOD_LEVEL_PROVIDER, nil) == 0 else {
            throw LDAPError(.localError, diagnostic: "libldap cannot read ahead")
        }
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
