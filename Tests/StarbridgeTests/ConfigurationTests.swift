import Testing
import Translator

@testable import Starbridge

@Suite
struct ConfigurationTests {
    private static let smallest = """
        directory:
          servers: ["ldapi://%2Frun%2Fslapd%2Fldapi"]
          bind: { dn: "cn=starbridge,dc=acme,dc=example", password_file: /etc/starbridge/ldap-password }
        users: { base: "ou=people,dc=acme,dc=example" }
        """

    @Test
    func smallestFileHasDefaultsForTheRest() throws {
        let configuration = try Configuration(yaml: Self.smallest, file: "f")
        #expect(configuration.baseURL == "http://127.0.0.1:8080/scim/v2")
        #expect(configuration.directory.connections == 4)
        #expect(configuration.users.deletion == nil)
        #expect(configuration.users.activation == [.passwordPolicyLock])
    }

    @Test
    func tellsAllErrorsAtOnceWithTheirPlaces() throws {
        let yaml = """
            directory:
              servers: [http://x]
              bind: { dn: "no name", password_file: p }
              conections: 3
            users: { base: "ou=people", on_rename: maybe }
            """
        let error = #expect(throws: ConfigurationError.self) { try Configuration(yaml: yaml, file: "f.yaml") }
        let text = error.map { "\($0)" } ?? ""
        #expect(error?.problems.count == 4)
        #expect(text.contains("f.yaml:4:3: unknown key directory.conections; did you mean connections?"))
        #expect(text.contains("f.yaml:3:15: directory.bind.dn: "))
        #expect(text.contains("users.on_rename: must be refuse, server or follow"))
    }

    @Test(arguments: [
        ("listen: [{ address: \"0.0.0.0:80\" }]\n", "would receive the secret token unencrypted"),
        ("groups: { base: x }\n", "works on users only; remove groups"),
        ("base_url: ftp://x\n", "must be the whole Tenant URL"),
    ])
    func refuses(_ line: String, because reason: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: line + Self.smallest, file: "f")
        }
        #expect(error.map { "\($0)".contains(reason) } == true)
    }

    @Test
    func refusesAPasswordThatCrossesTheNetworkUnencrypted() throws {
        let yaml = Self.smallest.replacing("ldapi://%2Frun%2Fslapd%2Fldapi", with: "ldap://ldap.acme.example")
        let error = #expect(throws: ConfigurationError.self) { try Configuration(yaml: yaml, file: "f") }
        #expect(error.map { "\($0)".contains("would cross the network unencrypted") } == true)
        let allowed = yaml.replacing("  bind:", with: "  allow_plaintext: true\n  bind:")
        #expect(try Configuration(yaml: allowed, file: "f").directory.servers.count == 1)
    }
}
