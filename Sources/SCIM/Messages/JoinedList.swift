/// The lists of several providers as one: that of the first, then that of the second, and so on, unless the client asks for an order.
public struct JoinedList: Sendable {
    /// Whose lists they are.
    private let providers: [any ResourceProvider]
    /// How many resources a page has where a client does not say it.
    private let usual: Int
    /// How many it has at most.
    private let limit: Int
    /// What a client may do instead of sorting a list that is too long, as a sentence.
    private let advice: String

    /// A provider, and what it is asked.
    private typealias Part = (provider: any ResourceProvider, query: Query)

    /// Joins the lists of some providers; a page has `usual` resources where a client does not say it, and `limit` at most.
    ///
    /// `advice` is what clients may do instead of sorting lists that are too long, as a sentence.
    public init(_ providers: [any ResourceProvider], usual: Int, limit: Int, advice: String) {
        self.providers = providers
        self.usual = usual
        self.limit = limit
        self.advice = advice
    }

    /// Returns the page that a query asks for.
    /// - Throws: `tooMany` and `invalidPath` for an order that cannot be made, `invalidCursor`, and what a provider refuses.
    public func page(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        let parts = self.parts(of: query)
        if parts.count == 1 {
            return try await parts[0].provider.resources(parts[0].query, context: context)
        }
        if let sort = query.sort { return try await self.sortedPage(parts, by: sort, query, context) }
        guard let cursor = query.cursor else { return try await self.countedPage(parts, query, context) }
        return try await self.page(at: cursor, parts, query, context)
    }

    /// What is asked of each provider that can have anything to find.
    private func parts(of query: Query) -> [Part] {
        let types = self.providers.map(\.resourceType)
        return zip(self.providers, types).compactMap { provider, type in
            var part = query
            part.projection = query.projection.qualified(in: type)
            guard types.count > 1, let filter = query.filter else { return (provider, part) }
            switch filter.reduced(to: type, among: types) {
            case .never: return nil
            case .always: part.filter = nil
            case .filter(let filter): part.filter = filter
            }
            return (provider, part)
        }
    }
}

extension JoinedList {
    /// A page by position: what one provider leaves of it is filled from the next.
    private func countedPage(
        _ parts: [Part], _ query: Query, _ context: RequestContext
    ) async throws(SCIMError) -> ListResponse {
        var resources: [RenderedResource] = []
        var total = 0
        var room = query.count ?? self.usual
        for (provider, part) in parts {
            var part = part
            part.startIndex = max(1, query.startIndex - total)
            part.count = room
            let page = try await provider.resources(part, context: context)
            let length = page.totalResults ?? 0
            resources += page.resources
            total += length
            let isAtEnd = part.startIndex + page.resources.count > length
            room = isAtEnd ? room - page.resources.count : 0
        }
        return ListResponse(totalResults: total, startIndex: query.startIndex, resources: resources)
    }

    /// A page by cursor, all of one provider; the number of the provider and a dot stand before its own cursor.
    private func page(
        at cursor: String, _ parts: [Part], _ query: Query, _ context: RequestContext
    ) async throws(SCIMError) -> ListResponse {
        let steps = cursor.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let number = cursor.isEmpty ? 0 : Int(steps[0])
        guard let number, parts.indices.contains(number), cursor.isEmpty || steps.count == 2 else {
            if parts.isEmpty, cursor.isEmpty {
                return ListResponse(totalResults: 0, startIndex: nil, resources: [])
            }
            throw .invalidCursor("The cursor is none of this service. Begin anew with an empty cursor.")
        }
        var (provider, part) = parts[number]
        part.cursor = cursor.isEmpty ? "" : String(steps[1])
        var page = try await provider.resources(part, context: context)
        page.totalResults = nil
        if let next = page.nextCursor {
            page.nextCursor = "\(number).\(next)"
        } else if number + 1 < parts.count {
            page.nextCursor = "\(number + 1)."
        }
        return page
    }

    /// A page by position of the lists put into order here: each must be short enough to be read at once.
    ///
    /// - Throws: `tooMany` for longer lists, `invalidPath` for pages by cursor and for what has no order.
    private func sortedPage(
        _ parts: [Part], by sort: Query.Sort, _ query: Query, _ context: RequestContext
    ) async throws(SCIMError) -> ListResponse {
        if query.cursor != nil {
            throw .invalidPath("Lists of several kinds are not sorted in pages by cursor. \(self.advice)")
        }
        let order = try ResourceOrder(sort, among: self.providers.map(\.resourceType))
        var found: [RenderedResource] = []
        for (provider, part) in parts {
            var whole = Query(filter: part.filter, count: self.limit, projection: part.projection)
            whole.ranking = order
            let page = try await provider.resources(whole, context: context)
            guard page.totalResults ?? 0 <= page.resources.count else {
                throw .tooMany(
                    "Lists of several kinds are sorted only where each has no more than \(self.limit). \(self.advice)"
                )
            }
            found += page.resources
        }
        found.sort { order.isOrdered($0.place, before: $1.place) }
        let shown = found.dropFirst(query.startIndex - 1).prefix(min(query.count ?? self.usual, self.limit))
        return ListResponse(totalResults: found.count, startIndex: query.startIndex, resources: Array(shown))
    }
}
