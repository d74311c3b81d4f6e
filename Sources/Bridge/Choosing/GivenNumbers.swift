import LDAP
import Synchronization

/// Remembers which numbers were given to new entries, so that of several calls at once no two give the same.
///
/// This holds for the calls of one process. Where several bridges write, a counter in the directory keeps them apart.
final class GivenNumbers: Sendable {
    private let next = Mutex<[AttributeDescription: Int]>([:])

    /// The number of an attribute that comes after all that were given; nil if none was.
    func next(of attribute: AttributeDescription) -> Int? {
        self.next.withLock { $0[attribute] }
    }

    /// Gives a number, unless it or a later one was given.
    func give(_ number: Int, of attribute: AttributeDescription) -> Bool {
        self.next.withLock { next in
            guard number >= next[attribute] ?? .min else { return false }
            next[attribute] = number + 1
            return true
        }
    }

    /// Begins again, so that numbers are found which have become free.
    func forget(_ attribute: AttributeDescription) {
        self.next.withLock { $0[attribute] = nil }
    }
}
