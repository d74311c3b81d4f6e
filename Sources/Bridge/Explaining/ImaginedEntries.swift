import LDAP
import Synchronization

/// What explained calls would have made of the directory, for those that follow.
final class ImaginedEntries: Sendable {
    private let directory = Mutex(ImaginedDirectory())

    /// The directory as it would be by now.
    var current: ImaginedDirectory { self.directory.withLock { $0 } }

    /// Imagines a change.
    func change(_ body: (inout ImaginedDirectory) -> Void) {
        self.directory.withLock { body(&$0) }
    }
}
