import Bridge
import LDAP
import Synchronization
import Testing

@testable import Daemon

/// What is only looked at takes no write, whichever way it comes.
@Suite struct DirectoryLookTests {
    /// A directory that takes every write, and counts them.
    private final class WritableDirectory: Bridge.Directory {
        let writes = Mutex(0)

        func server() async throws(LDAPError) -> DirectoryServer {
            DirectoryServer(
                rootDSE: RootDSE(entry: Entry(dn: DistinguishedName([]))),
                schema: Schema(attributeTypes: [], objectClasses: []))
        }

        func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult { SearchResult() }

        func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
            self.writes.withLock { $0 += 1 }
            return WriteResult()
        }

        func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { self }

        func lease<Output: Sendable>(
            _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
        ) async throws(LDAPError) -> Output {
            try await body(self)
        }
    }

    @Test func refusesEveryWrite() async throws {
        let directory = WritableDirectory()
        let look = ReadOnlyDirectory(directory: directory)
        let change = Change.delete(DistinguishedName(server: "dc=acme"))
        await #expect(throws: LDAPError.self) { try await look.apply(change, options: WriteOptions()) }
        let held = try await look.hold(idle: .seconds(1))
        await #expect(throws: LDAPError.self) { try await held.apply(change, options: WriteOptions()) }
        await #expect(throws: LDAPError.self) {
            try await look.lease { session throws(LDAPError) in try await session.apply(change, options: WriteOptions())
            }
        }
        #expect(directory.writes.withLock { $0 } == 0)
        #expect(try await held.search(SearchRequest(base: DistinguishedName([]))).entries.isEmpty)
    }
}
