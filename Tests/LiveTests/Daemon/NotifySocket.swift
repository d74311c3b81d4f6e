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

    /// Waits until a message begins with this text, or so many do.
    func wait(for text: String, times: Int = 1) async throws {
        try await self.wait(for: text) { $0.count { $0.hasPrefix(text) } >= times }
    }

    /// Waits until the last message begins with this text.
    func waitForLast(_ text: String) async throws {
        try await self.wait(for: text) { $0.last?.hasPrefix(text) == true }
    }

    /// Waits until a message has all these texts in it, and forgets what has come till then.
    func take(_ texts: String...) async throws {
        try await self.wait(for: texts.joined(separator: " … ")) { messages in
            messages.contains { message in texts.allSatisfy { message.contains($0) } }
        }
        self.messages.withLock { $0 = [] }
    }

    private func wait(for text: String, _ isThere: @escaping @Sendable ([String]) -> Bool) async throws {
        self.drain()
        if isThere(self.received) { return }
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.receive(text, until: isThere) })
            }
        }
    }

    /// Takes what has come already.
    func drain() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(self.descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)), count > 0 {
            self.messages.withLock { $0.append(String(decoding: bytes[..<count], as: UTF8.self)) }
        }
    }

    private func receive(_ text: String, until isThere: ([String]) -> Bool) throws {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !isThere(self.received) {
            let count = recv(self.descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { throw SandboxError("No \(text) came, only: \(self.received)") }
            let message = String(decoding: bytes[..<count], as: UTF8.self)
            self.messages.withLock { $0.append(message) }
        }
    }
}
