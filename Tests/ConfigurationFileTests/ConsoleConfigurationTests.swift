import Testing

@testable import ConfigurationFile

/// `console:`.
@Suite struct ConsoleConfigurationTests {
    private static func settings(_ line: String) throws -> Settings {
        try Settings(
            yaml: """
                listen: [{ address: "127.0.0.1:8080" }]
                directory: { servers: [ldaps://a], bind: { dn: "cn=a", password_file: /p } }
                users: { base: "ou=p" }
                \(line)
                """, file: "f")
    }

    private static func problems(_ line: String) -> [String] {
        do {
            _ = try self.settings(line)
            return []
        } catch {
            return (error as? ConfigurationError)?.problems.map(\.reason) ?? ["\(error)"]
        }
    }

    @Test func thereIsNoPageUnlessTheFileSaysSo() throws {
        #expect(try Self.settings("").console == nil)
    }

    @Test(arguments: ["127.0.0.1:8081", "[::1]:8081", "unix:/run/starbridge/console.sock"])
    func anAddressOfThisMachineNeedsNothingElse(address: String) throws {
        let console = try Self.settings("console: { address: \"\(address)\" }").console
        #expect(console?.listener.place.description == address)
    }

    @Test(arguments: [
        (#"{ address: "0.0.0.0:8081" }"#, "over the network unencrypted"),
        (#"{ address: "0.0.0.0:8081", tls: { certificate: /c, key: /k } }"#, "console.names must say"),
        (#"{ address: "127.0.0.1:8080" }"#, "an address of its own"),
        (#"{ address: "127.0.0.1:0" }"#, "must name a port"),
        (#"{ address: "127.0.0.1:8081", allow_plaintext: true }"#, "allow_plaintext"),
        ("{}", "address"),
    ])
    func refusesWhatWouldHarm(line: String, words: String) {
        let problems = Self.problems("console: \(line)")
        #expect(problems.contains { $0.contains(words) }, "\(problems)")
    }
}
