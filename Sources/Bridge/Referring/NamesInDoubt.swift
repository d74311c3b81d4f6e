import LDAP
import Synchronization
import Translator

/// Remembers the entries whose references a server may not have updated, because it went away during a rename.
///
/// One process remembers them until the call is repeated.
final class NamesInDoubt: Sendable {
    /// The most entries that are remembered; one more, and all are forgotten.
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
