import CLDAP
import Glibc
import LDAP

/// One message of the server, released with the value.
struct Message: ~Copyable {
    enum Kind {
        case entry
        case reference
        case intermediate
        case extended
        case result
    }

    let id: Int32
    let kind: Kind
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer, type: Int32) {
        self.pointer = pointer
        self.id = ldap_msgid(pointer)
        self.kind =
            switch ber_tag_t(UInt32(bitPattern: type)) {
            case LDAP_RES_SEARCH_ENTRY: .entry
            case LDAP_RES_SEARCH_REFERENCE: .reference
            case LDAP_RES_INTERMEDIATE: .intermediate
            case LDAP_RES_EXTENDED: .extended
            default: .result
            }
    }

    deinit {
        ldap_msgfree(self.pointer)
    }
}

/// What has come.
enum Received: ~Copyable {
    case nothing
    case message(Message)
    case broken(ResultCode)
}

extension Handle {
    /// Takes one message out of what has come.
    ///
    /// libldap is asked only while bytes are there, since it would ask the kernel otherwise.
    func receive() -> Received {
        while self.socket.hasInput {
            var limit = timeval(tv_sec: 0, tv_usec: 0)
            var message: OpaquePointer?
            let type = ldap_result(self.pointer, LDAP_RES_ANY, LDAP_MSG_ONE, &limit, &message)
            if type > 0, let message { return .message(Message(message, type: type)) }
            guard type < 0 else { continue }
            var code: Int32 = LDAP_SERVER_DOWN
            ldap_get_option(self.pointer, LDAP_OPT_RESULT_CODE, &code)
            return .broken(ResultCode(rawValue: code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code))
        }
        return .nothing
    }
}
