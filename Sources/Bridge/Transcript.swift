import LDAP
import Synchronization

/// What an explained call has done so far.
final class Transcript: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String {
        self.lines.withLock { $0.joined(separator: "\n") }
    }

    func note(_ line: String) {
        self.lines.withLock { $0.append(line) }
    }

    /// Runs a search and notes what came of it.
    func noting(
        _ request: SearchRequest, _ search: () async throws(LDAPError) -> SearchResult
    ) async throws(LDAPError) -> SearchResult {
        do {
            let result = try await search()
            self.note("# \(request)\n#   \(result.entries.count) found")
            return result
        } catch {
            self.note("# \(request)\n#   \(error)")
            throw error
        }
    }
}
