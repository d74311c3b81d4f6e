import Testing

@testable import ConfigurationFile

@Suite struct ListenerTests {
    private static func settings(_ listener: String, more: String = "") throws -> Settings {
        let yaml = """
            listen: [{ \(listener) }]
            directory: { servers: ["ldap://127.0.0.1"], bind: { dn: "cn=a", password_file: /p } }
            users: { base: "ou=people,dc=acme", active: [] }
            \(more)
            """
        return try Settings(yaml: yaml, file: "f")
    }

    @Test(
        arguments: [
            ("address: unix:/run/scim.sock", .socket(path: "/run/scim.sock", mode: 0o660)),
            (#"address: unix:/run/scim.sock, mode: "0600""#, .socket(path: "/run/scim.sock", mode: 0o600)),
            (#"address: "[::1]:80""#, .address(host: "::1", port: 80)),
        ] as [(String, Settings.Listener.Place)])
    func readsWhereItListens(listener: String, place: Settings.Listener.Place) throws {
        #expect(try Self.settings(listener).listeners.map(\.place) == [place])
    }

    @Test(arguments: [
        ("address: unix:scim.sock", "must be unix: and an absolute path of at most 107 bytes"),
        ("address: unix:/\(String(repeating: "x", count: 107))", "must be unix: and an absolute path"),
        ("address: unix:/a, mode: rw", "must be the mode of a file in octal digits"),
        ("address: unix:/a, mode: 1777", "must be the mode of a file in octal digits"),
        (#"address: "127.0.0.1:80", mode: "0600""#, "listen[0].mode is for a Unix socket only"),
        (#"address: "0.0.0.0:80""#, "would receive the secret token unencrypted"),
    ])
    func refusesWhatIsNoPlace(listener: String, reason: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try Self.settings(listener) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func aUnixSocketHasNoURL() throws {
        #expect(try Self.settings("address: unix:/run/scim.sock").baseURL == "http://localhost/scim/v2")
    }
}
