import Foundation

/// The service manager that started this process, told of its state by datagrams (sd_notify(3)).
///
/// Without `NOTIFY_SOCKET` in the environment there is nobody to tell, and every call does nothing.
struct ServiceManager: Sendable {
    /// Something that the service manager understands.
    enum State: Sendable {
        case ready
        case stopping
        case status(String)

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .status(let text): "STATUS=\(text.replacingOccurrences(of: "\n", with: " "))"
            }
        }
    }

    private let socketPath: String?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.socketPath = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Tells one or several states in one datagram; a manager that does not listen is none of the daemon's business.
    func notify(_ states: State...) {
        guard let socketPath, var address = sockaddr_un(notifying: socketPath) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(states.map(\.text).joined(separator: "\n").utf8)
        let length = socklen_t(MemoryLayout<sa_family_t>.size + socketPath.utf8.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}

extension sockaddr_un {
    /// The address of a Unix socket; a leading `@` stands for the abstract name space.
    fileprivate init?(notifying path: String) {
        self.init()
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: self.sun_path) else { return nil }
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        self.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &self.sun_path) { $0.copyBytes(from: bytes) }
    }
}
