import LDAP
import Synchronization
import Translator

/// The entries, by their ids, of which it is not known whether a server that keeps references right has done so: it was stopped
/// while it renamed them.
///
/// This is remembered by one process, until the call is repeated.
final class NamesInDoubt: Sendable {
    /// More than these are not remembered: a directory that goes away is asked no longer.
    private static let maximum = 10_000

    private let names = Mutex<[String: EntryNames]>([:])

    /// The names of the entry with an id; nil if there is no doubt.
    subscript(id: String) -> EntryNames? {
        get { self.names.withLock { $0[id.lowercased()] } }
        set {
            self.names.withLock { names in
                if names.count >= Self.maximum { names.removeAll() }
                names[id.lowercased()] = newValue
            }
        }
    }

    /// The id of an entry that has, or had, this name.
    func id(of name: DistinguishedName) -> String? {
        self.names.withLock { $0.first { $0.value.old == name }?.key }
    }
}
