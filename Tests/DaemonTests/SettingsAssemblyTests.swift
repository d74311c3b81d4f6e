import Bridge
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

    @Test func limitsAreAsTheTableOfKeysSays() throws {
        let keys = ConfigurationKey.keys(of: .limits).map { "\($0.name): \($0.defaultValue ?? "")" }
        let limits = try Self.settings("limits: { \(keys.joined(separator: ", ")) }").connectionLimits
        #expect(limits == ConnectionLimits())
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
