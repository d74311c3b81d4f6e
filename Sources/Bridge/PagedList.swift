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
            for entry in result.entries {
                position += 1
                if isBefore {
                    if case .after(let cursor) = page.start { isBefore = query.order.place(of: entry) != cursor.place }
                } else if query.admits?(entry) ?? true {
                    counter.count(entry, at: position)
                }
            }
            cookie = counter.isComplete ? [] : result.controls.pagedResultsCookie ?? []
        } while !cookie.isEmpty
        return isBefore ? nil : counter.slice
    }
}

extension [ResponseControl] {
    fileprivate var pagedResultsCookie: [UInt8]? {
        for case .pagedResults(_, let cookie) in self { return cookie }
        return nil
    }
}
