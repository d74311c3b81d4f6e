import Glibc
import LDAP
import NIOCore
import NIOPosix
import Synchronization

/// At which of its addresses each server is used: one at a time, for all connections to it.
///
/// What a name stands for may be several servers, and another address is a failover.
final class AddressBook: Sendable {
    /// The addresses of each server that were not tried in vain; the first is in use, or is tried.
    private let addresses = Mutex<[ServerURL: [SocketAddress]]>([:])

    /// Returns a server at the address in use; a name is looked up where none is.
    /// - Throws: ``LDAPError`` with ``ResultCode/serverDown``: why there is no address.
    func peer(of server: ServerURL) async throws(LDAPError) -> Peer {
        if let known = self.known(server) { return Peer(server: server, address: known) }
        let found = try await Self.resolve(server)
        // Somebody else may have looked it up meanwhile.
        let address = self.addresses.withLock { addresses in
            if addresses[server, default: []].isEmpty { addresses[server] = found }
            return addresses[server]?.first
        }
        guard let address else { throw Self.noAddress(of: server, "its name has no address") }
        return Peer(server: server, address: address)
    }

    /// Notes that a server cannot be reached at an address; returns whether it has another one that was not tried.
    func left(_ peer: Peer) -> Bool {
        self.addresses.withLock { addresses in
            addresses[peer.server]?.removeAll { $0 == peer.address }
            return addresses[peer.server]?.isEmpty == false
        }
    }

    /// Looks the name of a server up anew, before it is connected to again; the address in use stays the first choice, and the only
    /// one where the name cannot be looked up now.
    func renew(_ server: ServerURL) async {
        guard let known = self.known(server), let found = try? await Self.resolve(server), !found.isEmpty else {
            return
        }
        self.addresses.withLock { $0[server] = found.filter { $0 == known } + found.filter { $0 != known } }
    }

    private func known(_ server: ServerURL) -> SocketAddress? {
        self.addresses.withLock { $0[server]?.first }
    }
}

extension AddressBook {
    /// The addresses of a server, in the order in which they are to be tried; it may take long, on a thread that may block.
    private static func resolve(_ server: ServerURL) async throws(LDAPError) -> [SocketAddress] {
        if server.scheme == .ldapi {
            guard let address = try? SocketAddress(unixDomainSocketPath: server.host) else {
                throw self.noAddress(of: server, "the path of a socket is not as long as this")
            }
            return [address]
        }
        if let address = try? SocketAddress(ipAddress: server.host, port: server.port) { return [address] }
        let found = try? await NIOThreadPool.singleton.runIfActive { self.lookUp(server) }
        guard let found else { throw self.noAddress(of: server, "its name cannot be looked up now") }
        return try found.get()
    }

    private static func lookUp(_ server: ServerURL) -> Result<[SocketAddress], LDAPError> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(server.host, String(server.port), &hints, &list)
        guard code == 0 else {
            let reason = String(cString: gai_strerror(code))
            return .failure(self.noAddress(of: server, "its name cannot be looked up (\(reason))"))
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = SocketAddress(entry), !addresses.contains(address) { addresses.append(address) }
            next = entry.ai_next
        }
        return .success(addresses)
    }

    private static func noAddress(of server: ServerURL, _ reason: String) -> LDAPError {
        LDAPError(.serverDown, diagnostic: "\(server): \(reason)")
    }
}

extension SocketAddress {
    fileprivate init?(_ entry: addrinfo) {
        guard let address = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET: self.init(address.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6: self.init(address.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }
}
