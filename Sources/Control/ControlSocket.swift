import Glibc
import Synchronization

/// The file by which commands reach the daemon, open and locked: nobody but its owner and root may use it, and no other daemon takes it.
///
/// What a killed daemon has left is replaced. A lock on a file beside it tells whether a daemon still lives: the kernel takes the lock
/// away when a process ends, however it does.
public final class ControlSocket: Sendable {
    /// Where it is, if the configuration does not say otherwise.
    public static let standardPath = "/run/starbridge/control.sock"

    /// Where it is in a unit whose `RuntimeDirectory=` systemd has made, and else at ``standardPath``.
    public static var usualPath: String {
        // With several folders the first is meant (systemd.exec(5)).
        guard let folders = getenv("RUNTIME_DIRECTORY") else { return self.standardPath }
        return String(String(cString: folders).prefix { $0 != ":" }) + "/control.sock"
    }

    /// The path of the file.
    public let path: String
    private let lock: Int32
    /// The descriptor that listens, until somebody takes it.
    private let descriptor: Mutex<Int32?>

    /// Opens the file; its folder must be there.
    /// - Throws: ``ControlError`` if a daemon has it, or if it cannot be made.
    public init(path: String) throws(ControlError) {
        self.path = path
        let address = try UnixAddress(path)
        self.lock = try Self.locked(path)
        do {
            try Self.removeStale(path, address)
            self.descriptor = Mutex(try Self.listening(path, address))
        } catch {
            close(self.lock)
            throw error
        }
    }

    deinit {
        if let descriptor = self.descriptor.withLock({ $0 }) { close(descriptor) }
        // The lock is still held: the file is this daemon's own.
        unlink(self.path)
        close(self.lock)
    }

    /// The descriptor that listens, for whoever then closes it; nil where it was taken.
    func take() -> Int32? {
        self.descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
    }

    private static func locked(_ path: String) throws(ControlError) -> Int32 {
        let file = path + ".lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw self.failure("\(file) cannot be opened") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(descriptor) }
            guard errno == EWOULDBLOCK else { throw self.failure("\(file) cannot be locked") }
            throw self.taken(path)
        }
        return descriptor
    }

    /// Removes what a killed daemon has left.
    private static func removeStale(_ path: String, _ address: UnixAddress) throws(ControlError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw self.failure("\(path) cannot be made")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ControlError("\(path) is there already and is no socket; name another control_socket, or remove it")
        }
        // Another program, which does not know the lock, may listen there.
        let probe = try self.socket()
        defer { close(probe) }
        if address.connect(probe) == 0 { throw self.taken(path) }
        guard unlink(path) == 0 else { throw self.failure("\(path), which nobody uses any more, cannot be removed") }
    }

    private static func listening(_ path: String, _ address: UnixAddress) throws(ControlError) -> Int32 {
        let descriptor = try self.socket()
        // The file is made with the mode of the socket: at no time can somebody else open it.
        guard fchmod(descriptor, 0o600) == 0, address.bind(descriptor) == 0, listen(descriptor, 16) == 0 else {
            defer { close(descriptor) }
            throw self.failure("\(path) cannot be made")
        }
        return descriptor
    }

    private static func socket() throws(ControlError) -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw self.failure("a socket cannot be made") }
        return descriptor
    }

    private static func taken(_ path: String) -> ControlError {
        ControlError("\(path) is used by another daemon that runs; stop it, or give this one its own control_socket")
    }

    private static func failure(_ what: String) -> ControlError {
        ControlError("\(what): \(String(cString: strerror(errno)))", hasNoFolder: errno == ENOENT)
    }
}

/// The address of a Unix socket.
struct UnixAddress {
    private var address = sockaddr_un()

    /// The most bytes of a path, as `sun_path` has room for them before the end of the text.
    static let longest = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// - Throws: ``ControlError`` for a path that does not fit.
    init(_ path: String) throws(ControlError) {
        guard 1...Self.longest ~= path.utf8.count, !path.utf8.contains(0) else {
            throw ControlError(
                "\(path) is no path for a socket: it has \(path.utf8.count) bytes, and the system takes 1 to \(Self.longest)"
            )
        }
        self.address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &self.address.sun_path) { $0.copyBytes(from: path.utf8) }
    }

    func bind(_ descriptor: Int32) -> Int32 { self.with { Glibc.bind(descriptor, $0, $1) } }

    func connect(_ descriptor: Int32) -> Int32 { self.with { Glibc.connect(descriptor, $0, $1) } }

    private func with(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: self.address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
