import Directories
import LDAP
import SCIM
import Translator

extension Provisioner {
    /// How long a cursor is good for in seconds.
    public static let cursorTimeout = ListCursor.timeout

    /// Finds the entries that a query asks for, and cuts out its page.
    /// - Throws: `invalidFilter` for an attribute that is not mapped; `invalidPath` for one by which no list can be sorted; what
    ///   is wrong with a cursor; `tooMany` where the directory stops before the end.
    public func resources(_ query: Query, context: RequestContext) async throws(SCIMError) -> ListResponse {
        let book = try await self.shelf.rulebook()
        let page = try self.page(of: query)
        let order = try query.sort.map { (sort) throws(SCIMError) in try book.filters.order(sort) } ?? book.listOrder
        var slice = ListSlice(total: 0)
        if let list = try await self.list(query, order, book) {
            slice = try await self.slice(page, of: list, isSorted: query.sort != nil, book)
            if !slice.entries.allSatisfy({ self.isIdentified($0, book) }) {
                // Now that it is known that there are such entries, they are counted out.
                slice = try await self.slice(page, of: list, isSorted: query.sort != nil, book)
            }
        }
        let references = try await self.complete(&slice.entries, for: query.projection, book)
        return ListResponse(
            totalResults: slice.total, startIndex: query.cursor == nil ? query.startIndex : nil,
            nextCursor: self.nextCursor(after: slice, page, query, order),
            resources: slice.entries.map {
                book.projector.resource(from: $0, references: references, projection: query.projection)
            }
        )
    }

    /// The list that a query means; nil if nothing can be in it.
    private func list(_ query: Query, _ order: ListOrder, _ book: Rulebook) async throws(SCIMError) -> ListQuery? {
        // Who wants to know the number alone is shown no attributes.
        let projection = query.count == 0 ? Projection(attributes: [AttributePath(attribute: "id")]) : query.projection
        var request = SearchRequest(base: self.mapping.base, scope: self.mapping.scope, filter: self.mapping.filter)
        guard let filter = query.filter else {
            request.attributes = book.projector.attributes(for: projection, in: order)
            return ListQuery(request: request, order: order, judge: nil)
        }
        let ids = book.filters.references(in: filter).map(ResourceID.init)
        let translation = try book.filters.translate(filter, references: try await self.resolve(ids: ids, book))
        if translation.matchesNothing { return nil }
        request.filter = translation.filter(within: self.mapping.filter)
        request.attributes = book.projector.attributes(
            for: projection, filteredBy: translation.residualPaths, in: order)
        guard let left = EntryFilter(translation, book.projector) else {
            return ListQuery(request: request, order: order, judge: nil)
        }
        return ListQuery(request: request, order: order) { entries throws(LDAPError) in
            let names = left.names(in: entries)
            let resolved = names.isEmpty ? References() : try await self.find(names: names, book)
            let questions = left.questions(about: entries, knowing: resolved)
            let answers = try await self.answers(to: questions, book)
            if left.comparisons * entries.count < Self.quickComparisons {
                return left.matches(entries, knowing: resolved, answers)
            }
            return await withTaskExecutorPreference(globalConcurrentExecutor) {
                left.matches(entries, knowing: resolved, answers)
            }
        }
    }

    /// Whether an entry shows an id; one without is not shown.
    private func isIdentified(_ entry: Entry, _ book: Rulebook) -> Bool {
        let attribute = book.dialect.idAttribute
        if !entry[attribute].isEmpty { return true }
        self.nameless.note(entry.dn, without: attribute, self.logger)
        return false
    }

    /// The same list as it is read in parts, so that neither its pages nor its length have entries without an id.
    ///
    /// The directory leaves out those of whose ids the account may know nothing. What it may search for and not read is seen here
    /// alone, so each entry is looked at where that costs nothing, and everywhere once there was one.
    private func listInParts(_ list: ListQuery, isCountedHere: Bool, _ book: Rulebook) -> ListQuery {
        let attribute = book.dialect.idAttribute
        var request = list.request
        if book.server.schema.attributeType(attribute) != nil {
            request.filter = .and([request.filter, .present(attribute)])
        }
        guard isCountedHere || list.judge != nil || !self.nameless.isEmpty else {
            return ListQuery(request: request, order: list.order, judge: nil)
        }
        return ListQuery(request: request, order: list.order) { entries throws(LDAPError) in
            let verdicts = try await list.judge?(entries) ?? Array(repeating: true, count: entries.count)
            return zip(entries, verdicts).map { self.isIdentified($0, book) && $1 }
        }
    }

    /// How many comparisons are made where the call is served; more keep other clients waiting and are made elsewhere.
    private static let quickComparisons = 2000
}

// MARK: - Reading

extension Provisioner {
    /// A page of a list: of the one that was kept for it, or else of a new one.
    ///
    /// `isSorted` says whether the client wished for the order. Where the kept one is lost, what is left of the call's time is all
    /// that there is for a new one.
    /// - Throws: what ``newSlice(_:of:isSorted:_:)`` throws; 503 when the time is over.
    private func slice(
        _ page: ListPage, of list: ListQuery, isSorted: Bool, _ book: Rulebook
    ) async throws(SCIMError) -> ListSlice {
        let sorted = self.listInParts(list, isCountedHere: false, book)
        let key = ListShelf.Key(sorted)
        guard !page.isFirst, let kept = self.lists.take(key) else {
            return try await self.newSlice(page, of: list, isSorted: isSorted, book)
        }
        let deadline = ContinuousClock.now + self.options.timeout
        do {
            if let slice = try await self.slice(page, of: sorted, from: kept, key) { return slice }
        } catch {
            // A directory that was silent has had all the time.
            if error.code == .timeout || Task.isCancelled { throw self.refusal(error, of: list.request.base, book) }
            return try await self.newSlice(page, of: list, isSorted: isSorted, book, until: deadline)
        }
        return try await self.newSlice(page, of: list, isSorted: isSorted, book)
    }

