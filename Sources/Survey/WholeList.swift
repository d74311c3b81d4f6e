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
        let list = try await self.part(in: directory)
        if let stop = list.stop { throw stop }
        return list.entries
    }

    /// As many of the entries as the server gives, and why it gives no more.
    struct Part: Sendable {
        var entries: [Entry] = []
        /// Why the list ends early; nil where it does not.
        var stop: LDAPError?
    }

    /// - Throws: ``LDAPError``: why there is no list at all.
    func part(in directory: any Directory) async throws(LDAPError) -> Part {
        let request = self.request
        return try await directory.lease { session throws(LDAPError) in
            var part = Part()
            var cookie: [UInt8] = []
            repeat {
                var page = request
                page.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
                let result: SearchResult
                do throws(LDAPError) {
                    result = try await session.search(page)
                } catch {
                    guard error.isLimit else { throw error }
                    part.stop = error
                    return part
                }
                part.entries += result.entries
                cookie = result.controls.pagedResultsCookie ?? []
            } while !cookie.isEmpty
            return part
        }
    }
}

extension LDAPError {
    /// Whether the server gives no more because of a limit that it has.
    fileprivate var isLimit: Bool {
        [.sizeLimitExceeded, .adminLimitExceeded, .timeLimitExceeded].contains(self.code)
    }
}
