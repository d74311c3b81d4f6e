import NIOHTTP1
import SCIM

/// The resources of all types, listed by GET at the base URL itself (RFC 7644 section 3.4.2.1).
struct RootEndpoint: Endpoint {
    let search: SearchEndpoint

    var path: String { "/" }

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        guard call.method == .GET || call.method == .HEAD else {
            return .methodNotAllowed(call.method, allowed: "GET, HEAD")
        }
        return try await self.search.answer(try call.parameters().query(extensions: self.search.extensions), call)
    }
}
