import LDAP
import Translator

/// Which page of a list is wanted.
struct ListPage: Sendable {
    /// Where a page begins.
    enum Start: Sendable {
        /// At a position, counted from 1 (RFC 7644 section 3.4.2.4).
        case position(Int)
        /// After the place of an entry that was at a position (RFC 9865).
        case after(ListCursor)
    }

    var start: Start
    var count: Int

    /// Whether nothing comes before it, so that its reader has seen nothing of the list yet.
    var isFirst: Bool {
        if case .position(let start) = self.start { start == 1 } else { false }
    }
}

/// A part of a list.
struct ListSlice: Sendable {
    var entries: [Entry] = []
    /// How many entries the whole list has; nil where that was not found out.
    var total: Int?
    /// How many entries that the directory found are before the next page; nil after the last page.
    var next: Int?
}

/// A list in the directory: what is searched, which of the entries found belong to it, and their order.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
final class ListQuery: Sendable {
    /// The search, without a page.
    let request: SearchRequest
    let order: ListOrder
    /// Says of each of the entries found whether it belongs to the list; nil if all of them do.
    let admits: Admission?

    /// Says of entries whether they belong to a list: of many at once, since it may have to ask the directory what they refer to.
    typealias Admission = @Sendable (ArraySlice<Entry>) async throws(LDAPError) -> [Bool]

    init(request: SearchRequest, order: ListOrder, admits: Admission? = nil) {
        self.request = request
        self.order = order
        self.admits = admits
    }

    /// The positions of those entries found that belong to the list.
    func admitted(_ found: ArraySlice<Entry>) async throws(LDAPError) -> [Int] {
        guard let admits, !found.isEmpty else { return Array(found.indices) }
        let verdicts = try await admits(found)
        return found.indices.filter { verdicts[$0 - found.startIndex] }
    }

    /// What the page shows of a list of which all that the directory found is here.
    func slice(_ page: ListPage, of found: [Entry]) async throws(LDAPError) -> ListSlice {
        let admitted = self.admits == nil ? nil : try await self.admitted(found[...])
        let entries = admitted.flatMap { $0.count == found.count ? nil : $0.map { found[$0] } } ?? found
        let members = self.order.sorted(entries)
        let start =
            switch page.start {
            case .position(let start): min(start - 1, members.count)
            case .after(let cursor):
                members.firstIndex { self.order.isOrdered(cursor.place, before: self.order.place(of: $0)) }
                    ?? members.count
            }
        let end = min(start + page.count, members.count)
        return ListSlice(
            entries: Array(members[start..<end]), total: members.count, next: end < members.count ? end : nil
        )
    }
}
