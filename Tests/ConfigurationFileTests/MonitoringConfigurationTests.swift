import Observability
import Testing

@testable import ConfigurationFile

/// `metrics:`, `log:`, `mode:` and what stays open at a stop.
@Suite struct MonitoringConfigurationTests {
    private static func settings(_ lines: String) throws -> Settings {
        try Settings(
            yaml: """
                listen: [{ address: "127.0.0.1:8080" }]
                directory: { servers: [ldaps://a], bind: { dn: "cn=a", password_file: /p } }
                users: { base: "ou=p" }
                \(lines)
                """, file: "f")
    }

    private static func problems(_ lines: String) -> [String] {
        do {
            _ = try self.settings(lines)
            return []
        } catch {
            return (error as? ConfigurationError)?.problems.map(\.reason) ?? ["\(error)"]
        }
    }

    @Test func nothingIsWatchedUnlessTheFileSaysSo() throws {
        let settings = try Self.settings("")
        #expect(settings.metrics == nil && settings.mode == .serve && settings.log == .init())
        #expect(settings.addresses.map(\.place.description) == ["127.0.0.1:8080"])
    }

    @Test(arguments: ["127.0.0.1:9464", "[::1]:9464", "localhost:9464", "unix:/run/starbridge/metrics.sock"])
    func anAddressOfThisMachineNeedsNothingElse(address: String) throws {
        let settings = try Self.settings("metrics: { address: \"\(address)\" }")
        #expect(settings.addresses.map(\.place.description) == ["127.0.0.1:8080", address])
    }

    @Test func anAddressOfTheNetworkMustBeMeant() throws {
        let problems = Self.problems("metrics: { address: \"0.0.0.0:9464\" }")
        #expect(problems.count == 1 && problems[0].contains("readable by everybody on the network"), "\(problems)")
        #expect(Self.problems("metrics: { address: \"0.0.0.0:9464\", allow_plaintext: true }") == [])
    }

    @Test func theAddressIsNotOneOfCallers() {
        let problems = Self.problems("metrics: { address: \"127.0.0.1:8080\" }")
        #expect(problems == ["metrics must have an address of its own, not one of listen"])
    }

    @Test func readsHowTheLogIsWritten() throws {
        let log = try Self.settings("log: { format: json, level: debug }").log
        #expect(log.format == .json && log.level == "debug")
        #expect(Self.problems("log: { format: xml }") == ["log.format: must be line, json or journal"])
    }

    @Test func aStopIsShort() throws {
        #expect(try Self.settings("limits: { drain_delay: 8s }").limits.drainDelay == .seconds(8))
        let problems = Self.problems("limits: { drain_delay: 9s }")
        #expect(problems.count == 1 && problems[0].contains("8s at most"), "\(problems)")
    }
}
