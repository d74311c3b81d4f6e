import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// Filters find the entries that they mean.
    @Suite(.serialized, .bridge) struct Matching {
        static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

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

        @Test(arguments: [
            ("attributes=id", ["entryUUID"], ["schemas", "id"]),
            ("attributes=userName", ["entryUUID", "uid"], ["schemas", "id", "userName"]),
            (
                "attributes=USERNAME,name", ["entryUUID", "uid", "givenName", "sn"],
                ["schemas", "id", "userName", "name"]
            ),
            ("attributes=name.givenName", ["entryUUID", "givenName"], ["schemas", "id", "name"]),
            ("attributes=emails.type", ["entryUUID", "mail"], ["schemas", "id", "emails"]),
            ("attributes=emails%5Btype+eq+%22work%22%5D", ["entryUUID", "mail"], ["schemas", "id", "emails"]),
            ("attributes=emails[type+eq+%22home%22]", ["entryUUID", "mail"], ["schemas", "id"]),
            ("attributes=organization", ["entryUUID", "o"], ["schemas", "id", Self.enterprise]),
            (
                "attributes=\(Self.enterprise)", ["entryUUID", "o", "departmentNumber"],
                ["schemas", "id", Self.enterprise]
            ),
            ("attributes=active", ["entryUUID", "pwdAccountLockedTime"], ["schemas", "id", "active"]),
            ("attributes=meta.created", ["entryUUID", "createTimestamp"], ["schemas", "id", "meta"]),
            ("attributes=nothing", ["entryUUID"], ["schemas", "id"]),
            (
                "excludedAttributes=name,emails,meta,externalId,active,displayName,\(Self.enterprise)",
                ["entryUUID", "uid", "title"], ["schemas", "id", "userName", "title"]
            ),
            (
                "excludedAttributes=id,schemas,userName,name,emails,meta,externalId,active,displayName,title,\(Self.enterprise)",
                ["entryUUID"], ["schemas", "id"]
            ),
        ])
        func fetchesOnlyWhatIsShown(query: String, attributes: [String], members: [String]) async throws {
            _ = try await self.bridge("match fetch \(query.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 9973 })")
            let unit = "match fetch \(query.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 9973 })"
            let scene = try BridgeScene.current
            let watched = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: watched, branch: "ou=\(unit),ou=elsewhere")
            let id = try await scene.id("uid=match.ada,ou=\(unit),ou=elsewhere,dc=acme,dc=example")
            let one = try await bridge.get("/Users/\(id)?\(query)").expect(200)
            #expect(Set(one.body.object?.map(\.name) ?? []) == Set(members))
            let listed = try await bridge.find(#"userName eq "match.ada""#, "&\(query)").expect(200)
            #expect(listed["Resources.0"] == one.body)
            let searches = watched.searches.map { Set($0.attributes.map(\.description)) }
            #expect(searches.count == 2)
            #expect(searches.first == Set(attributes))
            // What decides the order of a list, and of its filter what the directory cannot judge.
            #expect(searches.last == Set(attributes + ["createTimestamp", "uid"]))
        }

        @Test func everyAnswerShowsWhatIsAskedFor() async throws {
            let bridge = try BridgeScene.current.bridge()
            let body = BridgeCaller.person("match.shown", #""title":"Dr""#)
            let created = try await bridge.send(.POST, "/Users?attributes=title", body).expect(201)
            #expect(created.body.object?.map(\.name).sorted() == ["id", "schemas", "title"])
            let path = "/Users/\(created.id)?excludedAttributes=emails,meta,name"
            let replaced = try await bridge.send(.PUT, path, body).expect(200)
            let patch = #"{"Operations":[{"op":"replace","path":"title","value":"Prof"}]}"#
            let patched = try await bridge.send(.PATCH, path, patch).expect(200)
            for (reply, title) in [(replaced, "Dr"), (patched, "Prof")] {
                #expect(reply["title"] == .string(title))
                #expect(reply["userName"] == "match.shown")
                for name in ["emails", "meta", "name"] { #expect(reply[name] == .null) }
            }
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
