import CLDAP
import LDAP

/// One `LDAP *` over a ``MemorySocket``; it is touched on the event loop of its connection alone.
///
/// After the connection has ended, a handle is only unbound: libldap would connect anew by itself, as nobody.
final class Handle {
    let pointer: OpaquePointer
    let socket = MemorySocket()
    let scratch = Scratch()
    var names = AttributeNames()
    var selections = SelectionCache()
    /// The text of the last filter, whose memory the next one takes.
    var filterText: [UInt8] = []
    private var isUnbound = false

    /// Creates a handle for the connection to a server.
    /// - Throws: ``LDAPError`` where libldap refuses the address or an option.
    init(server: ServerURL) throws(LDAPError) {
        guard Library.isIsolated, Library.descriptor >= 0 else {
            throw LDAPError(.localError, diagnostic: "libldap cannot be set up")
        }
        var pointer: OpaquePointer?
        let code = ldap_init_fd(Library.descriptor, LDAP_PROTO_EXT, server.transport, &pointer)
        guard code == LDAP_SUCCESS, let pointer else { throw LDAPError(ResultCode(rawValue: code)) }
        self.pointer = pointer
        do {
            try self.socket.attach(to: pointer)
            var version = LDAP_VERSION3
            try self.check(ldap_set_option(pointer, LDAP_OPT_PROTOCOL_VERSION, &version), "version 3")
            try self.check(ldap_set_option(pointer, LDAP_OPT_REFERRALS, nil), "not to follow referrals")
            // LDAP_OPT_ON is any pointer but nil, and nothing reads through it.
            let on = UnsafeRawPointer(pointer)
            try self.check(ldap_set_option(pointer, LDAP_OPT_KEEPCONN, on), "to keep a connection")
        } catch {
            self.unbind()
            throw error
        }
    }

    deinit {
        self.unbind()
    }

    /// Ends the session; what libldap says last to the server is in the output.
    func unbind() {
        guard !self.isUnbound else { return }
        self.isUnbound = true
        ldap_unbind_ext(self.pointer, nil, nil)
    }

    private func check(_ code: Int32, _ subject: String) throws(LDAPError) {
        guard code == LDAP_OPT_SUCCESS else {
            throw LDAPError(.localError, diagnostic: "libldap refuses \(subject)")
        }
    }
}

extension ServerURL {
    /// The URL of the bare connection: the TLS session of `ldaps` lies below libldap.
    fileprivate var transport: String {
        let text = self.description
        return self.scheme == .ldaps ? "ldap" + text.dropFirst("ldaps".utf8.count) : text
    }
}
