import LDAP
import Translator

/// Which entries of a list a page shows, counted from 1 (RFC 7644 section 3.4.2.4).
struct Window: Sendable {
    var start: Int
    var count: Int

    /// What the window shows of a list that is here as a whole; sorted where it needs several pages, which then hold every
    /// entry once.
    func slice(of entries: [Entry]) -> Slice {
        let list = entries.count > self.count ? entries.sorted { $0.dn.description < $1.dn.description } : entries
        return Slice(entries: Array(list.dropFirst(self.start - 1).prefix(self.count)), total: entries.count)
    }
}

/// A part of a list, and how long the list is.
struct Slice: Sendable {
    var entries: [Entry] = []
    var total = 0

    /// Takes the next entry of the list, and keeps it if the window shows it.
    mutating func count(_ entry: Entry, in window: Window) {
        self.total += 1
        if self.total >= window.start, self.entries.count < window.count { self.entries.append(entry) }
    }
}

/// Reads a list longer than one answer may be: by virtual list view, which a size limit does not cut short and which counts
/// exactly, or else by the paged results control.
///
/// Both need a connection of their own. The order is that of the directory's ids, so that it does not change under a rename.
struct DirectoryWalk: Sendable {
    /// Entries that one answer carries; below the size limits that directories ship with.
    private static let stride = 200

    let request: SearchRequest
    let book: Rulebook

    private var hasVirtualListView: Bool {
        self.book.dialect.supportsVirtualListView(self.book.server.rootDSE)
    }

    /// The entries of one window and the length of the whole list.
    func slice(_ window: Window, over session: any DirectorySession) async throws(LDAPError) -> Slice {
        guard self.hasVirtualListView else { return try await self.countedSlice(window, over: session) }
        let view = try await self.view(window.start, count: max(window.count, 1), context: nil, over: session)
        if window.count == 0 { return Slice(total: view.total) }
        return Slice(entries: view.entries, total: view.total)
    }

    /// Calls `body` with every entry in turn.
    func forEach(over session: any DirectorySession, _ body: (Entry) -> Void) async throws(LDAPError) {
        guard self.hasVirtualListView else { return try await self.forEachPaged(over: session, body) }
        var start = 1
        var context: [UInt8]?
        while true {
            let view = try await self.view(start, count: Self.stride, context: context, over: session)
            view.entries.forEach(body)
            start += Self.stride
            context = view.context
            if start > view.total || view.entries.isEmpty { return }
        }
    }

    private func countedSlice(_ window: Window, over session: any DirectorySession) async throws(LDAPError) -> Slice {
        var slice = Slice()
        try await self.forEachPaged(over: session) { entry in
            slice.count(entry, in: window)
        }
        return slice
    }

    private func forEachPaged(
        over session: any DirectorySession, _ body: (Entry) -> Void
    ) async throws(LDAPError) {
        var cookie: [UInt8] = []
        repeat {
            var page = self.request
            page.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
            let result = try await session.search(page)
            result.entries.forEach(body)
            cookie = result.controls.pagedResultsCookie ?? []
        } while !cookie.isEmpty
    }

    private func view(
        _ start: Int, count: Int, context: [UInt8]?, over session: any DirectorySession
    ) async throws(LDAPError) -> (entries: [Entry], total: Int, context: [UInt8]?) {
        var page = self.request
        page.controls += [
            .sort([SortKey(self.book.dialect.idAttribute)]),
            .virtualListView(VirtualListView(before: 0, after: count - 1, offset: start, count: 0, context: context)),
        ]
        let result: SearchResult
        do {
            result = try await session.search(page)
        } catch  where error.code == .virtualListViewError && start > 1 {
            return ([], try await self.view(1, count: 1, context: context, over: session).total, nil)
        }
        let answer = result.controls.virtualListView
        return (result.entries, answer?.count ?? result.entries.count, answer?.context)
    }
}

extension [ResponseControl] {
    fileprivate var pagedResultsCookie: [UInt8]? {
        for case .pagedResults(_, let cookie) in self { return cookie }
        return nil
    }

    fileprivate var virtualListView: (count: Int, context: [UInt8]?)? {
        for case .virtualListView(_, let count, let context, _) in self { return (count, context) }
        return nil
    }
}
