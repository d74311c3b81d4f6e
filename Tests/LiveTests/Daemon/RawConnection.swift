import Dispatch
import Glibc
import SCIM
import Sandbox
import Synchronization

/// One connection on which bytes are sent as they are.
final class RawConnection: Sendable {
    private let socket: Int32
    private let unread = Mutex<[UInt8]>([])

    convenience init(port: Int) throws {
        guard let socket = Loopback.connect(host: "127.0.0.1", port: port) else {
            throw SandboxError("Nobody listens on port \(port).")
        }
        self.init(socket)
    }

    convenience init(unixSocket path: String) throws {
        guard let socket = Loopback.connect(unixSocket: path) else {
            throw SandboxError("Nobody listens on \(path).")
        }
        self.init(socket)
    }

    private init(_ socket: Int32) {
        self.socket = socket
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(self.socket)
    }

    func send(_ text: String) throws {
        try Loopback.send(text, to: self.socket)
    }

    /// Reads one answer with its body.
    func answer() async throws -> RawAnswer {
        try await self.blocking {
            let head = try self.read { bytes in
                (3..<max(3, bytes.count)).first { bytes[($0 - 3)...$0].elementsEqual("\r\n\r\n".utf8) }.map { $0 + 1 }
            }
            var answer = try RawAnswer(head: String(decoding: head, as: UTF8.self))
            let length = answer.headers["content-length"].flatMap { Int($0) } ?? 0
            answer.text = String(decoding: try self.read { $0.count >= length ? length : nil }, as: UTF8.self)
            return answer
        }
    }

    /// Waits until the other side closes, and returns how many bytes came before that.
    func end() async throws -> Int {
        try await self.blocking {
            var count = self.unread.withLock { $0.count }
            while try self.receive() > 0 { count += 1 }
            return count
        }
    }

    private func blocking<Output: Sendable>(_ body: @escaping @Sendable () throws -> Output) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Takes as many bytes as `length` says once it can say it.
    private func read(_ length: ([UInt8]) -> Int?) throws -> [UInt8] {
        while true {
            let taken = self.unread.withLock { unread -> [UInt8]? in
                guard let count = length(unread) else { return nil }
                defer { unread.removeFirst(count) }
                return Array(unread.prefix(count))
            }
            if let taken { return taken }
            guard try self.receive() > 0 else { throw SandboxError("The connection was closed within an answer.") }
        }
    }

    private func receive() throws -> Int {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = recv(self.socket, &bytes, bytes.count, 0)
        guard count >= 0 else { throw SandboxError("Nothing came: \(String(cString: strerror(errno)))") }
        self.unread.withLock { $0 += bytes[..<count] }
        return count
    }
}

/// An HTTP answer as it came over the wire.
struct RawAnswer: Sendable {
    var status: Int
    var headers: [String: String]
    var text = ""

    init(head: String) throws {
        let lines = head.split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count > 1, first[0] == "HTTP/1.1",
            let status = Int(first[1])
        else { throw SandboxError("This is not HTTP: \(head)") }
        self.status = status
        self.headers = Dictionary(
            lines.dropFirst().compactMap { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return parts.count == 2 ? (parts[0].lowercased(), String(parts[1].drop { $0 == " " })) : nil
            },
            uniquingKeysWith: { $0 + ", " + $1 })
    }

    /// The body as JSON; null if it is empty.
    var body: Value { (try? JSONReader.read(self.text.utf8)) ?? .null }

    /// The detail of a complete SCIM error with this status, which ends with the request id; nil for anything else.
    func errorDetail(_ status: Int) -> String? {
        guard self.status == status, self.headers["content-type"] == "application/scim+json",
            let requestID = self.headers["x-request-id"], let error = self.body.object,
            error["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"],
            error["status"] == .string(String(status)), let detail = error["detail"]?.string,
            detail.hasSuffix(" Request id: \(requestID)")
        else { return nil }
        return detail
    }
}
