import ConfigurationFile
import Foundation
import Glibc
import NIOCore

/// The listening sockets that the service manager hands to this process (sd_listen_fds(3)).
///
/// They stay open in the service manager: while the daemon is started again, callers wait in their queues and nobody is refused.
struct InheritedSockets: Sendable {
    /// One of them, and the address on which it listens.
    struct Socket: Sendable {
        var descriptor: Int32
        var address: SocketAddress
    }

    private(set) var sockets: [Socket]

    /// The number of the first descriptor.
    private static let first: Int32 = 3

    /// Takes over those that are meant for this process.
    ///
    /// - Throws: ``ConfigurationError`` that names a descriptor which is no listening stream socket.
    init(environment: [String: String] = ProcessInfo.processInfo.environment, file: String) throws(ConfigurationError) {
        self.sockets = []
        guard let pid = environment["LISTEN_PID"].flatMap({ Int32($0) }), pid == getpid(),
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0
        else { return }
        // Whatever the count says, the first that is no socket ends it.
        for descriptor in (0..<count).lazy.map({ Self.first &+ $0 }) {
            guard let address = Self.address(of: descriptor) else {
                throw ConfigurationError(
                    file: file,
                    reason: "The service manager hands over something that is no listening stream socket of IP "
                        + "(descriptor \(descriptor)): let starbridge.socket have ListenStream= with an address and a port only."
                )
            }
            // Programs that the daemon starts get none of it.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            self.sockets.append(Socket(descriptor: descriptor, address: address))
        }
    }

    /// Takes the socket that listens on an address of a host and a port; nil where there is none.
    mutating func take(host: String, port: Int) -> Int32? {
        guard let address = try? SocketAddress.makeAddressResolvingHost(host, port: port),
            let index = self.sockets.firstIndex(where: { $0.address == address })
        else { return nil }
        return self.sockets.remove(at: index).descriptor
    }

    /// Refuses those that nobody has taken: whoever calls them would wait for ever.
    ///
    /// - Throws: ``ConfigurationError`` that names them.
    func refuseTheRest(file: String) throws(ConfigurationError) {
        guard let socket = self.sockets.first else { return }
        throw ConfigurationError(
            file: file,
            reason: "listen: the service manager hands over a socket on \(socket.address.name), which no listener "
                + "names: write it below listen:, or take its ListenStream= out of starbridge.socket.")
    }

    private static func address(of descriptor: Int32) -> SocketAddress? {
        guard self.option(SO_ACCEPTCONN, of: descriptor) == 1,
            self.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue)
        else { return nil }
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> SocketAddress? in
                guard getsockname(descriptor, address, &size) == 0 else { return nil }
                switch Int32(address.pointee.sa_family) {
                case AF_INET:
                    return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
                case AF_INET6:
                    return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
                default:
                    return nil
                }
            }
        }
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }
}

extension SocketAddress {
    /// The address as `listen:` has it.
    fileprivate var name: String {
        let host = self.ipAddress ?? ""
        return "\(host.contains(":") ? "[\(host)]" : host):\(self.port ?? 0)"
    }
}
