import Bridge
import LDAP
import SCIM
import Synchronization

/// The real directory with somebody watching, or acting, at every call of the bridge.
final class WatchedDirectory: Directory {
    private let directory: any Directory
    private let beforeWrite: @Sendable (Int) async -> Void
    private let beforeSearch: @Sendable (SearchRequest) async -> Void
    private let refusal: @Sendable (Int) -> LDAPError?
    private let noted = Mutex<(searches: [SearchRequest], changes: [Change])>(([], []))

    /// Calls `beforeWrite` with the number of the write, from 1, before it reaches the directory; it does not where `refusal`
    /// gives that number an error.
    init(
        _ directory: any Directory, beforeWrite: @escaping @Sendable (Int) async -> Void = { _ in },
        beforeSearch: @escaping @Sendable (SearchRequest) async -> Void = { _ in },
        refusal: @escaping @Sendable (Int) -> LDAPError? = { _ in nil }
    ) {
        self.directory = directory
        self.beforeWrite = beforeWrite
        self.beforeSearch = beforeSearch
        self.refusal = refusal
    }

    var searches: [SearchRequest] { self.noted.withLock { $0.searches } }
    var changes: [Change] { self.noted.withLock { $0.changes } }

    func server() async throws(LDAPError) -> DirectoryServer {
        try await self.directory.server()
    }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        self.noted.withLock { $0.searches.append(request) }
        await self.beforeSearch(request)
        return try await self.directory.search(request)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        if let error = self.refusal(await self.note([change])) { throw error }
        return try await self.directory.apply(change, options: options)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        WatchedSession(session: try await self.directory.hold(idle: idle), directory: self)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease { session throws(LDAPError) in
            try await body(WatchedSession(session: session, directory: self))
        }
    }

    private func note(_ changes: [Change]) async -> Int {
        let count = self.noted.withLock {
            $0.changes += changes
            return $0.changes.count
        }
        await self.beforeWrite(count)
        return count
    }

    fileprivate func note(_ request: SearchRequest) {
        self.noted.withLock { $0.searches.append(request) }
    }
}

private struct WatchedSession: DirectorySession {
    let session: any DirectorySession
    let directory: WatchedDirectory

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        self.directory.note(request)
        return try await self.session.search(request)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.session.apply(change, options: options)
    }
}

/// The real directory as an account sees it that may not read one entry and what is below it.
struct BlindDirectory: Directory {
    private let directory: any Directory
    private let hidden: DistinguishedName

    init(_ directory: any Directory, to hidden: DistinguishedName) {
        self.directory = directory
        self.hidden = hidden
    }

    func server() async throws(LDAPError) -> DirectoryServer { try await self.directory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        if request.base.isWithin(self.hidden) { throw LDAPError(.insufficientAccessRights) }
        return try await self.directory.search(request)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.directory.apply(change, options: options)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        try await self.directory.hold(idle: idle)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease(body)
    }
}
