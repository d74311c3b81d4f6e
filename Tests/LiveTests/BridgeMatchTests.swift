import Bridge
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

@testable import Starbridge

extension BridgeTests {
    /// Filters find the entries that they mean.
    @Suite struct Matching {
        private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

        /// Makes one person in a unit of its own.
        private func bridge(_ unit: String, active: Bool = true) async throws -> BridgeCaller {
            let scene = try BridgeScene.current
            try await scene.addUnit(unit)
            try await scene.addPerson(
                "match.ada", below: "ou=\(unit),ou=elsewhere", "mail: ada@acme.example", "mail: ada@old.example",
                "givenName: Ada",
                "title: Countess", "o: Acme", "departmentNumber: R&D", "labeledURI: 0a-ext",
                "labeledURI: https://acme.example/ada")
            try await scene.addPerson("match.bob", below: "ou=\(unit),ou=elsewhere", "mail: bob@acme.example")
            return scene.bridge(branch: "ou=\(unit),ou=elsewhere")
        }

        @Test func matchesByEveryMappedAttribute() async throws {
            let bridge = try await self.bridge("match every")
            for (path, value) in [
                ("userName", "MATCH.ada"), ("externalId", "0a-ext"), ("name.givenName", "ada"), ("title", "countess"),
                (#"emails[type eq "work"].value"#, "ADA@acme.example"), ("emails.value", "ada@acme.example"),
                ("emails", "ada@acme.example"), ("\(Self.enterprise):organization", "ACME"),
                ("\(Self.enterprise):department", "r&d"),
                ("urn:ietf:params:scim:schemas:core:2.0:User:userName", "match.ada"),
            ] {
                let reply = try await bridge.find(#"\#(path) eq "\#(value)""#).expect(200)
                #expect(reply.userNames == ["match.ada"], "\(path)")
                #expect(reply["totalResults"] == 1, "\(path)")
            }
            for path in ["name.familyName", "displayName"] {
                let reply = try await bridge.find(#"\#(path) eq "old""#).expect(200)
                #expect(Set(reply.userNames) == ["match.ada", "match.bob"], "\(path)")
            }
            let ada = try await bridge.find(#"userName eq "match.ada""#)
            let id = try #require(ada["Resources.0.id"].string)
            for filter in [
                #"id eq "\#(id)""#, #"externalId eq 0a-ext"#, #"active eq true and userName sw "match.a""#,
                #"meta.lastModified gt "2020-01-01T00:00:00Z" and title pr"#,
                #"emails[type eq "work" and value co "ada"]"#,
                #"USERNAME EQ "match.ada""#, #"not (userName eq "match.bob")"#,
                #"title eq "countess" and active ne false"#,
            ] {
                #expect(try await bridge.find(filter).expect(200).userNames == ["match.ada"], "\(filter)")
            }
        }

        @Test(arguments: [
            "userName", "externalId", #"emails[type eq "work"].value"#, "title", "id", "displayName", "name.givenName",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        ])
        func answersTheProbeWithAnEmptyList(path: String) async throws {
            let bridge = try BridgeScene.current.bridge()
            let reply = try await bridge.find(#"\#(path) eq "2f4cfc37-1a36-4d3c-8bb5-b4bf7b37a0a3""#).expect(200)
            #expect(reply["totalResults"] == 0)
            #expect(reply["Resources"].array ?? [] == [])
            #expect(reply["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
        }

        @Test func takesValuesLiterally() async throws {
            let bridge = try await self.bridge("match literally")
            for value in [
                "*", "match*", "match.ada)(uid=*", "(", ")", #"\\"#, #"\\2a"#, "", " ", "\\u0000", "match.ada\\u0000",
            ] {
                for op in ["eq", "sw", "co", "ew"] where op == "eq" || !value.allSatisfy(\.isWhitespace) {
                    let reply = try await bridge.find(#"userName \#(op) "\#(value)""#)
                    reply.expect(200)
                    #expect(reply["totalResults"] == 0, "\(op) \(value)")
                }
            }
            #expect(try await bridge.find(#"userName sw "match.""#)["totalResults"] == 2)
        }

        @Test func disabledPeopleAreFound() async throws {
            let bridge = try await self.bridge("match disabled")
            let id = try #require(try await bridge.find(#"userName eq "match.bob""#)["Resources.0.id"].string)
            try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            #expect(try await bridge.find(#"userName eq "match.bob""#)["Resources.0.active"] == false)
            #expect(try await bridge.find("active eq false").userNames == ["match.bob"])
            #expect(try await bridge.find(#"active eq "False""#).userNames == ["match.bob"])
            #expect(try await bridge.find("active eq true").userNames == ["match.ada"])
        }

        @Test func showsOnlyWhatIsAskedFor() async throws {
            let bridge = try await self.bridge("match projection")
            let reply = try await bridge.find(#"userName eq "match.ada""#, "&attributes=userName,emails.value")
            let resource = try #require(reply["Resources.0"].object)
            #expect(Set(resource.map(\.name)).isSubset(of: ["schemas", "id", "userName", "emails", "meta"]))
            #expect(resource["userName"] == "match.ada")
            let other = try await bridge.find(#"title pr"#, "&excludedAttributes=emails,title")
            #expect(other["Resources.0.emails"] == nil)
            #expect(other["Resources.0.title"] == nil)
            #expect(other["Resources.0.name.givenName"] == "Ada")
        }
    }
}
