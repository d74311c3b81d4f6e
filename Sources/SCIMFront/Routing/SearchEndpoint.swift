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
        let parts = self.parts(of: query)
        if parts.count == 1 {
            return try await parts[0].endpoint.provider.resources(parts[0].query, context: call.context)
        }
        if let sort = query.sort {
            return try await SortedSearch(search: self, parts: parts).page(by: sort, query, call)
        }
        guard let cursor = query.cursor else { return try await self.countedPage(parts, query, call) }
        return try await self.page(at: cursor, parts, query, call)
    }

    /// What is asked of each type that can have anything to find.
    private func parts(of query: Query) -> [(endpoint: ResourceEndpoint, query: Query)] {
        let types = self.endpoints.map(\.type)
        return self.endpoints.compactMap { endpoint in
            var part = query
            part.projection = query.projection.qualified(in: endpoint.type)
            guard types.count > 1, let filter = query.filter else { return (endpoint, part) }
            switch filter.reduced(to: endpoint.type, among: types) {
            case .never: return nil
            case .always: part.filter = nil
            case .filter(let filter): part.filter = filter
            }
            return (endpoint, part)
        }
    }
}

extension SearchEndpoint {
    /// A page by position: what one type leaves of it is filled from the next.
    private func countedPage(
        _ parts: [(endpoint: ResourceEndpoint, query: Query)], _ query: Query, _ call: Call
    ) async throws(SCIMError) -> ListResponse {
        var resources: [RenderedResource] = []
        var total = 0
        var room = query.count ?? self.configuration.defaultResults
        for (endpoint, part) in parts {
            var part = part
            part.startIndex = max(1, query.startIndex - total)
            part.count = room
            let page = try await endpoint.provider.resources(part, context: call.context)
            let length = page.totalResults ?? 0
            resources += page.resources
            total += length
            let isAtEnd = part.startIndex + page.resources.count > length
            room = isAtEnd ? room - page.resources.count : 0
        }
        return ListResponse(totalResults: total, startIndex: query.startIndex, resources: resources)
    }

    /// A page by cursor, all of one type; the number of the type and a dot stand before the type's own cursor.
    private func page(
        at cursor: String, _ parts: [(endpoint: ResourceEndpoint, query: Query)], _ query: Query, _ call: Call
    ) async throws(SCIMError) -> ListResponse {
        let steps = cursor.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let number = cursor.isEmpty ? 0 : Int(steps[0])
        guard let number, parts.indices.contains(number), cursor.isEmpty || steps.count == 2 else {
            if parts.isEmpty, cursor.isEmpty {
                return ListResponse(totalResults: 0, startIndex: nil, resources: [])
            }
            throw .invalidCursor("The cursor is none of this service. Begin anew with an empty cursor.")
        }
        var (endpoint, part) = parts[number]
        part.cursor = cursor.isEmpty ? "" : String(steps[1])
        var page = try await endpoint.provider.resources(part, context: call.context)
        page.totalResults = nil
        if let next = page.nextCursor {
            page.nextCursor = "\(number).\(next)"
        } else if number + 1 < parts.count {
            page.nextCursor = "\(number + 1)."
        }
        return page
    }
}
