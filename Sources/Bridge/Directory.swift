import LDAP

/// The directory as the use cases see it: searches, writes, and connections of one's own.
///
/// Every call of one value goes to the same server for as long as that server lives (reads and writes are pinned).
public protocol Directory: DirectorySession {
    /// Returns what is known of the server in use: its root DSE and its schema, read once for each server.
    /// - Throws: ``LDAPError`` with ``ResultCode/unavailable`` or a client code while no server can be reached.
    func server() async throws(LDAPError) -> DirectoryServer

    /// Returns what became of each of several searches, in their order; they are asked together where the directory can do that.
    ///
    /// By default one is asked after the other.
    func searchAll(_ requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>]

    /// Runs `body` with a connection that nobody else uses meanwhile, for paged and virtual list view searches.
    /// - Throws: the ``LDAPError`` that `body` throws, or the one that kept a connection from being opened.
    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output

    /// Returns a connection that nobody else uses for as long as somebody holds the session, for a list that is read window by
    /// window by several calls.
    ///
    /// It ends by itself when it was not used for `idle`.
    /// - Throws: ``LDAPError``: why no connection can be opened.
    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession
}

extension Directory {
    /// Asks one after the other.
    public func searchAll(_ requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        var outcomes: [Result<SearchResult, LDAPError>] = []
        for request in requests {
            do throws(LDAPError) {
                outcomes.append(.success(try await self.search(request)))
            } catch {
                outcomes.append(.failure(error))
            }
        }
        return outcomes
    }
}

/// What one connection to the directory can do.
public protocol DirectorySession: Sendable {
    /// Returns the entries that `request` finds, all of them at once.
    /// - Throws: ``LDAPError``, also when the server's size limit cut the answer short.
    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult

    /// Applies one change and returns what its pre-read and post-read controls brought.
    /// - Throws: ``LDAPError``; its outcome says whether the change may have been done all the same.
    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult
}

/// A server as it describes itself; one value for as long as the same server is in use.
public final class DirectoryServer: Sendable {
    /// What the server says of itself.
    public let rootDSE: RootDSE
    /// The schema that holds for the whole server.
    public let schema: Schema

    /// Creates the description of a server.
    public init(rootDSE: RootDSE, schema: Schema) {
        self.rootDSE = rootDSE
        self.schema = schema
    }
}
