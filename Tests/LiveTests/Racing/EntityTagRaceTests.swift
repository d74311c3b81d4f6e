import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

@testable import Daemon

extension BridgeTests {
    /// Several writers who demand the same version.
    @Suite(.serialized, .bridge) struct EntityTagRaces {
        /// Sends the writes at the same time, spread over the bridges, and returns their statuses.
        ///
        /// Neighbours change different attributes: only the version can tell them that the entry is another.
        private func race(
            _ bridges: [BridgeCaller], _ path: String, name: String, _ methods: [HTTPMethod]
        ) async throws -> [Int] {
            let tag = try #require(try await bridges[0].get(path).expect(200).headers.first(name: "ETag"))
            return try await withThrowingTaskGroup(of: Int.self) { group in
                for (number, method) in methods.enumerated() {
                    let attribute = number % 2 == 0 ? "title" : "displayName"
                    // New every time: a write of what is there already changes nothing, and may win beside another.
                    let value = "\(number) after \(tag.filter(\.isHexDigit))"
                    let body =
                        switch method {
                        case .PUT: BridgeCaller.person(name, #""title":"\#(value)""#)
                        case .PATCH:
                            #"{"Operations":[{"op":"replace","path":"\#(attribute)","value":"\#(value)"}]}"#
                        default: nil as String?
                        }
                    group.addTask {
                        try await bridges[number % bridges.count].send(
                            method, path, body, headers: ["If-Match": tag]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        /// Two bridges with connections of their own.
        private func withTwoBridges(_ body: ([BridgeCaller]) async throws -> Void) async throws {
            let scene = try BridgeScene.current
            var account = try LDAPClientScene.configuration([try #require(scene.server.ldapURL)])
            let name = DistinguishedName(server: "cn=starbridge,ou=services,dc=acme,dc=example")
            account.credentials = .simple(dn: name, password: { Array("starbridge-secret".utf8) })
            account.timeout = .seconds(20)
            try await LDAPClientScene.withClient(account) { client in
                try await body([scene.bridge(), scene.bridge(over: ClientDirectory(client: client))])
            }
        }

        @Test func oneOfManyWritersWins() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("etagrace.one", "mail: etagrace.one@acme.example")
            let bridge = scene.bridge()
            for round in 0..<60 {
                try await scene.apply("dn: \(dn)\nchangetype: modify\nreplace: title\ntitle: Round \(round)\n-\n")
                let statuses = try await self.race(
                    [bridge], "/Users/\(id)", name: "etagrace.one", [.PATCH, .PUT, .PATCH, .PUT, .PATCH])
                #expect(statuses.filter { $0 == 200 }.count == 1, "\(statuses)")
                #expect(statuses.filter { $0 == 412 }.count == 4, "\(statuses)")
            }
        }

        @Test func oneOfTwoBridgesWins() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("etagrace.two", "mail: etagrace.two@acme.example")
            try await self.withTwoBridges { bridges in
                for round in 0..<100 {
                    try await scene.apply("dn: \(dn)\nchangetype: modify\nreplace: title\ntitle: Round \(round)\n-\n")
                    let statuses = try await self.race(
                        bridges, "/Users/\(id)", name: "etagrace.two", [.PATCH, .PATCH])
                    #expect(statuses.sorted() == [200, 412])
                }
            }
        }

        @Test func whoDeletesAndWhoChangesNeverBothWin() async throws {
            let scene = try BridgeScene.current
            try await self.withTwoBridges { bridges in
                for round in 0..<40 {
                    let name = "etagrace.end\(round)"
                    let (_, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
                    let statuses = try await self.race(bridges, "/Users/\(id)", name: name, [.DELETE, .PATCH])
                    // Whoever comes after a deletion finds nothing.
                    #expect([[200, 412], [204, 404], [204, 412]].contains(statuses.sorted()), "\(statuses)")
                }
            }
        }
    }
}
