import Directories
import LDAP
import SCIM
import Translator

/// Answers a query: what it means as a search, which page of that is wanted, and how the page is shown.
struct ListReader {
    /// How many comparisons are made where the call is served; more keep other clients waiting and are made elsewhere.
    private static let quickComparisons = 2000

    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// Finds the entries that a query asks for, and cuts out its page.
    func response(to query: Query) async throws(SCIMError) -> ListResponse {
        let page = try self.page(of: query)
        let order = try self.order(of: query)
        var slice = try await self.slice(page, of: query, order)
        if let total = slice.total, total > 1, let path = query.filter.flatMap(self.book.mapping.uniquePath) {
            throw .ambiguousMatch(path, slice.entries.map(\.dn), of: total, ["\(self.book.mapping.section).filter"])
        }
        if slice.total == 1, case .compare(_, .eq, _)? = query.filter {
            self.work.shared.options.matched(self.book.mapping.section)
        }
        let references =
            slice.entries.isEmpty
            ? References()
            : try await MembershipReader(self.work).complete(&slice.entries, for: self.projection(of: query))
        return ListResponse(
            totalResults: slice.total, startIndex: query.cursor == nil ? query.startIndex : nil,
            nextCursor: self.nextCursor(after: slice, page, query, order),
            resources: self.resources(from: slice.entries, query, references)
        )
    }

    /// The names of the entries on the page that a query asks for.
    func names(on query: Query) async throws(SCIMError) -> [DistinguishedName] {
        try await self.slice(self.page(of: query), of: query, self.order(of: query)).entries.map(\.dn)
    }

    private func order(of query: Query) throws(SCIMError) -> ListOrder {
        try query.sort.map { (sort) throws(SCIMError) in try self.book.filters.order(sort) } ?? self.book.listOrder
    }

    private func slice(
        _ page: ListPage, of query: Query, _ order: ListOrder
    ) async throws(SCIMError) -> ListSlice {
        guard let list = try await self.list(query, order) else { return ListSlice(total: 0) }
        return try await PageReader(list, isSorted: query.sort != nil, self.work).slice(page)
    }

    private func resources(
        from entries: [Entry], _ query: Query, _ references: References
    ) -> [RenderedResource] {
        var resources = self.book.renderer.resources(
            from: entries, references: references, showing: query.projection,
            isVersioned: query.projection.includes(.version))
        guard let ranking = query.ranking else { return resources }
        let projection = self.projection(of: query)
        for (index, entry) in entries.enumerated() {
            let resource = self.book.projector.resource(from: entry, references: references, projection: projection)
            resources[index].place = ranking.place(of: resource, in: self.book.renderer.type)
        }
        return resources
    }

    /// What is read of the entries: what is shown, and what decides their places.
    private func projection(of query: Query) -> Projection {
        query.ranking?.projection(including: query.projection, in: self.book.renderer.type) ?? query.projection
    }

    /// The list that a query means; nil if nothing can be in it.
    private func list(_ query: Query, _ order: ListOrder) async throws(SCIMError) -> ListQuery? {
        // Who wants to know the number alone is shown no attributes.
        let projection =
            query.count == 0 ? Projection(attributes: [AttributePath(attribute: "id")]) : self.projection(of: query)
        let book = self.book
        var request = SearchRequest(
            base: book.mapping.base, scope: book.mapping.scope, filter: book.mapping.filter)
        guard let filter = query.filter else {
            request.attributes = self.book.projector.attributes(for: projection, in: order)
            return ListQuery(request: request, order: order)
        }
        try await DynamicMembers(self.work).refuse(filter)
        let translation = try await self.translation(of: filter)
        if translation.matchesNothing { return nil }
        request.filter = translation.filter(within: book.mapping.filter)
        request.attributes = self.book.projector.attributes(
            for: projection, filteredBy: translation.residualPaths, in: order)
        return ListQuery(
            request: request, order: order, admits: translation.isDecided ? nil : self.admits(by: translation))
    }

    /// What a filter means to the directory; the entries that it names by their ids are looked up before.
    private func translation(of filter: SCIM.Filter) async throws(SCIMError) -> Translation {
        if let plain = self.book.filters.plainTranslation(of: filter) { return plain }
        let ids = self.book.filters.references(in: filter).map(ResourceID.init)
        let references = ids.isEmpty ? References() : try await ReferenceResolver(self.work).resolve(ids: ids)
        return try self.book.filters.translate(filter, references: references)
    }

    /// Says of entries found whether they belong to the list, by the part of a filter that the directory could not answer.
    private func admits(by translation: Translation) -> ListQuery.Admission {
        let work = self.work
        return { entries throws(LDAPError) in
            guard let left = EntryFilter(translation, work.book.projector) else {
                return Array(repeating: true, count: entries.count)
            }
            let names = left.names(in: entries)
            let known = names.isEmpty ? References() : try await ReferenceResolver(work).find(names: names)
            let questions = left.questions(about: entries, knowing: known)
            let answers = questions.isEmpty ? TextAnswers() : try await EqualityReferee(work).answers(to: questions)
            if left.comparisons * entries.count < Self.quickComparisons {
                return left.matches(entries, knowing: known, answers)
            }
            return await withTaskExecutorPreference(globalConcurrentExecutor) {
                left.matches(entries, knowing: known, answers)
            }
        }
    }
}

// MARK: - Pages and cursors

extension ListReader {
    private func page(of query: Query) throws(SCIMError) -> ListPage {
        let count = min(query.count ?? self.work.shared.options.defaultPage, self.work.shared.options.maximumPage)
        guard let text = query.cursor else { return ListPage(start: .position(query.startIndex), count: count) }
        guard let signer = self.work.shared.options.cursors else {
            throw .invalidCursor("This service has no cursors; turn the pages with 'startIndex'.")
        }
        if text.isEmpty { return ListPage(start: .position(1), count: count) }
        let cursor = try ListCursor(text, for: self.signature(of: query), by: signer)
        return ListPage(start: .after(cursor), count: count)
    }

    private func nextCursor(after slice: ListSlice, _ page: ListPage, _ query: Query, _ order: ListOrder) -> String? {
        guard query.cursor != nil, let signer = self.work.shared.options.cursors, let position = slice.next else {
            return nil
        }
        var cursor = ListCursor(position: position, place: ListOrder.Place([]))
        if let last = slice.entries.last {
            cursor.place = order.place(of: last)
        } else if case .after(let before) = page.start {
            cursor.place = before.place
        }
        return cursor.text(for: self.signature(of: query), by: signer)
    }

    /// What must be the same for a cursor to be good.
    private func signature(of query: Query) -> String {
        [
            self.book.mapping.resourceType.name, self.book.mapping.base.description, query.filter?.description ?? "",
            query.sort?.path.description ?? "", query.sort?.isDescending == true ? "descending" : "",
        ].joined(separator: "\n")
    }
}
