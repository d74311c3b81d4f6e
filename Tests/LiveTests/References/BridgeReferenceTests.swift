import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Synchronization
import Testing
import Translator

extension BridgeTests {
    /// Names in the directory are ids in SCIM.
    @Suite(.serialized, .bridge) struct References {
        private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

        @Test func aManagerIsAnId() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(BridgeScene.showManager)
            let boss = try await scene.addPerson(
                "manager.boss, the first".replacing(",", with: "\\,"), "mail: boss@acme.example")
            let other = try await scene.addPerson("manager.other", "mail: manager.other@acme.example")
            let (dn, id) = try await scene.addPerson(
                "manager.report", "mail: report@acme.example", "manager: \(boss.dn)")
            let read = try await bridge.get("/Users/\(id)").expect(200)
            #expect(
                read.body.object?[Self.enterprise]?.object?["manager"] == [
                    "value": .string(boss.id), "$ref": .string("\(BridgeCaller.baseURL)/Users/\(boss.id)"),
                    "displayName": "Old",
                ])
            for operation in [
                #"{"op":"replace","path":"\#(Self.enterprise):manager","value":"\#(other.id)"}"#,
                #"{"op":"Add","path":"\#(Self.enterprise):manager","value":{"value":"\#(boss.id)"}}"#,
                #"{"op":"Replace","path":"\#(Self.enterprise):manager.value","value":"\#(other.id)"}"#,
            ] {
                let wished = operation.contains(boss.id) ? boss : other
                let reply = try await bridge.patch(id, operation).expect(200)
                #expect(reply.text.contains(wished.id))
                let stored = try #require(try await scene.contents(dn)?["manager"]?.first)
                #expect(DistinguishedName(server: stored) == DistinguishedName(server: wished.dn))
                let version = try await scene.version(dn)
                try await bridge.patch(id, operation).expect(200)
                #expect(try await scene.version(dn) == version)
            }
            for filter in [
                #"\#(Self.enterprise):manager.value eq "\#(other.id)""#, #"manager eq "\#(other.id)""#,
                "id eq \(id) and manager eq \(other.id)", "manager eq \(other.id) and id eq \(id)",
            ] {
                #expect(try await bridge.find(filter).expect(200).userNames == ["manager.report"], "\(filter)")
                #expect(try await bridge.find(filter, "&attributes=id").expect(200)["Resources.0.id"] == .string(id))
            }
            #expect(try await bridge.find("id eq \(id) and manager eq \(boss.id)").expect(200)["totalResults"] == 0)
            let nobody = "11111111-2222-3333-4444-555555555555"
            try await bridge.patch(id, #"{"op":"replace","path":"\#(Self.enterprise):manager","value":"\#(nobody)"}"#)
                .expect(400, .invalidValue, nobody)
            try await bridge.patch(id, #"{"op":"remove","path":"\#(Self.enterprise):manager"}"#).expect(200)
            #expect(try await scene.contents(dn)?["manager"] == nil)
            let made = try await bridge.post(
                BridgeCaller.person("manager.new", #""\#(Self.enterprise)":{"manager":{"value":"\#(boss.id)"}}"#)
            ).expect(201)
            #expect(made.text.contains(boss.id))
            for manager in [
                #"[{"value":"\#(boss.id)"}]"#, #""\#(boss.id)""#,
                #"{"$ref":"\#(BridgeCaller.baseURL)/Users/\#(boss.id)"}"#,
            ] {
                let body = BridgeCaller.person("manager.new", #""\#(Self.enterprise)":{"manager":\#(manager)}"#)
                #expect(try await bridge.put(made.id, body).expect(200).text.contains(boss.id), "\(manager)")
                try await bridge.patch(made.id, #"{"op":"remove","path":"manager"}"#).expect(200)
                try await bridge.patch(made.id, #"{"op":"replace","path":"manager","value":\#(manager)}"#).expect(200)
                let stored = try await scene.contents("uid=manager.new,ou=people,dc=acme,dc=example")?["manager"]
                #expect(
                    stored?.map { DistinguishedName(server: $0) } == [DistinguishedName(server: boss.dn)], "\(manager)")
            }
        }

        @Test func aGroupIsNobodysManager() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(BridgeScene.showManager)
            let (dn, id) = try await scene.addPerson("grouped", "mail: grouped@acme.example")
            let group = try await scene.addGroup("managers", [dn])
            let set = #"{"op":"add","path":"manager","value":"\#(group.id)"}"#
            try await bridge.patch(id, set).expect(400, .invalidValue, group.id, "no User")
            try await scene.apply("dn: \(dn)\nchangetype: modify\nadd: manager\nmanager: \(group.dn)\n-\n")
            let read = try await bridge.get("/Users/\(id)").expect(200)
            #expect(read[Self.enterprise] == .null)
            #expect(try await bridge.find("manager eq \(group.id)").expect(200)["totalResults"] == 0)
            try await bridge.put(id, BridgeCaller.person("grouped", #""title":"Chief""#)).expect(200)
            #expect(try await scene.contents(dn)?["manager"] == [group.dn])
        }

        @Test func aManagerWhoIsGoneDisturbsNobody() async throws {
            let scene = try BridgeScene.current
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: directory, BridgeScene.showManager)
            let boss = try await scene.addPerson("dangling.boss", "mail: dangling.boss@acme.example")
            let (dn, id) = try await scene.addPerson(
                "dangling.report", "mail: dangling.report@acme.example", "manager: uid=long.gone,dc=acme,dc=example")
            try await scene.addPerson(
                "dangling.other", "mail: dangling.other@acme.example", "manager: \(boss.dn)")
            let read = try await bridge.get("/Users/\(id)").expect(200)
            #expect(read.body.object?[Self.enterprise]?.object?["manager"] == nil)
            let list = try await bridge.find(#"userName sw "dangling.""#).expect(200)
            #expect(list["totalResults"] == 3)
            #expect(list.text.components(of: boss.id) == 4)
            try await bridge.patch(id, #"{"op":"replace","path":"title","value":"Chief"}"#).expect(200)
            #expect(try await scene.contents(dn)?["manager"] == ["uid=long.gone,dc=acme,dc=example"])
            let set = #"{"op":"Add","path":"manager","value":[{"$ref":"x","value":"\#(boss.id)"}]}"#
            let count = directory.searches.count
            #expect(try await bridge.patch(id, set).expect(200).text.contains(boss.id))
            // The entry, who its manager is, who the new one is, and whether that is still so.
            #expect(directory.searches.count - count == 6)
            #expect(try await scene.contents(dn)?["manager"]?.first == boss.dn)
        }
    }
}

extension String {
    /// How often a text is part of this one.
    fileprivate func components(of text: String) -> Int { self.ranges(of: text).count }
}
