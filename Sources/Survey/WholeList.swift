import Bridge
import LDAP

/// All that a search finds, page by page: more than the size limit that holds for one answer.
struct WholeList: Sendable {
    /// Entries that one answer carries; below the size limits that directories ship with.
    static let stride = 200

    private let request: SearchRequest
    private let stride: Int

    /// `stride` is how many entries one answer carries.
    init(_ request: SearchRequest, stride: Int = Self.stride) {
        self.request = request
        self.stride = stride
    }

    /// - Throws: ``LDAPError``, also where the account may not have as many entries as there are.
    func entries(in directory: any Directory) async throws(LDAPError) -> [Entry] {
        let list = try await self.gathered(into: [Entry](), in: directory) { $0.append($1) }
        if let obstacle = list.obstacle { throw obstacle }
        return list.result
    }

    /// What was made of a list, as far as it was read.
    struct Gathered<Result: Sendable>: Sendable {
        /// What was made of it.
        var result: Result
        /// How many entries were read.
        var count = 0
        /// Whether there are more, which nobody asked for.
        var isCut = false
        /// The limit of the directory that kept the others back.
        var obstacle: LDAPError?

        /// Whether every entry was read.
        var isWhole: Bool { !self.isCut && self.obstacle == nil }
    }

    /// Reads entry by entry until `limit` of them were read, or the directory gives no more.
    /// - Throws: ``LDAPError``, but not for a limit of the directory.
    func gathered<Result: Sendable>(
        into start: Result, upTo limit: Int = .max, in directory: any Directory,
        _ take: @Sendable (inout Result, Entry) -> Void
    ) async throws(LDAPError) -> Gathered<Result> {
        let (request, stride) = (self.request, self.stride)
        return try await directory.lease { session throws(LDAPError) in
            var list = Gathered(result: start)
            var cookie: [UInt8] = []
            repeat {
                var page = request
                page.controls.append(.pagedResults(size: stride, cookie: cookie))
                let answer: SearchResult
                do throws(LDAPError) {
                    answer = try await session.search(page)
                } catch {
                    guard error.isLimit else { throw error }
                    list.obstacle = error
                    return list
                }
                for entry in answer.entries { take(&list.result, entry) }
                list.count += answer.entries.count
                cookie = answer.controls.pagedResultsCookie ?? []
            } while !cookie.isEmpty && list.count < limit
            list.isCut = !cookie.isEmpty
            return list
        }
    }
}

extension LDAPError {
    /// Whether the directory has more, and does not give it to this account.
    fileprivate var isLimit: Bool {
        [.sizeLimitExceeded, .adminLimitExceeded, .timeLimitExceeded].contains(self.code)
    }
}