    private func newSlice(
        _ page: ListPage, of list: ListQuery, isSorted: Bool, _ book: Rulebook, until deadline: ContinuousClock.Instant
    ) async throws(SCIMError) -> ListSlice {
        let outcome = await cancelling(at: deadline) { () -> Result<ListSlice, SCIMError> in
            do throws(SCIMError) {
                return .success(try await self.newSlice(page, of: list, isSorted: isSorted, book))
            } catch {
                return .failure(error)
            }
        }
        if case .failure = outcome, .now >= deadline { throw .listLost }
        return try outcome.get()
    }

    /// What a filter selects mostly fits into one answer; of what does not, the directory cuts out the page.
    /// - Throws: `expiredCursor` where a directory without virtual list views has lost the entry of a cursor; `invalidPath`
    ///   for a long list in an order that the directory cannot make.
    private func newSlice(
        _ page: ListPage, of list: ListQuery, isSorted: Bool, _ book: Rulebook
    ) async throws(SCIMError) -> ListSlice {
        let rootDSE = book.server.rootDSE
        do {
            if let entries = try await self.shortAnswer(to: list.request) {
                return try await list.slice(page, of: entries.filter { self.isIdentified($0, book) })
            }
            if book.dialect.supportsVirtualListView(rootDSE) {
                return try await self.sortedSlice(page, of: self.listInParts(list, isCountedHere: false, book))
            }
        } catch {
            throw self.refusal(error, of: list.request.base, book)
        }
        let canSort = book.dialect.supports(.sort, rootDSE)
        if isSorted, !canSort { throw .unsortable }
        let counted = self.listInParts(list, isCountedHere: true, book)
        return try await self.pagedSlice(page, of: counted, canSort: canSort, book)
    }

    /// A page of a list that is read from its beginning.
    private func pagedSlice(
        _ page: ListPage, of list: ListQuery, canSort: Bool, _ book: Rulebook
    ) async throws(SCIMError) -> ListSlice {
        let slice: ListSlice?
        do {
            slice = try await self.directory.lease { session throws(LDAPError) in
                try await PagedList(session: session, isSorted: canSort).slice(page, of: list)
            }
        } catch {
            throw self.refusal(error, of: list.request.base, book)
        }
        if let slice { return slice }
        throw .expiredCursor("The entry after which the page begins is gone. Begin anew with an empty cursor.")
    }

    /// All entries, in one round trip; nil where there are more than a page holds.
    private func shortAnswer(to request: SearchRequest) async throws(LDAPError) -> [Entry]? {
        var request = request
        request.sizeLimit = self.options.maximumPage
        do {
            return try await self.directory.search(request).entries
        } catch  where error.code == .sizeLimitExceeded || error.code == .adminLimitExceeded {
            return nil
        }
    }

    /// A page of a list that was kept; nil if that cannot be trusted for it.
    private func slice(
        _ page: ListPage, of list: ListQuery, from kept: SortedList, _ key: ListShelf.Key
    ) async throws(LDAPError) -> ListSlice? {
        var kept = kept
        let slice = try await kept.slice(page, of: list)
        guard slice.next != nil, slice.entries.count == page.count else { return nil }
        self.lists.keep(kept, for: key)
        return slice
    }

    /// A page of a list that the directory sorts now.
    private func sortedSlice(_ page: ListPage, of list: ListQuery) async throws(LDAPError) -> ListSlice {
        var sorted = SortedList(over: try await self.directory.hold(idle: ListShelf.idle))
        let slice: ListSlice
        do {
            slice = try await sorted.slice(page, of: list)
        } catch  where error.code == .busy {
            // slapd has few places for sorted lists, and some of them are ours.
            self.lists.clear()
            slice = try await sorted.slice(page, of: list)
        }
        if slice.next != nil { self.lists.keep(sorted, for: ListShelf.Key(list)) }
        return slice
    }
}

// MARK: - Pages

extension Provisioner {
    private func page(of query: Query) throws(SCIMError) -> ListPage {
        let count = min(query.count ?? self.options.defaultPage, self.options.maximumPage)
        guard let text = query.cursor else { return ListPage(start: .position(query.startIndex), count: count) }
        guard let signer = self.options.cursors else {
            throw .invalidCursor("This service has no cursors; turn the pages with 'startIndex'.")
        }
        if text.isEmpty { return ListPage(start: .position(1), count: count) }
        let cursor = try ListCursor(text, for: self.signature(of: query), by: signer)
        return ListPage(start: .after(cursor), count: count)
    }

    private func nextCursor(after slice: ListSlice, _ page: ListPage, _ query: Query, _ order: ListOrder) -> String? {
        guard query.cursor != nil, let signer = self.options.cursors, let position = slice.next else { return nil }
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
            self.mapping.resourceType.name, self.mapping.base.description, query.filter?.description ?? "",
            query.sort?.path.description ?? "", query.sort?.isDescending == true ? "descending" : "",
        ].joined(separator: "\n")
    }
}

extension SCIMError {
    /// The connection of a list was lost, and the time of the call with it.
    fileprivate static let listLost = SCIMError.unavailable(
        "The connection to the directory was lost in the middle of this list, and there was no time left to read it anew. Try "
            + "again.", retryAfter: 1
    )

    /// A list is too long to be sorted here.
    fileprivate static let unsortable = SCIMError.invalidPath(
        "The directory cannot sort lists (it lacks the control 1.2.840.113556.1.4.473), and this one is longer than a page: leave "
            + "'sortBy' out, or narrow the list with a filter."
    )
}
