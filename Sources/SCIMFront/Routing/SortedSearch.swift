import SCIM

/// A search over the lists of all types together, put into order here: each must be short enough to be read at once.
struct SortedSearch {
    /// The search that this is a case of.
    let search: SearchEndpoint
    /// What is asked of each type that can have anything to find.
    let parts: [(endpoint: ResourceEndpoint, query: Query)]

    /// A page by position.
    ///
    /// - Throws: `tooMany` for longer lists, `invalidPath` for pages by cursor and for what has no order.
    func page(by sort: Query.Sort, _ query: Query, _ call: Call) async throws(SCIMError) -> ListResponse {
        if query.cursor != nil {
            throw .invalidPath("Resources of several types are not sorted in pages by cursor. \(self.advice)")
        }
        let order = try ResourceOrder(sort, among: self.search.endpoints.map(\.type))
        let limit = self.search.configuration.maximumResults
        var found: [RenderedResource] = []
        for (endpoint, part) in self.parts {
            var whole = Query(filter: part.filter, count: limit, projection: part.projection)
            whole.ranking = order
            let page = try await endpoint.provider.resources(whole, context: call.context)
            guard page.totalResults ?? 0 <= page.resources.count else {
                throw .tooMany(
                    "Resources of several types are sorted only where each list has no more than \(limit). \(self.advice)"
                )
            }
            found += page.resources
        }
        found.sort { order.isOrdered($0.place, before: $1.place) }
        let shown = found.dropFirst(query.startIndex - 1)
            .prefix(min(query.count ?? self.search.configuration.defaultResults, limit))
        return ListResponse(totalResults: found.count, startIndex: query.startIndex, resources: Array(shown))
    }

    private var advice: String {
        "Narrow the filter, leave 'sortBy' out, or search one type: "
            + self.search.endpoints.map { "\($0.path)\(self.search.path)" }.joined(separator: ", ") + "."
    }
}
