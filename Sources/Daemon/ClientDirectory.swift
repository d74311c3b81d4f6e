import Bridge
import LDAP
import LDAPClient
import Synchronization

/// The LDAP client as the use cases see it.
final class ClientDirectory: Directory {
    private let client: Client
    private let known = Mutex<(epoch: Int, server: DirectoryServer)?>(nil)

    init(client: Client) {
        self.client = client
    }

    func server() async throws(LDAPError) -> DirectoryServer {
        let epoch = self.client.epoch
        if let known = self.known.withLock({ $0 }), known.epoch == epoch { return known.server }
        let server = try await self.describe()
        self.known.withLock { $0 = (epoch, server) }
        return server
    }

    private func describe() async throws(LDAPError) -> DirectoryServer {
        DirectoryServer(rootDSE: try await self.client.rootDSE(), schema: try await self.client.schema())
    }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.client.search(request)
    }

    func searchAll(_ requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        await self.client.searchAll(requests)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.client.apply(change, options: options)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        try await self.client.hold(idle: idle)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.client.lease { connection throws(LDAPError) in
            try await body(connection)
        }
    }
}

extension LeasedConnection: DirectorySession {}
extension HeldConnection: DirectorySession {}
