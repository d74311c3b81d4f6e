import Glibc
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing

extension BridgeTests {
    /// The daemon in front of 389 Directory Server, with as little in its configuration as possible.
    @Suite(.needs(.ds389), .bridge(on: .ds389 { $0.ldapsPort = 0 }), .serialized) struct DS389DaemonTests {
        private func server() throws -> PrivateDS389 {
            try #require(try BridgeScene.current.server as? PrivateDS389)
        }

        /// Makes somebody through a daemon, disables and deletes them, and says what the directory holds of them then.
        private func run(_ url: String?, _ section: String = "", users: String = "") async throws {
            let name = BridgeScene.freshName("served")
            let url = try #require(url)
            try await Daemon.run({
                ($0.directory, $0.connection, $0.users) = (url, section, users)
            }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                let made = try await daemon.call("POST", "/Users", body: BridgeCaller.person(name))
                #expect(made.status == 201, "\(made) \(daemon.log)")
                let change = #"{"Operations":[{"op":"Replace","path":"active","value":"False"}]}"#
                let id = try #require(try JSONReader.read(made.text.utf8).object?["id"]?.string)
                #expect(try await daemon.call("PATCH", "/Users/\(id)", body: change).status == 200)
                #expect(await daemon.end() == 0)
            }
            let dn = "uid=\(name),ou=people,dc=acme,dc=example"
            let entry = try #require(
                try await BridgeScene.current.root.search(
                    SearchRequest(
                        base: DistinguishedName(server: dn), scope: .base, attributes: ["nsAccountLock", "objectClass"])
                ).entries.first)
            #expect(entry["nsAccountLock"].first?.text?.uppercased() == "TRUE")
            #expect(entry["objectClass"].contains("inetOrgPerson"))
        }

        @Test func needsServersAnAccountAndABase() async throws {
            try await self.run(try self.server().ldapURL)
        }

        @Test func speaksTLSFromTheStart() async throws {
            let server = try self.server()
            try await self.run(server.ldapsURL, "\n  tls: { ca_file: \"\(server.caFile)\" }")
        }

        @Test func speaksTLSAfterStartTLS() async throws {
            let server = try self.server()
            try await self.run(server.ldapURL, "\n  tls: { ca_file: \"\(server.caFile)\", start_tls: true }")
        }

        @Test(arguments: [true, false]) func trustsNoAuthorityThatItWasNotToldOf(isFromTheStart: Bool) async throws {
            let server = try self.server()
            let url = try #require(isFromTheStart ? server.ldapsURL : server.ldapURL)
            let section = isFromTheStart ? "" : "\n  tls: { start_tls: true }"
            try await Daemon.run({ ($0.directory, $0.connection) = (url, section) }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                let answer = try await daemon.call("GET", "/Users?count=0")
                #expect(answer.status == 503, "\(answer)")
                #expect(daemon.log.contains("certificate") || daemon.log.contains("CERTIFICATE"), "\(daemon.log)")
                #expect(await daemon.end() == 0)
            }
        }

        @Test(arguments: [
            ("  active: { strategy: ppolicy-lock }", "users.active: "),
            ("  rdn: sAMAccountName", "users.rdn: "),
        ]) func saysWhatCannotWorkThere(users: String, place: String) async throws {
            let url = try #require(try self.server().ldapURL)
            try await Daemon.run({ ($0.directory, $0.users) = (url, users) }) { daemon in
                #expect(await daemon.process.status() == EX_CONFIG)
                #expect(daemon.log.contains(place), "\(daemon.log)")
            }
        }
    }
}
