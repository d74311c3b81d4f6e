import LDAP
import Translator

/// A list in a directory without virtual list views, read from its beginning by the paged results control; sorted where the
/// directory can do that, else in an order of its own.
struct PagedList: Sendable {
    /// Entries that one answer carries; below the size limits that directories ship with.
    private static let stride = 200

    let session: any DirectorySession
    let isSorted: Bool

    /// One page of the list; nil where the entry after which it begins is gone.
    func slice(_ page: ListPage, of query: ListQuery) async throws(LDAPError) -> ListSlice? {
        var counter = AdmittedEntries(page: page)
        var position = 0
        var isBefore = if case .after = page.start { true } else { false }
        var cookie: [UInt8] = []
        repeat {
            var request = query.request
            if self.isSorted { request.controls.append(.sort(query.order.sortKeys)) }
            request.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
            let result = try await self.session.search(request)
            let found = result.entries
            var first = found.startIndex
            if isBefore, case .after(let cursor) = page.start {
                let last = found.firstIndex { query.order.place(of: $0) == cursor.place }
                isBefore = last == nil
                first = last.map { $0 + 1 } ?? found.endIndex
            }
            for index in try await query.admitted(found[first...]) {
                counter.count(found[index], at: position + index + 1)
            }
            position += found.count
            cookie = counter.isComplete ? [] : result.controls.pagedResultsCookie ?? []
        } while !cookie.isEmpty
        return isBefore ? nil : counter.slice
    }
}
