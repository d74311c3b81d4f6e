import Glibc

/// Sockets for servers of our own: free ports, and connections.
public enum Loopback {
    /// A port on 127.0.0.1 that nobody listens on, below the range that outgoing connections take theirs from.
    public static func freePort() -> Int? {
        (0..<200).lazy.map { _ in Int.random(in: 15_000..<32_000) }.first(where: self.isFree)
    }

    /// An address of 127.0.0.0/8, but for the usual one, on which a server could listen on this port now.
    static func freeAddress(port: Int) -> String? {
        let addresses = (0..<50).lazy.map { _ in
            in_addr_t(127 << 24 | UInt32.random(in: 64..<128) << 16 | UInt32.random(in: 256..<65_000))
        }
        return addresses.first { self.isFree(port, on: $0) }.map { address in
            stride(from: 24, through: 0, by: -8).map { "\(address >> UInt32($0) & 0xff)" }.joined(separator: ".")
        }
    }

    /// Whether a server could listen on this port of 127.0.0.1 now.
    public static func isFree(_ port: Int) -> Bool { self.isFree(port, on: 0x7f00_0001) }

    private static func isFree(_ port: Int, on host: in_addr_t) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        return self.withAddress(port: port, on: host) { bind(descriptor, $0, $1) } == 0
    }

    /// A connected stream socket, or nil where nobody listens.
    public static func connect(host: String, port: Int) -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else {
            return nil
        }
        defer { freeaddrinfo(found) }
        // Not `lazy.compactMap(…).first`, which connects twice: once to learn whether it succeeds, and once for the result.
        var next = found
        while let address = next?.pointee {
            let socket = self.connect(address.ai_family) { Glibc.connect($0, address.ai_addr, address.ai_addrlen) }
            if let socket { return socket }
            next = address.ai_next
        }
        return nil
    }

    /// A connected stream socket, or nil where nobody listens.
    public static func connect(unixSocket path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return self.connect(AF_UNIX) { descriptor in
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }
    }

    /// Two connected sockets that no other child inherits; unlike a pipe's, their flag is set as they are made.
    ///
    /// - Throws: `SandboxError` when the process has too many descriptors open.
    public static func pair() throws -> (ours: Int32, child: Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SandboxError(writing: "A pair of sockets")
        }
        return (ends[0], ends[1])
    }

    /// Sends all bytes; a side that has gone away is an error, not a signal.
    ///
    /// - Throws: `SandboxError` when the other side is gone.
    public static func send(_ text: String, to socket: Int32) throws {
        var text = text
        let failed = text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                if count < 0, errno != EINTR {
                    return true
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
            }
            return false
        }
        guard !failed else {
            throw SandboxError(writing: "A socket")
        }
    }

    private static func connect(_ family: Int32, _ body: (Int32) -> Int32) -> Int32? {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard body(descriptor) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func withAddress(
        port: Int, on host: in_addr_t, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
