import SCIM

extension SearchEndpoint {
    /// A page by position of the lists of all types together, put into order here: each must be short enough to be read at once.
    ///
    /// - Throws: `tooMany` for longer lists, `invalidPath` for pages by cursor and for what has no order.
    func sortedPage(
        _ parts: [(endpoint: ResourceEndpoint, query: Query)], by sort: Query.Sort, _ query: Query, _ call: Call
    ) async throws(SCIMError) -> Value {
        if query.cursor != nil {
            throw .invalidPath("Resources of several types are not sorted in pages by cursor. \(self.advice)")
        }
        let order = try ResourceOrder(sort, among: self.endpoints.map(\.type))
        let limit = self.configuration.maximumResults
        var found: [(place: Value?, value: Value)] = []
        for (endpoint, part) in parts {
            var whole = Query(filter: part.filter, count: limit)
            whole.projection = order.projection(including: part.projection, in: endpoint.type)
            let page = try await endpoint.provider.resources(whole, context: call.context)
            guard page.totalResults ?? 0 <= page.resources.count else {
                throw .tooMany(
                    "Resources of several types are sorted only where each list has no more than \(limit). \(self.advice)"
                )
            }
            let places = page.resources.map { order.place(of: $0, in: endpoint.type) }
            found += zip(places, endpoint.values(of: page, part.projection)).map { ($0, $1) }
        }
        found.sort { order.isOrdered($0.place, before: $1.place) }
        let shown = found.dropFirst(query.startIndex - 1)
            .prefix(min(query.count ?? self.configuration.defaultResults, limit))
        return ListResponse(totalResults: found.count, startIndex: query.startIndex, resources: [])
            .value(shown.map(\.value))
    }

    private var advice: String {
        "Narrow the filter, leave 'sortBy' out, or search one type: "
            + self.endpoints.map { "\($0.path)\(self.path)" }.joined(separator: ", ") + "."
    }
}
