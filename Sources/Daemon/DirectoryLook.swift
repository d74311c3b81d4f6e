public import Bridge
public import ConfigurationFile
import LDAP
import LDAPClient
public import Logging

/// The directory of a configuration, to be read over connections of its own.
public enum DirectoryLook {
    /// Runs `body` with the directory as the bridge's account sees it; it refuses every write.
    ///
    /// - Throws: what `body` throws, or the words with which the servers refuse the account.
    public static func run<Output: Sendable>(
        by settings: Settings, logger: Logger, _ body: (any Bridge.Directory) async throws -> Output
    ) async throws -> Output {
        let client = Client(configuration: settings.client, logger: logger)
        return try await [client].running(logger: logger) {
            do {
                return try await body(ReadOnlyDirectory(directory: ClientDirectory(client: client)))
            } catch let error as LDAPError {
                // What a server said to the account is worth more than that none can be used.
                if case .refused(let refusal) = client.state { throw refusal }
                throw error
            }
        }
    }
}

/// A directory to which nothing is written, whoever asks.
struct ReadOnlyDirectory: Bridge.Directory {
    let directory: any Bridge.Directory

    func server() async throws(LDAPError) -> DirectoryServer { try await self.directory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.directory.search(request)
    }

    func searchAll(_ requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        await self.directory.searchAll(requests)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        throw .readOnly
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        ReadOnlySession(session: try await self.directory.hold(idle: idle))
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease { session throws(LDAPError) in
            try await body(ReadOnlySession(session: session))
        }
    }
}

/// A connection over which nothing is written.
private struct ReadOnlySession: DirectorySession {
    let session: any DirectorySession

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.session.search(request)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        throw .readOnly
    }
}

extension LDAPError {
    /// This directory is only looked at.
    fileprivate static let readOnly = LDAPError(.unwillingToPerform, diagnostic: "this directory is only read")
}
