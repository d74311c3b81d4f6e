import SCIM
import Sandbox
import Synchronization

/// Clients that call without a pause, of whom some keep their connections and others make one for each call.
final class Load: Sendable {
    private let port: Int
    private let isOver = Atomic(false)
    private let answered = Atomic(0)
    private let clients = Atomic(0)
    private let lost = Mutex<[String]>([])

    /// How many calls were answered as they should be.
    var calls: Int { self.answered.load(ordering: .relaxed) }
    /// What went wrong with the others.
    var failures: [String] { self.lost.withLock { $0 } }

    private init(port: Int) {
        self.port = port
    }

    /// Has clients call while `body` runs, and returns what became of their calls.
    @discardableResult
    static func run(
        on port: Int, keeping: Int = 3, connecting: Int = 2, path: String = "/ServiceProviderConfig",
        writing: [String] = [],
        _ body: (Load) async throws -> Void
    ) async throws -> Load {
        let load = Load(port: port)
        let request = { @Sendable (header: String) in Daemon.request("GET", path, headers: header) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<keeping { group.addTask { await load.call { _ in request("X-Client: keeps") } } }
            for _ in 0..<connecting { group.addTask { await load.call { _ in request("Connection: close") } } }
            for id in writing {
                group.addTask {
                    await load.call { number in
                        let value = "Title \(number)"
                        let body = #"{"Operations":[{"op":"replace","path":"title","value":"\#(value)"}]}"#
                        return Daemon.request("PATCH", "/Users/\(id)", body: body)
                    }
                }
            }
            defer { load.isOver.store(true, ordering: .relaxed) }
            try await body(load)
        }
        return load
    }

    /// Has every client wait for its last answer.
    func stop() async throws {
        self.isOver.store(true, ordering: .relaxed)
        while self.clients.load(ordering: .relaxed) > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Calls until it is over; a server that says so closes the connection after its answer.
    private func call(_ request: @Sendable (Int) -> String) async {
        self.clients.add(1, ordering: .relaxed)
        defer { self.clients.subtract(1, ordering: .relaxed) }
        var kept: RawConnection?
        var number = 0
        while !self.isOver.load(ordering: .relaxed) {
            number += 1
            do {
                let connection = try kept ?? RawConnection(port: self.port)
                try connection.send(request(number))
                let answer = try await connection.answer()
                kept = answer.headers["connection"] == "close" ? nil : connection
                guard answer.status == 200 else { throw SandboxError("\(answer)") }
                self.answered.add(1, ordering: .relaxed)
            } catch {
                kept = nil
                self.lost.withLock { $0.append("call \(number): \(error)") }
            }
        }
    }
}
