import Dispatch
import Glibc
import Sandbox
import Synchronization

/// The datagram socket of a service manager (sd_notify(3)).
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let messages = Mutex<[String]>([])

    init(in folder: String) throws {
        self.path = folder + "/notify"
        self.descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: self.path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw SandboxError(writing: self.path) }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(self.descriptor)
    }

    /// Everything that was received, in order.
    var received: [String] { self.messages.withLock { $0 } }

    /// Waits until a message begins with this text.
    func wait(for text: String) async throws {
        if self.received.contains(where: { $0.hasPrefix(text) }) { return }
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try self.receive(until: text) }) }
        }
    }

    /// Waits until the last message begins with this text.
    func waitForLast(_ text: String) async throws {
        self.drain()
        if self.received.last?.hasPrefix(text) == true { return }
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try self.receive(until: text) }) }
        }
    }

    /// Takes what has come already.
    func drain() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(self.descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)), count > 0 {
            self.messages.withLock { $0.append(String(decoding: bytes[..<count], as: UTF8.self)) }
        }
    }

    private func receive(until text: String) throws {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(self.descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { throw SandboxError("No \(text) came, only: \(self.received)") }
            let message = String(decoding: bytes[..<count], as: UTF8.self)
            self.messages.withLock { $0.append(message) }
            if message.hasPrefix(text) { return }
        }
    }
}
