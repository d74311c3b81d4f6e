import LDAP
import Translator

/// A list that the directory has sorted on a connection of our own, read in windows by virtual list view: a size limit does not
/// cut it short, and the directory counts exactly.
///
/// With 100,000 people in slapd 2.5 the sort takes 270 ms of its CPU, and each window of 200 on the same connection 4 to 8 ms,
/// wherever it lies; `(entryUUID>=x)` has no index there and costs 80 to 270 ms a page, and paged results end at the size
/// limit. So the connection is kept for the next page, and a walk through the list costs one sort.
struct SortedList: Sendable {
    /// Entries that one answer carries; below the size limits that directories ship with.
    private static let stride = 200

    let session: any DirectorySession
    /// When the directory was first asked for it.
    let begun = ContinuousClock.now
    private var context: [UInt8]?
    /// How long the list was when the directory was last asked.
    private(set) var total: Int?

    init(over session: any DirectorySession) {
        self.session = session
    }

    /// One page of the list.
    mutating func slice(_ page: ListPage, of query: ListQuery) async throws(LDAPError) -> ListSlice {
        guard query.admits == nil else { return try await self.admittedSlice(page, of: query) }
        if case .after(let cursor) = page.start { return try await self.slice(page.count, after: cursor, of: query) }
        guard case .position(let start) = page.start else { return ListSlice() }
        let entries = try await self.window(start, count: max(page.count, 1), of: query)
        return self.slice(page.count > 0 ? entries : [], before: start - 1)
    }

    private func slice(_ entries: [Entry], before: Int) -> ListSlice {
        let end = before + entries.count
        return ListSlice(entries: entries, total: self.total, next: end < self.total ?? 0 ? end : nil)
    }

    /// The page after a cursor: mostly its entry still stands where it stood, and one window shows it and the page.
    private mutating func slice(
        _ count: Int, after cursor: ListCursor, of query: ListQuery
    ) async throws(LDAPError) -> ListSlice {
        let entries = try await self.window(cursor.position, count: count + 1, of: query)
        if let first = entries.first, query.order.place(of: first) == cursor.place {
            return self.slice(Array(entries.dropFirst()), before: cursor.position)
        }
        let position = try await self.position(after: cursor, of: query)
        return self.slice(try await self.window(position, count: count, of: query), before: position - 1)
    }

    /// The position of the first entry after a cursor's, found by halving where entries before it have come or gone.
    private mutating func position(after cursor: ListCursor, of query: ListQuery) async throws(LDAPError) -> Int {
        var request = query.request
        request.attributes = query.order.attributes
        let probe = ListQuery(request: request, order: query.order)
        let place = cursor.place
        if let entry = try await self.window(cursor.position, count: 1, of: probe).first,
            query.order.place(of: entry) == place
        {
            return cursor.position + 1
        }
        var low = 1
        var high = (self.total ?? 0) + 1
        while low < high {
            let middle = (low + high) / 2
            let entry = try await self.window(middle, count: 1, of: probe).first
            if let entry, !query.order.isOrdered(place, before: query.order.place(of: entry)) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// A page of those entries of the list that are admitted.
    ///
    /// A counted page needs the whole list, of which the entries of one window are here at a time; a page by cursor ends with
    /// the first entry of the next.
    private mutating func admittedSlice(_ page: ListPage, of query: ListQuery) async throws(LDAPError) -> ListSlice {
        var position = 1
        if case .after(let cursor) = page.start { position = try await self.position(after: cursor, of: query) }
        var counter = AdmittedEntries(page: page)
        repeat {
            let entries = try await self.window(position, count: Self.stride, of: query)
            for offset in try await query.admitted(entries[...]) {
                counter.count(entries[offset], at: position + offset)
            }
            if entries.isEmpty || counter.isComplete { break }
            position += entries.count
        } while position <= self.total ?? 0
        return counter.slice
    }

    /// The entries of the list from a position on, none where it ends before; in two answers where one would be too large.
    private mutating func window(
        _ start: Int, count: Int, of query: ListQuery
    ) async throws(LDAPError) -> [Entry] {
        if let total, start > total { return [] }
        var request = query.request
        request.controls += [
            .sort(query.order.sortKeys),
            .virtualListView(
                VirtualListView(before: 0, after: count - 1, offset: start, count: 0, context: self.context)),
        ]
        let result: SearchResult
        do {
            result = try await self.session.searchPatiently(request)
        } catch  where error.code == .virtualListViewError && start > 1 {
            _ = try await self.window(1, count: 1, of: query)
            return []
        } catch  where error.code == .sizeLimitExceeded && count > 1 {
            let first = try await self.window(start, count: count / 2, of: query)
            return first + (try await self.window(start + count / 2, count: count - count / 2, of: query))
        }
        let answer = result.controls.virtualListView
        self.total = answer?.count ?? result.entries.count
        self.context = answer?.context
        // Past the end, many a server shows the last entry once more.
        if let answer, answer.position < start { return [] }
        return result.entries
    }
}

/// Counts the entries of a list that are admitted, and keeps those of a page.
struct AdmittedEntries {
    let page: ListPage
    private var entries: [Entry] = []
    private var total = 0
    private var last = 0

    init(page: ListPage) {
        self.page = page
    }

    /// Takes the next admitted entry, which stands at a position of the whole list.
    mutating func count(_ entry: Entry, at position: Int) {
        self.total += 1
        guard self.total >= self.start, self.entries.count < self.page.count else { return }
        self.entries.append(entry)
        self.last = position
    }

    private var start: Int {
        if case .position(let start) = self.page.start { start } else { 1 }
    }

    /// Whether nothing more needs to be known.
    var isComplete: Bool {
        if case .after = self.page.start { self.total > self.page.count } else { false }
    }

    var slice: ListSlice {
        let hasMore = self.total > self.start - 1 + self.entries.count
        guard case .position = self.page.start else {
            return ListSlice(entries: self.entries, next: hasMore ? self.last : nil)
        }
        return ListSlice(entries: self.entries, total: self.total, next: hasMore ? self.last : nil)
    }
}

extension DirectorySession {
    /// Searches, and asks again while the directory is still busy with the window before.
    ///
    /// slapd 2.5 answers a window before it is done with it, and refuses the next one of a quick client with `busy`.
    fileprivate func searchPatiently(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        for attempt in 0..<8 {
            do {
                return try await self.search(request)
            } catch  where error.code == .busy {
                try? await Task.sleep(for: .milliseconds(1 << attempt))
            }
        }
        return try await self.search(request)
    }
}

extension [ResponseControl] {
    fileprivate var virtualListView: (position: Int, count: Int, context: [UInt8]?)? {
        for case .virtualListView(let position, let count, let context, _) in self { return (position, count, context) }
        return nil
    }
}
