import Directories
import LDAP
import SCIM
import Translator

/// Reads one page of a list in the way that costs least.
///
/// A short list comes whole in one answer. A page of a long one is cut from the list that was kept for it, or else from a new one:
/// the directory sorts that where it can show windows of it, and is read from the beginning where it cannot.
struct PageReader {
    private let list: ListQuery
    /// Whether the client wished for the order.
    private let isSorted: Bool
    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ list: ListQuery, isSorted: Bool, _ work: Work) {
        self.list = list
        self.isSorted = isSorted
        self.work = work
    }

    /// The page, without entries that show no id.
    /// - Throws: what the directory refused; 503 when the time is over.
    func slice(_ page: ListPage) async throws(SCIMError) -> ListSlice {
        let slice = try await self.keptSlice(page)
        if slice.entries.allSatisfy(self.isIdentified) { return slice }
        // Now that it is known that there are such entries, they are counted out.
        return try await self.keptSlice(page)
    }

    /// The page of the list that was kept for it, or else of a new one.
    ///
    /// Where the kept one is lost, what is left of the call's time is all that there is for a new one.
    private func keptSlice(_ page: ListPage) async throws(SCIMError) -> ListSlice {
        if page.isFirst { return try await self.newSlice(page) }
        let sorted = self.listInParts(isCountedHere: false)
        let key = self.key(of: sorted)
        guard let kept = self.work.shared.lists.take(key) else { return try await self.newSlice(page) }
        let deadline = ContinuousClock.now + self.work.shared.options.timeout
        do {
            if let slice = try await self.slice(page, of: sorted, from: kept, key) { return slice }
        } catch {
            // A directory that was silent has had all the time.
            if error.code == .timeout || Task.isCancelled { throw self.refusal(error) }
            return try await self.newSlice(page, until: deadline)
        }
        return try await self.newSlice(page)
    }

    private func newSlice(
        _ page: ListPage, until deadline: ContinuousClock.Instant
    ) async throws(SCIMError) -> ListSlice {
        let outcome = await cancelling(at: deadline) { () -> Result<ListSlice, SCIMError> in
            do throws(SCIMError) {
                return .success(try await self.newSlice(page))
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
    private func newSlice(_ page: ListPage) async throws(SCIMError) -> ListSlice {
        do {
            if let entries = try await self.shortAnswer() {
                return try await self.list.slice(page, of: entries.filter(self.isIdentified))
            }
            if self.book.dialect.supportsVirtualListView(self.book.server.rootDSE) {
                return try await self.sortedSlice(page)
            }
        } catch {
            throw self.refusal(error)
        }
        let canSort = self.book.dialect.supports(.sort, self.book.server.rootDSE)
        if self.isSorted, !canSort { throw .unsortable }
        return try await self.pagedSlice(page, canSort: canSort)
    }

    /// Why the list cannot be had; one that takes the directory too much work is the client's to narrow.
    private func refusal(_ error: LDAPError) -> SCIMError {
        var refusal = self.work.refusal(error, of: self.list.request)
        if self.book.dialect.meaning(of: error) == .unindexed { (refusal.status, refusal.type) = (400, .tooMany) }
        return refusal
    }
}

// MARK: - The ways

extension PageReader {
    /// All entries, in one round trip; nil where there are more than a page holds.
    private func shortAnswer() async throws(LDAPError) -> [Entry]? {
        var request = self.list.request
        request.sizeLimit = self.work.shared.options.maximumPage
        do {
            return try await self.work.directory.search(request).entries
        } catch  where error.code == .sizeLimitExceeded || error.code == .adminLimitExceeded {
            return nil
        }
    }

    private func key(of list: ListQuery) -> ListShelf.Key {
        ListShelf.Key(list, from: self.work.shared.options.viewpoint)
    }

    /// A page of a list that was kept; nil if that cannot be trusted for it.
    private func slice(
        _ page: ListPage, of list: ListQuery, from kept: SortedList, _ key: ListShelf.Key
    ) async throws(LDAPError) -> ListSlice? {
        var kept = kept
        let slice = try await kept.slice(page, of: list)
        guard slice.next != nil, slice.entries.count == page.count else { return nil }
        self.work.shared.lists.keep(kept, for: key)
        return slice
    }

    /// A page of a list that the directory sorts now.
    private func sortedSlice(_ page: ListPage) async throws(LDAPError) -> ListSlice {
        let (list, shelf) = (self.listInParts(isCountedHere: false), self.work.shared.lists)
        var sorted = SortedList(over: try await self.work.directory.hold(idle: ListShelf.idle))
        let slice: ListSlice
        do {
            slice = try await sorted.slice(page, of: list)
        } catch  where error.code == .busy {
            // slapd has few places for sorted lists, and some of them are ours.
            shelf.clear()
            slice = try await sorted.slice(page, of: list)
        }
        if slice.next != nil { shelf.keep(sorted, for: self.key(of: list)) }
        return slice
    }

    /// A page of a list that is read from its beginning.
    private func pagedSlice(_ page: ListPage, canSort: Bool) async throws(SCIMError) -> ListSlice {
        let list = self.listInParts(isCountedHere: true)
        let slice: ListSlice?
        do {
            slice = try await self.work.directory.lease { session throws(LDAPError) in
                try await PagedList(session: session, isSorted: canSort).slice(page, of: list)
            }
        } catch {
            throw self.refusal(error)
        }
        if let slice { return slice }
        throw .expiredCursor("The entry after which the page begins is gone. Begin anew with an empty cursor.")
    }
}

// MARK: - Entries without an id

extension PageReader {
    /// The same list as it is read in parts, so that neither its pages nor its length have entries without an id.
    ///
    /// The directory leaves out those of whose ids the account may know nothing. What it may search for and not read is seen here
    /// alone, so each entry is looked at where that costs nothing, and everywhere once there was one.
    private func listInParts(isCountedHere: Bool) -> ListQuery {
        let attribute = self.book.dialect.idAttribute
        var request = self.list.request
        if self.book.server.schema.attributeType(attribute) != nil {
            request.filter = .and([request.filter, .present(attribute)])
        }
        let admits = self.list.admits
        guard isCountedHere || admits != nil || !self.work.shared.nameless.isEmpty else {
            return ListQuery(request: request, order: self.list.order)
        }
        return ListQuery(request: request, order: self.list.order) { entries throws(LDAPError) in
            let verdicts = try await admits?(entries) ?? Array(repeating: true, count: entries.count)
            return zip(entries, verdicts).map { self.isIdentified($0) && $1 }
        }
    }

    /// Whether an entry shows an id; one without is not shown.
    private func isIdentified(_ entry: Entry) -> Bool {
        let attribute = self.book.dialect.idAttribute
        if !entry[attribute].isEmpty { return true }
        self.work.shared.nameless.note(entry.dn, without: attribute, self.work.shared.logger)
        return false
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
