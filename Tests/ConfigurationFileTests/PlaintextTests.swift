import Testing

@testable import ConfigurationFile

/// Neither the Secret Token nor the bridge's password crosses a network unencrypted, unless somebody says so.
@Suite struct PlaintextTests {
    private static func problems(_ yaml: String) -> [String] {
        do {
            _ = try Settings(yaml: yaml, file: "f")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(arguments: ["127.0.0.1:80", "127.99.0.1:80", "localhost:80", "[::1]:80"])
    func aListenerOnLoopbackNeedsNoTLS(address: String) {
        #expect(Self.problems("listen: [{ address: \"\(address)\" }]\n" + ConfigurationTests.smallest).isEmpty)
    }

    @Test(arguments: [
        "0.0.0.0:80", "[::]:80", "10.0.0.1:80", "scim.acme.example:80", "127.0.0.1.acme.example:80", "127.0.0.256:80",
        "127.0.0:80", "localhost.acme.example:80",
    ])
    func anyOtherListenerDoes(address: String) {
        let listen = "listen: [{ address: \"\(address)\" }]\n"
        let problems = Self.problems(listen + ConfigurationTests.smallest)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("f:1:10: listen[0] would receive the secret token unencrypted") == true)
        for remedy in ["allow_plaintext: true", "tls: { certificate: c, key: k }"] {
            let listen = "listen: [{ address: \"\(address)\", \(remedy) }]\n"
            #expect(Self.problems(listen + ConfigurationTests.smallest).isEmpty)
        }
    }

    @Test(arguments: [
        "ldaps://ldap.acme.example", "ldap://127.0.0.1", "ldap://localhost:1389", "ldap://[::1]",
        "ldapi://%2Frun%2Fldapi",
    ])
    func aBindOnThisMachineOrOverTLSIsTaken(server: String) {
        #expect(Self.problems(Self.file(servers: "\"\(server)\"")).isEmpty)
    }

    @Test func anyOtherSimpleBindIsRefusedServerByServer() {
        let servers = "[ldap://a.acme.example, ldaps://b.acme.example, ldap://10.0.0.1]"
        let problems = Self.problems(Self.file(servers: servers))
        #expect(problems.count == 2)
        #expect(problems.first?.hasPrefix("f:2:12: the password for ldap://a.acme.example:389 would cross") == true)
        #expect(
            problems.last?.contains("the password for ldap://10.0.0.1:389 would cross the network unencrypted") == true)
        for remedy in ["allow_plaintext: true", "tls: { start_tls: true }"] {
            #expect(Self.problems(Self.file(servers: servers, remedy)).isEmpty)
        }
    }

    /// Active Directory sets passwords over encrypted connections alone, on this machine too.
    @Test(arguments: [
        ("ldaps://ad.acme.example", "connections: 4", true), ("ldap://127.0.0.1", "tls: { start_tls: true }", true),
        ("ldap://127.0.0.1", "connections: 4", false), ("ldap://127.0.0.1", "allow_plaintext: true", false),
    ])
    func aPasswordOfActiveDirectoryNeedsTLS(server: String, line: String, isTaken: Bool) {
        let users = "attributes: { userName: uid, password: unicodePwd }"
        let file = Self.file(servers: "\"\(server)\"", line).replacing("users: {", with: "users: { \(users),")
        let problems = Self.problems(file)
        #expect(problems.contains { $0.contains("unicodePwd is set over encrypted connections only") } != isTaken)
        #expect(problems.count == (isTaken ? 0 : 1), "\(problems)")
    }

    private static func file(servers: String, _ line: String = "connections: 4") -> String {
        """
        directory:
          servers: \(servers.hasPrefix("[") ? servers : "[\(servers)]")
          bind: { dn: "cn=starbridge,dc=acme,dc=example", password_file: p }
          \(line)
        users: { base: "ou=people,dc=acme,dc=example" }
        """
    }
}
