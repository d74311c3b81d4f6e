import Bridge
import LDAP
import Translator

/// Counts the entries of a section, of whom a limit is a share.
struct PeopleCount: Sendable {
    /// How many one answer carries; below the size limits that directories ship with.
    private static let stride = 200
    /// How long calls wait for the number.
    ///
    /// Then what is counted so far counts: fewer people have a smaller share, so rather too much is
    /// held.
    static let patience = Duration.seconds(5)

    private let request: SearchRequest
    private let patience: Duration

    /// Counts what a mapping shows.
    init(of mapping: Mapping, patience: Duration = Self.patience) {
        self.patience = patience
        self.request = SearchRequest(
            base: mapping.base, scope: mapping.scope, filter: mapping.filter, attributes: [.noAttributes])
    }

    /// How many there are, or at least how many; nil where the directory does not tell.
    func count(in directory: any Directory) async -> Int? {
        let (request, end) = (self.request, ContinuousClock.now + self.patience)
        return try? await directory.lease { session throws(LDAPError) in
            var (count, cookie): (Int, [UInt8]) = (0, [])
            repeat {
                var page = request
                page.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
                let answer = try await session.search(page)
                count += answer.entries.count
                cookie = answer.controls.pagedResultsCookie ?? []
            } while !cookie.isEmpty && .now < end
            return count
        }
    }
}
