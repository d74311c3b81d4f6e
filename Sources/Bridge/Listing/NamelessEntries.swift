import LDAP
import Logging
import Synchronization

/// Notes entries that show no id and so cannot be shown, and says so of each once.
final class NamelessEntries: Sendable {
    /// How many names are kept; what comes beyond is said again.
    private static let capacity = 1000

    private let seen = Mutex<Set<DistinguishedName>>([])

    /// Whether none was seen so far.
    var isEmpty: Bool { self.seen.withLock { $0.isEmpty } }

    func note(_ dn: DistinguishedName, without attribute: AttributeDescription, _ logger: Logger) {
        let isNew = self.seen.withLock { seen in
            if seen.count >= Self.capacity { seen = [] }
            return seen.insert(dn).inserted
        }
        guard isNew else { return }
        logger.warning(
            """
            An entry is left out because it shows no id. Let the bridge's account read its \(attribute); if it has none, export the \
            entry and add it again
            """, metadata: ["dn": "\(dn)"])
    }
}
