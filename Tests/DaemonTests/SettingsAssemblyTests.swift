import Bridge
import LDAPClient
import SCIMFront
import Testing
import Translator

@testable import ConfigurationFile
@testable import Daemon

@Suite struct SettingsAssemblyTests {
    static func settings(_ more: String) throws -> Settings {
        let yaml = """
            directory: { servers: ["ldap://127.0.0.1"], bind: { dn: "cn=a", password_file: /p } }
            users: { base: "ou=people,dc=acme", active: [] }
            \(more)
            """
        return try Settings(yaml: yaml, file: "f")
    }

    @Test func limitsThatAreNotConfiguredAreAsUsual() throws {
        #expect(try Self.settings("").connectionLimits == ConnectionLimits())
        var limits = ConnectionLimits()
        (limits.connections, limits.idleTimeout) = (99, .seconds(180))
        #expect(try Self.settings("limits: { connections: 99, idle_timeout: 3m }").connectionLimits == limits)
    }

    @Test func limitsOfCallsAreAsConfigured() throws {
        var limits = CallLimits()
        (limits.inFlight, limits.inFlightPerToken, limits.queue, limits.queueTimeout) = (3, 2, 1, .seconds(4))
        (limits.rate, limits.burst, limits.failedAttempts) = (5, 6, 7)
        let text =
            "in_flight: 3, in_flight_per_token: 2, queue: 1, queue_timeout: 4s, rate: 5, burst: 6, failed_attempts: 7, "
            + "directory_in_flight: 8, directory_queue: 9"
        let settings = try Self.settings("limits: { \(text) }")
        #expect(settings.callLimits == limits && CallLimits() != limits)
        #expect(settings.client.maximumInFlight == 8 && settings.client.maximumQueued == 9)
    }

    @Test func limitsAreAsTheTableOfKeysSays() throws {
        let keys = ConfigurationKey.keys(of: .limits).compactMap { key in
            key.defaultValue.map { "\(key.name): \($0)" }
        }
        let limits = try Self.settings("limits: { \(keys.joined(separator: ", ")) }")
        #expect(limits.connectionLimits == ConnectionLimits() && limits.callLimits == CallLimits())
        let usual = Client.Configuration(servers: limits.directory.servers)
        #expect(limits.client.maximumInFlight == usual.maximumInFlight)
        #expect(limits.client.maximumQueued == usual.maximumQueued)
    }

    @Test func referencesLeadToAllThatIsServed() throws {
        let settings = try Self.settings(#"groups: { base: "ou=groups,dc=acme" }"#)
        #expect(settings.options.referenceTargets.map(\.base) == settings.mappings.map(\.base))
        #expect(settings.options.baseURL == settings.baseURL)
    }

    @Test(arguments: [
        (#"servers: ["ldap://127.0.0.1"], bind: { dn: "cn=a", password_file: /other }, connections: 9"#, true),
        (#"servers: ["ldap://127.0.0.1"], bind: { dn: "cn=b", password_file: /p }"#, false),
        (#"servers: ["ldap://127.0.0.2"], bind: { dn: "cn=a", password_file: /p }"#, false),
        (#"servers: ["ldapi://%2Frun%2Fslapd"], bind: { method: external }"#, false),
    ])
    func anotherServerOrAccountIsAnotherViewpoint(directory: String, isSame: Bool) throws {
        let other = try Settings(
            yaml: "directory: { \(directory) }\nusers: { base: \"ou=people,dc=acme\", active: [] }\n", file: "f")
        #expect((try Self.settings("").options.viewpoint == other.options.viewpoint) == isSame)
    }

    @Test func aCallWaitsForOthersAsLongAsForTheDirectory() throws {
        #expect(try Self.settings("").options.timeout == .seconds(10))
        let yaml = """
            directory: { servers: ["ldap://127.0.0.1"], bind: { dn: "cn=a", password_file: /p }, timeout: 3s }
            users: { base: "ou=people,dc=acme", active: [] }
            """
        #expect(try Settings(yaml: yaml, file: "f").options.timeout == .seconds(3))
    }
}
