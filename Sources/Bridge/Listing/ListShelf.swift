import LDAP
import Synchronization
import Translator

/// Keeps the sorted lists whose next page is likely to be asked for: few, and not for long, since each of them occupies a
/// connection and one of slapd's few places for sorted lists.
///
/// The entries of a kept list are shown as they are, but those that came after it was sorted are not among them. So a page that
/// is the first or reaches the end is never cut from a kept list.
///
/// It outlives a provisioner. A list whose client has ended goes on until its connection was idle for too long.
final class ListShelf: Sendable {
    /// How long a connection is kept for the next page.
    static let idle = Duration.seconds(20)
    /// How long a list is read before it is sorted anew.
    private static let age = Duration.seconds(60)
    private static let capacity = 2

    /// What makes a list the same for the next page.
    struct Key: Hashable {
        var viewpoint: String
        var base: DistinguishedName
        var scope: SearchRequest.Scope
        var filter: LDAP.Filter
        var order: [SortKey]

        init(_ query: ListQuery, from viewpoint: String) {
            self.viewpoint = viewpoint
            (self.base, self.scope) = (query.request.base, query.request.scope)
            self.filter = query.request.filter
            self.order = query.order.sortKeys
        }
    }

    private let lists = Mutex<[(key: Key, list: SortedList)]>([])

    /// Takes the list with this key off the shelf, so that one call at a time reads it.
    func take(_ key: Key) -> SortedList? {
        self.lists.withLock { lists in
            lists.removeAll { .now - $0.list.begun > Self.age }
            return lists.lastIndex { $0.key == key }.map { lists.remove(at: $0).list }
        }
    }

    /// Keeps a list for its next page; the one that was kept longest goes.
    func keep(_ list: SortedList, for key: Key) {
        self.lists.withLock { lists in
            lists.removeAll { $0.key == key }
            lists.append((key, list))
            lists = lists.suffix(Self.capacity)
        }
    }

    /// Gives up all lists.
    func clear() {
        self.lists.withLock { $0 = [] }
    }
}
