import Glibc

/// A first word to an LDAP server, by which is known that it serves.
enum LDAPGreeting {
    /// An anonymous bind (RFC 4511 section 4.2).
    private static let bind: [UInt8] = [
        0x30, 0x0c, 0x02, 0x01, 0x01, 0x60, 0x07, 0x02, 0x01, 0x03, 0x04, 0x00, 0x80, 0x00,
    ]

    /// Sends it over a connected socket, waits for the answer, and closes the socket; false where there was none to connect.
    static func isAnswered(over socket: Int32?) -> Bool {
        guard let socket else { return false }
        defer { close(socket) }
        var answer: UInt8 = 0
        return Glibc.send(socket, self.bind, self.bind.count, Int32(MSG_NOSIGNAL)) == self.bind.count
            && Glibc.recv(socket, &answer, 1, 0) == 1
    }
}
