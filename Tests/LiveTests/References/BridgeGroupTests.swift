import Bridge
import NIOHTTP1
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// Groups from their making to their end.
    @Suite(.serialized, .bridge) struct Groups {
        private static let schemas = """
            "schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",
            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group","urn:nobody:knows:this"]
            """

        private func post(_ bridge: BridgeCaller, _ members: String) async throws -> Reply {
            try await bridge.send(.POST, "/Groups", "{\(Self.schemas),\(members)}")
        }

        @Test func aGroupIsMadeAsEntraMakesIt() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let made = try await self.post(bridge, #""displayName":"Made, empty","members":[]"#).expect(201)
            let dn = "cn=Made\\, empty,ou=groups,dc=acme,dc=example"
            #expect(made["displayName"] == "Made, empty")
            #expect(made["members"] == .null)
            #expect(made["meta.resourceType"] == "Group")
            #expect(made.headers.first(name: "Location") == "\(BridgeCaller.baseURL)/Groups/\(made.id)")
            #expect(try await scene.id(dn) == made.id)
            #expect(try await scene.members(dn) == [""])
            let read = try await bridge.get("/Groups/\(made.id)?excludedAttributes=members").expect(200)
            #expect(read.body == made.body)
            let again = try await self.post(bridge, #""displayName":"made,  EMPTY""#)
            again.expect(409, .uniqueness, "cn=Made\\2C empty,ou=groups,dc=acme,dc=example")
        }

        @Test func aGroupIsMadeWithItsMembers() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let ada = try await scene.addPerson("made.ada", "mail: made.ada@acme.example", "displayName: no")
            let inner = try await scene.addGroup("made inner", [ada.dn])
            let body = """
                "displayName":"made full","members":[{"value":"\(ada.id)","display":"x","$ref":null},
                {"value":"\(inner.id)","type":"Group"}]
                """
            let made = try await self.post(bridge, body).expect(201)
            #expect(try await scene.members("cn=made full,ou=groups,dc=acme,dc=example") == [ada.dn, inner.dn])
            let members: Set<Value> = [
                [
                    "value": .string(ada.id), "$ref": .string("\(BridgeCaller.baseURL)/Users/\(ada.id)"),
                    "type": "User", "display": "Old",
                ],
                [
                    "value": .string(inner.id), "$ref": .string("\(BridgeCaller.baseURL)/Groups/\(inner.id)"),
                    "type": "Group", "display": "made inner",
                ],
            ]
            #expect(Set(made["members"].array ?? []) == members)
            let read = try await bridge.get("/Groups/\(made.id)").expect(200)
            #expect(Set(read["members"].array ?? []) == members)
            #expect(read["meta"] == made["meta"])

            let nobody = "11111111-2222-3333-4444-555555555555"
            let refused = try await self.post(bridge, #""displayName":"made not","members":[{"value":"\#(nobody)"}]"#)
            refused.expect(400, .invalidValue, nobody)
            #expect(try await scene.names("(cn=made not)") == [])
            (try await self.post(bridge, #""members":[]"#)).expect(400, .invalidValue, "displayName")
        }

        @Test func groupsAreFoundAsEntraAsks() async throws {
            let scene = try BridgeScene.current
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.groupBridge(over: directory)
            let bob = try await scene.addPerson("found.bob", "mail: found.bob@acme.example")
            let eve = try await scene.addPerson("found.eve", "mail: found.eve@acme.example")
            let group = try await scene.addGroup("found 'them", [bob.dn])
            func find(_ filter: String, _ more: String = "&excludedAttributes=members") async throws -> [String] {
                let reply = try await bridge.get("/Groups?filter=\(BridgeCaller.formEncoded(filter))\(more)").expect(
                    200)
                return (reply["Resources"].array ?? []).compactMap { $0.object?["id"]?.string }
            }
            for filter in [
                #"displayName eq "found 'them""#, #"displayName eq "FOUND 'THEM""#, #"members eq "\#(bob.id)""#,
                #"members.value eq "\#(bob.id)""#, #"members[value eq "\#(bob.id)"]"#,
                #"id eq "\#(group.id)" and members eq "\#(bob.id)""#, "id eq \(group.id) and members eq \(bob.id)",
                "members eq \(bob.id) and id eq \(group.id)", "id eq \(group.id.uppercased())",
            ] {
                #expect(try await find(filter) == [group.id], "\(filter)")
                #expect(try await find(filter, "&attributes=id") == [group.id], "\(filter)")
            }
            for filter in [
                #"displayName eq "8646d011-1693-4cd3-9ee6-0d7482ca2219""#, #"members eq "\#(eve.id)""#,
                #"members eq "nobody""#, "id eq \(group.id) and members eq \(eve.id)", "id eq \(bob.id)",
            ] {
                #expect(try await find(filter) == [], "\(filter)")
            }
            #expect(!directory.searches.contains { $0.attributes.contains("member") || $0.attributes.isEmpty })
            let whole = try await bridge.get("/Groups?filter=displayName+sw+%22found%22").expect(200)
            #expect(whole["Resources.0.members.0.value"] == .string(bob.id))
            (try await bridge.get("/Groups?filter=externalId+eq+%22x%22"))
                .expect(400, .invalidFilter, "externalId", "groups.attributes")
            (try await bridge.get("/Groups/\(bob.id)")).expect(404, nil)
            (try await bridge.get("/Users/\(group.id)")).expect(404, nil)
        }

        @Test func aRenamedGroupKeepsItsIDAndItsMembers() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let ada = try await scene.addPerson("renamed.ada", "mail: renamed.ada@acme.example")
            let bob = try await scene.addPerson("renamed.bob", "mail: renamed.bob@acme.example")
            let group = try await scene.addGroup("renamed before", [ada.dn])
            let empty = try await scene.addGroup("renamed empty", [""])
            try await scene.addGroup("renamed outer", [group.dn])
            let after = "cn=renamed after,ou=groups,dc=acme,dc=example"
            let operations = """
                {"op":"Replace","path":"displayName","value":"renamed after"},
                {"op":"Add","path":"members","value":[{"value":"\(bob.id)"}]}
                """
            let reply = try await bridge.patch(group.id, operations, at: "/Groups").expect(204)
            #expect(reply.text == "")
            #expect(try await scene.id(after) == group.id)
            #expect(try await scene.members(after) == [ada.dn, bob.dn])
            #expect(try await scene.members("cn=renamed outer,ou=groups,dc=acme,dc=example") == [after])
            let memberOf = try await scene.contents(ada.dn)?["memberOf"]
            #expect(memberOf == [after])

            let taken = #"{"op":"replace","value":{"displayName":"Renamed After"}}"#
            (try await bridge.patch(empty.id, taken, at: "/Groups")).expect(409, .uniqueness, after)
            let free = #"{"op":"replace","value":{"displayName":"renamed, still empty"}}"#
            try await bridge.patch(empty.id, free, at: "/Groups").expect(204)
            let stored = "cn=renamed\\, still empty,ou=groups,dc=acme,dc=example"
            #expect(try await scene.members(stored) == [""])
            #expect(try await scene.id(stored) == empty.id)
        }

        @Test func aPutSetsWhatItNames() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let ada = try await scene.addPerson("put.ada", "mail: put.ada@acme.example")
            let bob = try await scene.addPerson("put.bob", "mail: put.bob@acme.example")
            let group = try await scene.addGroup("put", [ada.dn, scene.server.rootDN])
            @discardableResult func put(_ members: String) async throws -> Reply {
                try await bridge.send(.PUT, "/Groups/\(group.id)", #"{"displayName":"put"\#(members)}"#).expect(200)
            }
            let same = try await put("")
            #expect(same["members.0.value"] == .string(ada.id))
            #expect(try await scene.members(group.dn) == [ada.dn, scene.server.rootDN])
            let other = try await put(#","members":[{"value":"\#(bob.id)"}]"#)
            #expect(other["members.0.value"] == .string(bob.id))
            #expect(other["members"].array?.count == 1)
            #expect(try await scene.members(group.dn) == [bob.dn, scene.server.rootDN])
            let version = try await scene.version(group.dn)
            #expect(try await put(#","members":[{"value":"\#(bob.id)"}]"#).body == other.body)
            #expect(try await scene.version(group.dn) == version)
            #expect(try await put(#","members":null"#)["members"] == .null)
            #expect(try await scene.members(group.dn) == [scene.server.rootDN])
        }

        @Test(arguments: [
            (#"{"displayName":"NAME","members":[]}"#, HTTPMethod.PUT, 200),
            (#"{"displayName":"NAME","members":null}"#, .PUT, 200),
            (#"{"Operations":[{"op":"replace","path":"members","value":null}]}"#, .PATCH, 204),
            (#"{"Operations":[{"op":"replace","value":{"members":null}}]}"#, .PATCH, 204),
            (#"{"Operations":[{"op":"replace","path":"members","value":[]}]}"#, .PATCH, 204),
            (#"{"Operations":[{"op":"Replace","value":{"members":[]}}]}"#, .PATCH, 204),
        ])
        func anEmptyListOrNullClearsTheMembersOnce(body: String, method: HTTPMethod, status: Int) async throws {
            let scene = try BridgeScene.current
            let name = BridgeScene.freshName("emptied")
            let ada = try await scene.addPerson("\(name).ada", "mail: \(name).ada@acme.example")
            let group = try await scene.addGroup(name, [ada.dn])
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.groupBridge(over: directory)
            for _ in 0..<2 {
                let body = body.replacing("NAME", with: name)
                try await bridge.send(method, "/Groups/\(group.id)", body).expect(status)
                #expect(try await scene.members(group.dn) == [""])
            }
            #expect(directory.changes.count == 1)
        }

        @Test func aPatchShowsTheAttributesThatAreAskedFor() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let ada = try await scene.addPerson("patch.asked", "mail: patch.asked@acme.example")
            let group = try await scene.addGroup("patch asked", [""])
            let add = #"{"Operations":[{"op":"add","path":"members","value":[{"value":"\#(ada.id)"}]}]}"#
            for _ in 0..<2 {
                let reply = try await bridge.send(.PATCH, "/Groups/\(group.id)?attributes=members", add).expect(200)
                #expect(reply.id == group.id && reply["members.0.value"] == .string(ada.id), "\(reply.text)")
                #expect(reply["displayName"] == .null)
            }
            try await scene.apply("dn: \(group.dn)\nchangetype: delete\n\ndn: \(ada.dn)\nchangetype: delete\n")
        }

        @Test func aPatchWithoutOperationsChangesNothing() async throws {
            let scene = try BridgeScene.current
            let ada = try await scene.addPerson("nothing.ada", "mail: nothing.ada@acme.example")
            let group = try await scene.addGroup("nothing", [ada.dn])
            let directory = WatchedDirectory(scene.directory)
            let (users, groups) = (scene.bridge(over: directory), scene.groupBridge(over: directory))
            let body = #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[]}"#
            #expect(try await users.send(.PATCH, "/Users/\(ada.id)", body).expect(200)["userName"] == "nothing.ada")
            try await groups.send(.PATCH, "/Groups/\(group.id)", body).expect(204)
            try await users.send(.PATCH, "/Users/nobody", body).expect(404)
            #expect(directory.changes.isEmpty)
            try await scene.apply("dn: \(group.dn)\nchangetype: delete\n\ndn: \(ada.dn)\nchangetype: delete\n")
        }

        @Test func aGroupHasNoVersionSinceTheDirectoryTakesMembersAwayWithoutMovingIt() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let ada = try await scene.addPerson("version.ada", "mail: version.ada@acme.example")
            let other = try await scene.addPerson("version.other", "mail: version.other@acme.example")
            let group = try await scene.addGroup("version", [ada.dn, other.dn])
            let path = "/Groups/\(group.id)"
            for path in [path, path + "?excludedAttributes=members"] {
                let read = try await bridge.get(path).expect(200)
                #expect(read.headers.first(name: "ETag") == nil)
                #expect(read["meta.version"] == .null)
            }
            let version = try await scene.version(group.dn)
            try await scene.apply("dn: \(other.dn)\nchangetype: delete\n")
            #expect(try await scene.settledMembers(group.dn) { $0 == [ada.dn] } == [ada.dn])
            #expect(try await scene.version(group.dn) == version)

            let remove = #"{"Operations":[{"op":"remove","path":"members[value eq \"\#(ada.id)\"]"}]}"#
            let refused = try await bridge.send(.PATCH, path, remove, headers: ["If-Match": #"W/"1""#]).expect(412)
            #expect(refused.detail.contains("no version"), "\(refused.detail)")
            try await bridge.send(.PATCH, path, remove, headers: ["If-Match": "*"]).expect(204)
        }

        @Test func aGroupIsDeletedIfTheConfigurationSaysSo() async throws {
            let scene = try BridgeScene.current
            let ada = try await scene.addPerson("deleted.ada", "mail: deleted.ada@acme.example")
            let group = try await scene.addGroup("deleted", [ada.dn])
            try await scene.addGroup("deleted outer", [group.dn, ada.dn])
            let careful = scene.groupBridge { $0.deletion = nil }
            (try await careful.send(.DELETE, "/Groups/\(group.id)")).expect(501, nil, "on_delete")
            let bridge = scene.groupBridge()
            try await bridge.send(.DELETE, "/Groups/\(group.id)").expect(204)
            #expect(try await scene.entry(group.dn) == nil)
            #expect(try await scene.members("cn=deleted outer,ou=groups,dc=acme,dc=example") == [ada.dn])
            (try await bridge.get("/Groups/\(group.id)")).expect(404, nil)
            (try await bridge.send(.DELETE, "/Groups/\(group.id)")).expect(404, nil)
        }

        @Test func anExternalIdIsKeptWhereItIsMapped() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge {
                $0.objectClasses = ["groupOfNames", "labeledURIObject"]
                $0.rules.append(Mapping.Rule(path: AttributePath(attribute: "externalId"), attribute: "labeledURI"))
            }
            let made = try await self.post(bridge, #""displayName":"external","externalId":"4f-Ab""#).expect(201)
            #expect(made["externalId"] == "4f-Ab")
            #expect(try await scene.contents("cn=external,ou=groups,dc=acme,dc=example")?["labeledURI"] == ["4f-Ab"])
            let found = try await bridge.get("/Groups?excludedAttributes=members&filter=externalId+eq+4f-Ab").expect(
                200)
            #expect(found["Resources.0.id"] == .string(made.id))
            #expect(try await bridge.get("/Groups?filter=externalId+eq+4f-ab").expect(200)["totalResults"] == 0)

            let old = try await scene.addGroup("external old", [""])
            let set = #"{"op":"Add","path":"externalId","value":"5c-De"}"#
            try await bridge.patch(old.id, set, at: "/Groups").expect(204)
            let stored = try await scene.contents(old.dn)
            #expect(stored?["labeledURI"] == ["5c-De"])
            #expect(Set(stored?["objectClass"] ?? []) == ["groupOfNames", "labeledURIObject"])
        }

        @Test func groupsAreAdvertisedAsTheyAreServed() async throws {
            let bridge = try BridgeScene.current.groupBridge()
            let types = try await bridge.get("/ResourceTypes").expect(200)
            #expect((types["Resources"].array ?? []).compactMap { $0.object?["name"] } == ["User", "Group"])
            let schema = try await bridge.get("/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group").expect(200)
            let attributes = schema["attributes"].array ?? []
            #expect(attributes.compactMap { $0.object?["name"] } == ["displayName", "members"])
            #expect(attributes.first?.object?["required"] == true)
        }
    }
}
