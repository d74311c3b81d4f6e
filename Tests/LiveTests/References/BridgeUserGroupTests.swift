import Bridge
import NIOHTTP1
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// The groups of a user, noted by the directory in `memberOf`.
    @Suite(.serialized, .bridge) struct UserGroups {
        @Test func areShownToThoseWhoAsk() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("grouped.ada", "mail: grouped.ada@acme.example")
            let group = try await scene.addGroup("grouped", [dn])
            try await scene.apply(
                "dn: cn=hidden,\(BridgeScene.elsewhere)\nobjectClass: groupOfNames\ncn: hidden\nmember: \(dn)\n")
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: directory) { $0.showGroups(.request) }
            let plain = try await bridge.get("/Users/\(id)").expect(200)
            #expect(plain["groups"] == .null)
            #expect(try await bridge.find(#"userName eq "grouped.ada""#)["Resources.0.groups"] == .null)
            #expect(directory.searches.count == 2)
            #expect(!directory.searches.contains { $0.attributes.contains("memberOf") })

            let expected: Value = [
                [
                    "value": .string(group.id), "$ref": .string("\(BridgeCaller.baseURL)/Groups/\(group.id)"),
                    "display": "grouped", "type": "direct",
                ]
            ]
            #expect(try await bridge.get("/Users/\(id)?attributes=groups").expect(200)["groups"] == expected)
            let listed = try await bridge.find(#"userName eq "grouped.ada""#, "&attributes=userName,groups")
            #expect(listed["Resources.0.groups"] == expected)
            for filter in [#"groups eq "\#(group.id)""#, "groups.value eq \(group.id)"] {
                #expect(try await bridge.find(filter).expect(200).userNames == ["grouped.ada"], "\(filter)")
            }
            let always = scene.bridge { $0.showGroups(.default) }
            let whole = try await always.get("/Users/\(id)").expect(200)
            #expect(whole["groups"] == expected)
            #expect(whole["meta.version"] == plain["meta.version"])
            #expect(try await always.get("/Users/\(id)?excludedAttributes=groups").expect(200)["groups"] == .null)
        }

        @Test func areNotWritten() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("grouped.bob", "mail: grouped.bob@acme.example")
            let group = try await scene.addGroup("grouped not", [""])
            let bridge = scene.bridge { $0.showGroups(.request) }
            let operation = #"{"op":"add","path":"groups","value":[{"value":"\#(group.id)"}]}"#
            (try await bridge.patch(id, operation)).expect(400, .mutability, "groups")
            let version = try await scene.version(dn)
            let members = [
                #""groups":[{"value":"\#(group.id)"}]"#, #""name":{"familyName":"Old"}"#, #""displayName":"Old""#,
            ]
            try await bridge.put(id, BridgeCaller.person("grouped.bob", members[0], members[1], members[2])).expect(200)
            #expect(try await scene.version(dn) == version)
            #expect(try await scene.members(group.dn) == [""])
        }

        @Test func areAdvertisedAsReturnedOnRequest() async throws {
            let bridge = try BridgeScene.current.bridge { $0.showGroups(.request) }
            let schema = try await bridge.get("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User").expect(200)
            let groups = (schema["attributes"].array ?? []).first { $0.object?["name"] == "groups" }?.object
            #expect(groups?["returned"] == "request")
            #expect(groups?["mutability"] == "readOnly")
        }
    }

    /// The groups of a user where the directory does not note them.
    @Suite(.serialized, .bridge { $0.overlays.remove(.memberof) }) struct UserGroupsWithoutMemberOf {
        @Test func areSearchedForManyAtOnce() async throws {
            let scene = try BridgeScene.current
            var people: [(dn: String, id: String)] = []
            for number in 0..<3 {
                people.append(try await scene.addPerson("plain.\(number)", "mail: plain.\(number)@acme.example"))
            }
            let some = try await scene.addGroup("some", [people[0].dn, people[1].dn.uppercased()])
            let all = try await scene.addGroup("all", people.map(\.dn))
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: directory) { $0.showGroups(.request) }
            func ids(_ value: Value) -> Set<String> {
                Set((value.array ?? []).compactMap { $0.object?["value"]?.string })
            }
            let list = try await bridge.find(#"userName sw "plain.""#, "&attributes=userName,groups").expect(200)
            #expect(directory.searches.count == 2)
            for resource in list["Resources"].array ?? [] {
                let isLast = resource.object?["userName"] == "plain.2"
                #expect(ids(resource.object?["groups"] ?? .null) == (isLast ? [all.id] : [some.id, all.id]))
            }
            let one = try await bridge.get("/Users/\(people[1].id)?attributes=groups").expect(200)
            #expect(ids(one["groups"]) == [some.id, all.id])
            #expect(one["groups.0.type"] == "direct")
            #expect(directory.searches.last?.attributes.contains("member") == false)
            #expect(try await bridge.get("/Users/\(people[1].id)").expect(200)["groups"] == .null)
            #expect(directory.searches.count == 5)
            (try await bridge.find(#"groups eq "\#(all.id)""#)).expect(400, .invalidFilter, "groups")
        }
    }
}
