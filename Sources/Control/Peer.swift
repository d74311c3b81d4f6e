import Glibc
import NIOCore

/// The process at the other end of a Unix socket, as the kernel knows it (SO_PEERCRED, unix(7)).
struct Peer: Equatable, Sendable {
    let pid: pid_t
    let uid: uid_t
    let gid: gid_t

    /// Who it is, for the journal: `root (uid 0)`.
    var principal: String {
        var (entry, found) = (passwd(), UnsafeMutablePointer<passwd>?.none)
        var buffer = [CChar](repeating: 0, count: 4096)
        let name: String? =
            getpwuid_r(self.uid, &entry, &buffer, buffer.count, &found) == 0 && found != nil
            ? entry.pw_name.map { String(cString: $0) } : nil
        return name.map { "\($0) (uid \(self.uid))" } ?? "uid \(self.uid)"
    }

    /// Asks the kernel.
    static func of(_ channel: any Channel) -> EventLoopFuture<Peer> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        return provider.unsafeGetSocketOption(level: .socket, name: .init(rawValue: SO_PEERCRED))
    }
}
