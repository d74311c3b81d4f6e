import ConfigurationFile
import Foundation
import Glibc
import NIOCore

/// The listening sockets that the service manager hands to this process (sd_listen_fds(3)).
///
/// They stay open in the service manager, and here for as long as the process lives: while the daemon is started again, or no listener
/// runs, callers wait in their queues and nobody is refused.
struct InheritedSockets: Sendable {
    /// One of them, and the address on which it listens.
    private struct Socket: Sendable {
        var descriptor: Int32
        var address: SocketAddress
        /// As `FileDescriptorName=` of its unit says.
        var name: String?
    }

    private let sockets: [Socket]

    /// The number of the first descriptor.
    private static let first: Int32 = 3

    /// Takes over those that are meant for this process.
    ///
    /// - Throws: ``ConfigurationError`` that names a descriptor which is no listening stream socket.
    init(environment: [String: String] = ProcessInfo.processInfo.environment, file: String) throws(ConfigurationError) {
        guard let pid = environment["LISTEN_PID"].flatMap({ Int32($0) }), pid == getpid(),
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0
        else {
            self.sockets = []
            return
        }
        let names = environment["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        var sockets: [Socket] = []
        // Whatever the count says, the first that is no socket ends it.
        for descriptor in (0..<count).lazy.map({ Self.first &+ $0 }) {
            let name = names.dropFirst(sockets.count).first.map(String.init)
            guard let address = Self.address(of: descriptor) else {
                let words = [name, "descriptor \(descriptor)"].compactMap(\.self).joined(separator: ", ")
                throw ConfigurationError(
                    file: file,
                    reason: "The service manager hands over something that is no listening stream socket "
                        + "(\(words)): let starbridge.socket have ListenStream= with an address and a port, or a path."
                )
            }
            // Programs that the daemon starts get none of it.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            sockets.append(Socket(descriptor: descriptor, address: address, name: name))
        }
        self.sockets = sockets
    }

    /// A descriptor of one's own for the socket that listens at a place; nil where there is none.
    /// - Throws: `IOError` where no further descriptor is to be had.
    func descriptor(for place: Settings.Listener.Place) throws -> Int32? {
        guard let socket = self.sockets.first(where: { place.isMet(by: $0.address) }) else { return nil }
        let descriptor = fcntl(socket.descriptor, F_DUPFD_CLOEXEC, Self.first)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
        return descriptor
    }

    /// Refuses sockets that no listener takes: whoever calls them would wait for ever.
    ///
    /// - Throws: ``ConfigurationError`` that names them.
    func refuseThose(without listeners: [Settings.Listener], file: String) throws(ConfigurationError) {
        let reasons = self.sockets.filter { socket in !listeners.contains { $0.place.isMet(by: socket.address) } }.map {
            "listen: the service manager hands over a socket on \($0.address.name)"
                + ($0.name.map { " (\($0))" } ?? "") + ", which no listener "
                + "names: write it below listen:, or take its ListenStream= out of starbridge.socket."
        }
        guard reasons.isEmpty else {
            throw ConfigurationError(reasons.flatMap { ConfigurationError(file: file, reason: $0).problems })
        }
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
                case AF_UNIX:
                    return address.withMemoryRebound(to: sockaddr_un.self, capacity: 1) { SocketAddress($0.pointee) }
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
        guard let host = self.ipAddress else { return "unix:\(self.pathname ?? "")" }
        return "\(Settings.Listener.Place.address(host: host, port: self.port ?? 0))"
    }
}

extension Settings.Listener.Place {
    /// Whether a socket on an address is the one that is meant; a name is looked up.
    fileprivate func isMet(by address: SocketAddress) -> Bool {
        switch self {
        case .socket(let path, mode: _): address.pathname == path
        case .address(let host, let port):
            (try? SocketAddress.makeAddressResolvingHost(host, port: port)) == address
        }
    }
}
