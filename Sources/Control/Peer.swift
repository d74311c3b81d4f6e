import Glibc
import NIOCore

/// The process at the other end of a Unix socket, as the kernel knows it (SO_PEERCRED, unix(7)).
struct Peer: Equatable, Sendable {
    let pid: pid_t
    let uid: uid_t
    let gid: gid_t

    /// Who it is, in words: `root (uid 0)`.
    var name: String {
        var (entry, found): (passwd, UnsafeMutablePointer<passwd>?) = (passwd(), nil)
        var room = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(self.uid, &entry, &room, room.count, &found) == 0, found != nil, let name = entry.pw_name
        else {
            return "uid \(self.uid)"
        }
        return "\(String(cString: name)) (uid \(self.uid))"
    }

    /// Asks the kernel.
    static func of(_ channel: any Channel) -> EventLoopFuture<Peer> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        return provider.unsafeGetSocketOption(level: .socket, name: .init(rawValue: SO_PEERCRED))
    }
}
