import Directories
import LDAP
import SCIM
import Synchronization
import Translator

/// Keeps the rulebook of the server in use, and makes a new one when the directory fails over.
final class RulebookShelf: Sendable {
    private let mapping: Mapping
    private let targets: [Mapping]
    private let baseURL: String
    private let dialect: Dialect?
    private let directory: any Directory
    private let current = Mutex<Rulebook?>(nil)

    init(mapping: Mapping, targets: [Mapping], baseURL: String, dialect: Dialect?, directory: any Directory) {
        self.mapping = mapping
        self.targets = targets
        self.baseURL = baseURL
        self.dialect = dialect
        self.directory = directory
    }

    func rulebook() async throws(SCIMError) -> Rulebook {
        let server: DirectoryServer
        do {
            server = try await self.directory.server()
        } catch {
            throw SCIMError(error, dialect: self.dialect ?? .standard)
        }
        if let known = self.current.withLock({ $0 }), known.server === server { return known }
        guard let dialect = self.dialect ?? Dialect.detected(from: server.rootDSE) else {
            throw .internalError(
                "The directory server is of a kind that Starbridge does not know. Set directory.kind in the "
                    + "configuration to the kind it behaves like."
            )
        }
        let made = Rulebook(
            mapping: self.mapping.adapted(to: dialect), targets: self.targets.map { $0.adapted(to: dialect) },
            baseURL: self.baseURL, dialect: dialect, server: server)
        self.current.withLock { $0 = made }
        return made
    }
}
