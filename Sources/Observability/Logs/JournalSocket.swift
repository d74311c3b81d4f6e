import Glibc

/// The way to systemd's journal: a datagram for each entry.
///
/// A journal that does not take one in time gets none for a while: a log that nobody reads must not keep calls waiting.
struct JournalSocket {
    /// How long the journal may take for one entry, in seconds, and how long it gets none after that.
    private static let (patience, pause) = (1, 5)

    private let descriptor: Int32
    private var deafUntil = 0

    /// Opens the way; nil where no journal listens.
    init?(path: String) {
        var address = sockaddr_un()
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        self.descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard self.descriptor >= 0 else { return nil }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else {
            close(self.descriptor)
            return nil
        }
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var size = 8 << 20
        setsockopt(self.descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends entries, and returns how many of them the journal has not taken.
    mutating func send(_ entries: [ArraySlice<UInt8>]) -> Int {
        var lost = 0
        for entry in entries where !self.send(entry) { lost += 1 }
        return lost
    }

    private mutating func send(_ entry: ArraySlice<UInt8>) -> Bool {
        guard self.deafUntil == 0 || time(nil) >= self.deafUntil else { return false }
        self.deafUntil = 0
        while true {
            let count = entry.withUnsafeBytes {
                Glibc.send(self.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return true }
            if errno == EINTR { continue }
            if errno == EAGAIN || errno == ENOBUFS { self.deafUntil = time(nil) + Self.pause }
            return false
        }
    }
}
