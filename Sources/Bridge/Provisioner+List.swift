import LDAP
import SCIM
import Translator

extension Provisioner {
    public func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        let book = try await self.shelf.rulebook()
        let translation = try await self.translate(query.filter, book)
        let window = Window(
            start: query.startIndex,
            count: min(query.count ?? self.options.defaultPage, self.options.maximumPage)
        )
        let request = SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope,
            filter: .and([self.mapping.filter] + (translation.map { [$0.filter] } ?? [])),
            attributes: book.projector.attributes(for: query.projection, and: translation?.residual)
        )
        if let translation, let residual = translation.residual {
            return try await self.walk(request, window, residual, translation.references, book)
        }
        if query.filter != nil, let page = try await self.firstPage(request, window, book) { return page }
        return try await self.page(request, window, book)
    }

    private func translate(_ filter: SCIM.Filter?, _ book: Rulebook) async throws(SCIMError) -> Translation? {
        guard let filter else { return nil }
        let ids = book.filters.references(in: filter)
        return try book.filters.translate(filter, references: try await self.resolve(ids: ids, book))
    }

    /// The whole answer from one plain search, or nil where more entries match than the page holds.
    private func firstPage(
        _ request: SearchRequest, _ window: Window, _ book: Rulebook
    ) async throws(SCIMError) -> ListResponse? {
        guard window.start == 1, window.count > 0 else { return nil }
        var request = request
        request.sizeLimit = window.count + 1
        do {
            let entries = try await self.directory.search(request).entries
            guard entries.count <= window.count else { return nil }
            let resources = try await self.project(entries, book)
            return ListResponse(totalResults: entries.count, startIndex: 1, resources: resources)
        } catch let error as LDAPError where error.code == .sizeLimitExceeded {
            return nil
        } catch let error as LDAPError {
            throw SCIMError(error, dialect: book.dialect)
        } catch let error as SCIMError {
            throw error
        } catch {
            throw .internalError("\(error)")
        }
    }

    /// One page of a longer list, cut out by the directory.
    private func page(
        _ request: SearchRequest, _ window: Window, _ book: Rulebook
    ) async throws(SCIMError) -> ListResponse {
        let walk = DirectoryWalk(request: request, book: book)
        let slice = try await self.lease(book) { session throws(LDAPError) in
            try await walk.slice(window, over: session)
        }
        return ListResponse(
            totalResults: slice.total, startIndex: window.start, resources: try await self.project(slice.entries, book)
        )
    }

    /// Reads every candidate in turn and keeps the window of those that the filter really means; memory holds one window.
    private func walk(
        _ request: SearchRequest, _ window: Window, _ residual: SCIM.Filter, _ references: References, _ book: Rulebook
    ) async throws(SCIMError) -> ListResponse {
        let walk = DirectoryWalk(request: request, book: book)
        let slice = try await self.lease(book) { session throws(LDAPError) in
            var slice = Slice()
            try await walk.forEach(over: session) { entry in
                guard book.projector.isMatch(entry, residual, references: references) else { return }
                slice.total += 1
                if window.range.contains(slice.total) { slice.entries.append(entry) }
            }
            return slice
        }
        return ListResponse(
            totalResults: slice.total, startIndex: window.start, resources: try await self.project(slice.entries, book)
        )
    }

    private func lease<Output: Sendable>(
        _ book: Rulebook, _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(SCIMError) -> Output {
        do {
            return try await self.directory.lease(body)
        } catch {
            throw SCIMError(error, dialect: book.dialect)
        }
    }

    /// The entries as resources; what all of them refer to is resolved together.
    private func project(_ entries: [Entry], _ book: Rulebook) async throws(SCIMError) -> [Resource] {
        let references = try await self.references(in: entries, book)
        return entries.map { book.projector.resource(from: $0, references: references) }
    }
}
