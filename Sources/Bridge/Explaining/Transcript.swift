import LDAP
import Synchronization

/// What an explained call has done so far.
final class Transcript: Sendable {
    private let notes = Mutex<[(text: String, isSearch: Bool)]>([])

    var text: String {
        self.notes.withLock { $0.map(\.text).joined(separator: "\n") }
    }

    /// What would be written, without the searches.
    var changes: String {
        self.notes.withLock { $0.filter { !$0.isSearch }.map(\.text).joined(separator: "\n") }
    }

    func note(_ text: String, isSearch: Bool = false) {
        self.notes.withLock { $0.append((text, isSearch)) }
    }

    /// Runs a search and notes what came of it.
    func noting(
        _ request: SearchRequest, _ search: () async throws(LDAPError) -> Finding
    ) async throws(LDAPError) -> SearchResult {
        do {
            let finding = try await search()
            self.note("# \(request)\n#   \(finding)", isSearch: true)
            return finding.result
        } catch {
            self.note("# \(request)\n#   \(error)", isSearch: true)
            throw error
        }
    }
}

extension Finding: CustomStringConvertible {
    /// How many entries were found, and what of that only this program says.
    var description: String {
        var parts = ["\(self.result.entries.count) found"]
        if self.imagined > 0 { parts.append("\(self.imagined) of them as it would be by then, which is judged here") }
        if self.replaced > 0 { parts.append("\(self.replaced) not counted that would be another by then, or gone") }
        return parts.joined(separator: "; ")
    }
}
