import NIOHTTP1
import SCIM

/// What a client was told, in this process or over HTTP.
struct FaultAnswer: Sendable {
    var status: Int
    var detail = ""
    var hasRetryAfter = false
    var body = Value.null

    var short: String { self.status < 300 ? "\(self.status)" : "\(self.status) \(self.detail.prefix(200))" }
    var id: String? { self.body.object?["id"]?.string }

    /// The ids of a list.
    var ids: [String] { (self.body.object?["Resources"]?.array ?? []).compactMap { $0.object?["id"]?.string } }
}

/// A bridge that can be called, and that may be gone.
protocol FaultBridge: Sendable {
    /// Makes one call; a bridge that cannot be reached is status 0.
    func answer(_ method: HTTPMethod, _ path: String, _ body: String?) async -> FaultAnswer
}

extension FaultBridge {
    /// Who has a name, by the filter that Entra matches with.
    func find(_ endpoint: String, _ attribute: String, _ name: String) async -> FaultAnswer {
        let filter = BridgeCaller.formEncoded("\(attribute) eq \"\(name)\"")
        return await self.answer(.GET, "\(endpoint)?filter=\(filter)", nil)
    }
}

extension BridgeCaller: FaultBridge {
    func answer(_ method: HTTPMethod, _ path: String, _ body: String?) async -> FaultAnswer {
        do {
            let reply = try await self.send(method, path, body)
            return FaultAnswer(
                status: reply.status, detail: reply.detail,
                hasRetryAfter: reply.headers.first(name: "Retry-After") != nil,
                body: reply.body)
        } catch {
            return FaultAnswer(status: 0, detail: "\(error)")
        }
    }
}
