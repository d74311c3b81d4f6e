import Bridge
import LDAP
import Translator

/// Counts the entries of a section, of whom a limit is a share.
struct PeopleCount: Sendable {
    /// How many one answer carries; below the size limits that directories ship with.
    private static let stride = 200

    private let request: SearchRequest

    /// Counts what a mapping shows.
    init(of mapping: Mapping) {
        self.request = SearchRequest(
            base: mapping.base, scope: mapping.scope, filter: mapping.filter, attributes: [.noAttributes])
    }

    /// How many there are; nil where the directory does not tell.
    func count(in directory: any Directory) async -> Int? {
        let request = self.request
        return try? await directory.lease { session throws(LDAPError) in
            var (count, cookie): (Int, [UInt8]) = (0, [])
            repeat {
                var page = request
                page.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
                let answer = try await session.search(page)
                count += answer.entries.count
                cookie = answer.controls.pagedResultsCookie ?? []
            } while !cookie.isEmpty
            return count
        }
    }
}
