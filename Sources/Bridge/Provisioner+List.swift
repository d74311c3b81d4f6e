import LDAP
import SCIM
import Translator

extension Provisioner {
    /// Finds the entries that a query asks for, and cuts out its page.
    /// - Throws: `invalidFilter` for an attribute that is not mapped; `tooMany` where the directory stops before the end.
    public func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        let book = try await self.shelf.rulebook()
        let window = Window(
            start: query.startIndex, count: min(query.count ?? self.options.defaultPage, self.options.maximumPage)
        )
        var slice = try await self.slice(query, window, book)
        let references = try await self.complete(&slice.entries, for: query.projection, book)
        return ListResponse(
            totalResults: slice.total, startIndex: window.start,
            resources: slice.entries.map {
                book.projector.resource(from: $0, references: references, projection: query.projection)
            }
        )
    }

    /// A list without a filter is long, and the directory cuts out the page; what a filter selects mostly fits into one answer.
    private func slice(_ query: Query, _ window: Window, _ book: Rulebook) async throws(SCIMError) -> Slice {
        guard let filter = query.filter else {
            let request = self.request(query, filter: self.mapping.filter, nil, book)
            return try await self.walk(request, book) { (walk, session) throws(LDAPError) in
                try await walk.slice(window, over: session)
            }
        }
        let ids = book.filters.references(in: filter)
        let translation = try book.filters.translate(filter, references: try await self.resolve(ids: ids, book))
        if translation.matchesNothing { return Slice() }
        let request = self.request(query, filter: translation.filter(within: self.mapping.filter), translation, book)
        let selection = Selection(translation: translation, projector: book.projector)
        if let entries = try await self.shortAnswer(to: request, book) {
            return window.slice(of: entries.filter(selection.admits))
        }
        return try await self.walk(request, book) { (walk, session) throws(LDAPError) in
            if selection.admitsAll { return try await walk.slice(window, over: session) }
            var slice = Slice()
            try await walk.forEach(over: session) { entry in
                if selection.admits(entry) { slice.count(entry, in: window) }
            }
            return slice
        }
    }

    private func request(
        _ query: Query, filter: LDAP.Filter, _ translation: Translation?, _ book: Rulebook
    ) -> SearchRequest {
        SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope, filter: filter,
            attributes: book.projector.attributes(for: query.projection, and: translation?.residual)
        )
    }

    /// All entries, in one round trip; nil where there are more than a page holds.
    private func shortAnswer(
        to request: SearchRequest, _ book: Rulebook
    ) async throws(SCIMError) -> [Entry]? {
        var request = request
        request.sizeLimit = self.options.maximumPage
        do {
            return try await self.directory.search(request).entries
        } catch {
            if error.code == .sizeLimitExceeded || error.code == .adminLimitExceeded { return nil }
            throw self.refusal(error, of: request.base, book)
        }
    }

    private func walk(
        _ request: SearchRequest, _ book: Rulebook,
        _ body: @Sendable (DirectoryWalk, any DirectorySession) async throws(LDAPError) -> Slice
    ) async throws(SCIMError) -> Slice {
        let walk = DirectoryWalk(request: request, book: book)
        do {
            return try await self.directory.lease { session throws(LDAPError) in try await body(walk, session) }
        } catch {
            throw self.refusal(error, of: request.base, book)
        }
    }
}

/// What a filter still asks of the entries that the directory has found.
private struct Selection: Sendable {
    let translation: Translation
    let projector: EntryProjector

    var admitsAll: Bool {
        self.translation.residual == nil
    }

    func admits(_ entry: Entry) -> Bool {
        guard let residual = self.translation.residual else { return true }
        return self.projector.isMatch(entry, residual, references: self.translation.references)
    }
}
