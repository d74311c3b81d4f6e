import Dispatch
import Glibc
import SCIM
import Sandbox

/// The smallest HTTP/1.1 client that can call a bridge on this machine: one connection for each call.
struct LoopbackClient: Sendable {
    /// What came back.
    struct Answer: Sendable {
        var status: Int
        /// The body, where there is one.
        var body: Value?
    }

    let host: String
    let port: Int
    let token: String

    /// Makes one call; `target` is the path with its query, encoded as it goes over the wire.
    ///
    /// - Throws: `SandboxError` when nobody answers, or the answer is not HTTP or not JSON.
    func call(_ method: String, _ target: String, body: String?, token: String, requestID: String) async throws
        -> Answer
    {
        let head = [
            "\(method) \(target) HTTP/1.1",
            "Host: \(self.host):\(self.port)",
            "Authorization: Bearer \(token)",
            "Accept: application/scim+json",
            "Content-Type: application/scim+json; charset=utf-8",
            "Content-Length: \(body?.utf8.count ?? 0)",
            "X-Request-ID: \(requestID)",
            "Connection: close",
        ]
        let message = head.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
        let bytes = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.exchange(message) })
            }
        }
        return try Self.parse(bytes)
    }

    private func exchange(_ message: String) throws -> [UInt8] {
        guard let socket = Loopback.connect(host: self.host, port: self.port) else {
            throw SandboxError("Nobody listens on \(self.host):\(self.port).")
        }
        defer { close(socket) }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        try Loopback.send(message, to: socket)
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(socket, &chunk, chunk.count, 0)
            guard count >= 0 else {
                throw SandboxError("The bridge did not answer within 30 seconds.")
            }
            guard count > 0 else {
                return answer
            }
            answer += chunk[..<count]
        }
    }

    private static func parse(_ bytes: [UInt8]) throws -> Answer {
        let blank = Array("\r\n\r\n".utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: blank) } ?? bytes.endIndex
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw SandboxError("The bridge answered with something that is not HTTP.")
        }
        let body = bytes[end...].dropFirst(blank.count)
        do {
            return Answer(status: status, body: body.isEmpty ? nil : try JSONReader.read(body))
        } catch {
            throw SandboxError("The bridge answered \(status) with a body that is not JSON: \(error.detail)")
        }
    }
}
