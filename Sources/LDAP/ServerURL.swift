import Encodings

/// The address of a directory server: `ldap://`, `ldaps://` or `ldapi://`, without a path.
public struct ServerURL: Hashable, Sendable, CustomStringConvertible {
    /// How the server is reached.
    public enum Scheme: String, Sendable {
        case ldap, ldaps, ldapi
    }

    /// How the server is reached.
    public let scheme: Scheme
    /// The host name or address, an IPv6 address without its brackets; for `ldapi` the path of the socket.
    public let host: String
    /// The port; 0 for `ldapi`.
    public let port: Int

    /// Reads a URL such as `ldaps://ldap1.example.com:636` or `ldapi://%2Frun%2Fslapd%2Fldapi`.
    /// - Throws: ``LDAPError`` with ``ResultCode/parameterError`` that says what is wrong with the text.
    public init(parsing text: String) throws(LDAPError) {
        guard let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { throw Self.invalid(text, "it must begin with ldap://, ldaps:// or ldapi://") }
        var authority = text[separator.upperBound...]
        if authority.hasSuffix("/") { authority.removeLast() }
        guard !authority.utf8.contains(where: { Self.forbidden.contains($0) }) else {
            throw Self.invalid(text, "it must hold nothing after the host and the port")
        }
        self.scheme = scheme
        if scheme == .ldapi {
            (self.host, self.port) = (try Self.socketPath(authority, in: text), 0)
        } else {
            (self.host, self.port) = try Self.hostAndPort(authority, scheme, in: text)
        }
    }

    /// The URL as libldap reads it.
    public var description: String {
        guard self.scheme != .ldapi else { return "ldapi://" + Self.escaped(self.host) }
        let host = self.host.utf8.contains(UInt8(ascii: ":")) ? "[\(self.host)]" : self.host
        return "\(self.scheme.rawValue)://\(host):\(self.port)"
    }

    /// Whether nothing that is sent can be read on a network: a Unix socket or a loopback address.
    public var isLocal: Bool {
        self.scheme == .ldapi || self.host.isLoopbackHost
    }
}

extension ServerURL {
    private static let forbidden = Set("/?#@ \\\"<>".utf8).union(0...31)

    private static func invalid(_ text: String, _ reason: String) -> LDAPError {
        LDAPError(.parameterError, diagnostic: "'\(text)' is not the URL of a directory server: \(reason)")
    }

    private static func hostAndPort(
        _ authority: Substring, _ scheme: Scheme, in text: String
    ) throws(LDAPError) -> (String, Int) {
        var host = authority
        var port = scheme == .ldaps ? 636 : 389
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else {
                throw Self.invalid(text, "the port must be a number from 1 to 65535")
            }
            port = Int(number)
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Self.invalid(text, "an IPv6 address stands in brackets")
        }
        guard !host.isEmpty else { throw Self.invalid(text, "the host is missing") }
        return (String(host), port)
    }

    private static func socketPath(_ authority: Substring, in text: String) throws(LDAPError) -> String {
        guard let bytes = PercentEncoding.decode(authority.utf8), !bytes.contains(0) else {
            throw Self.invalid(text, "'%' must be followed by two hexadecimal digits")
        }
        guard bytes.first == UInt8(ascii: "/") else {
            throw Self.invalid(text, "the path of the socket must be absolute, with '/' written as %2F")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escaped(_ path: String) -> String {
        PercentEncoding.encode(path, except: \.isUnreserved)
    }
}
