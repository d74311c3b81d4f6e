import NIOHTTP1
import SCIM

/// A search over all resource types: POST to `/.search` at the root (RFC 7644 section 3.4.3).
///
/// The list is that of the first type, then that of the second, and so on, unless the client asks for an order.
struct SearchEndpoint: Endpoint {
    static let name = ".search"

    let endpoints: [ResourceEndpoint]
    let extensions: [SchemaURN]
    let configuration: ServiceProviderConfig

    init(endpoints: [ResourceEndpoint], configuration: ServiceProviderConfig) {
        self.endpoints = endpoints
        self.extensions = endpoints.flatMap(\.type.extensionURNs)
        self.configuration = configuration
    }

    var path: String { "/" + Self.name }

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        guard id == nil else { throw .notFound("Nothing is below \(self.path); send the search there by POST.") }
        guard call.method == .POST else { return .methodNotAllowed(call.method, allowed: "POST") }
        return try await self.answer(try Query(decoding: try await call.body(), extensions: self.extensions), call)
    }

    func answer(_ query: Query, _ call: Call) async throws(SCIMError) -> Answer {
        Answer(.ok, try await self.page(query, call))
    }

    private func page(_ query: Query, _ call: Call) async throws(SCIMError) -> ListResponse {
        let list = JoinedList(
            self.endpoints.map(\.provider), usual: self.configuration.defaultResults,
            limit: self.configuration.maximumResults,
            advice: "Narrow the filter, leave 'sortBy' out, or search one type: "
                + self.endpoints.map { "\($0.path)\(self.path)" }.joined(separator: ", ") + ".")
        return try await list.page(query, context: call.context)
    }
}
