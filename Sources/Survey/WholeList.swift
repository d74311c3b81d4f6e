import Bridge
import LDAP

/// All that a search finds, page by page: more than the size limit that holds for one answer.
struct WholeList: Sendable {
    /// Entries that one answer carries; below the size limits that directories ship with.
    private static let stride = 200

    private let request: SearchRequest

    init(_ request: SearchRequest) {
        self.request = request
    }

    /// - Throws: ``LDAPError``, also where the account may not have as many entries as there are.
    func entries(in directory: any Directory) async throws(LDAPError) -> [Entry] {
        let request = self.request
        return try await directory.lease { session throws(LDAPError) in
            var entries: [Entry] = []
            var cookie: [UInt8] = []
            repeat {
                var page = request
                page.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
                let result = try await session.search(page)
                entries += result.entries
                cookie = result.controls.pagedResultsCookie ?? []
            } while !cookie.isEmpty
            return entries
        }
    }
}
