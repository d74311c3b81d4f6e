import ConfigurationFile
import Logging
import NIOHTTP1
import SCIMFront
import Testing

@testable import Bridge
@testable import Daemon

@Suite struct GenerationTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func generation(_ more: String = "", succeeding former: Generation? = nil) throws -> Generation {
        Generation(of: try SettingsAssemblyTests.settings(more), succeeding: former, logger: Self.logger)
    }

    @Test func doesNothingBeforeItsServicesRun() async throws {
        let generation = try Self.generation()
        let response = await generation.front.respond(to: Request(.GET, "/readyz"))
        #expect(response.status == .serviceUnavailable)
        #expect(generation.services.count == 3)
    }

    /// Calls of the former are under way while the next one begins: of two that write the same value one waits.
    @Test func isGivenWhatMustOutliveTheFormer() throws {
        let former = try Self.generation()
        let next = try Self.generation(#"groups: { base: "ou=groups,dc=acme" }"#, succeeding: former)
        #expect(Set(former.memories.keys) == ["users"] && Set(next.memories.keys) == ["users", "groups"])
        let (old, new) = (try #require(former.memories["users"]), try #require(next.memories["users"]))
        #expect(old.claims === new.claims && old.doubts === new.doubts && old.lists === new.lists)
        #expect(next.memories["groups"]?.claims !== new.claims)
    }
}
