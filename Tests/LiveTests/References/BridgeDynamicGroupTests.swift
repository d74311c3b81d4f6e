import Bridge
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// Groups whose members slapd's overlay dynlist computes.
    @Suite(
        .serialized,
        .bridge {
            $0.globalDirectives = ["include /etc/ldap/schema/dyngroup.schema", "moduleload dynlist"]
            $0.databaseDirectives += ["overlay dynlist", "dynlist-attrset groupOfURLs memberURL member"]
        }) struct DynamicGroups
    {
        /// The members as the overlay shows them, or found by the URLs.
        private static func bridge(_ scene: BridgeScene, members attribute: AttributeDescription) -> BridgeCaller {
            scene.groupBridge { mapping in
                mapping.filter = .equal("objectClass", "groupOfURLs")
                mapping.objectClasses = ["groupOfURLs"]
                mapping.rules[1].attribute = attribute
                mapping.rules[1].isReadOnly = true
                mapping.rules[1].placeholder = nil
            }
        }

        private static func addGroup(_ name: String, _ title: String, _ scene: BridgeScene) async throws -> String {
            let dn = "cn=\(name),ou=groups,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(dn)\nobjectClass: groupOfURLs\ncn: \(name)\n"
                    + "memberURL: ldap:///ou=people,dc=acme,dc=example??sub?(title=\(title))\n")
            return dn
        }

        private static func members(_ group: Reply) -> Set<String> {
            Set((group["members"].array ?? []).compactMap { $0.object?["value"]?.string })
        }

        @Test(arguments: ["member", "memberURL"] as [AttributeDescription])
        func areShownAndNotWritten(attribute: AttributeDescription) async throws {
            let scene = try BridgeScene.current
            let name = BridgeScene.freshName("cooks")
            let (_, ada) = try await scene.addPerson(
                "\(name).ada", "mail: \(name).ada@acme.example", "title: \(name)")
            let (bob, _) = try await scene.addPerson("\(name).bob", "mail: \(name).bob@acme.example")
            let dn = try await Self.addGroup(name, name, scene)
            let id = try await scene.id(dn)
            let bridge = Self.bridge(scene, members: attribute)
            let shown = try await bridge.get("/Groups/\(id)").expect(200)
            #expect(Self.members(shown) == [ada])
            let version = try await scene.version(dn)
            for operation in ["add", "remove"] {
                let change = #"{"op":"\#(operation)","path":"members","value":[{"value":"\#(ada)"}]}"#
                (try await bridge.patch(id, change, at: "/Groups")).expect(400, .mutability, dn)
            }
            #expect(try await scene.version(dn) == version)
            let renamed = #"{"op":"replace","path":"displayName","value":"\#(name)2"}"#
            try await bridge.patch(id, renamed, at: "/Groups").expect(204)
            #expect(Self.members(try await bridge.get("/Groups/\(id)").expect(200)) == [ada])
            try await scene.apply("dn: \(bob)\nchangetype: modify\nadd: title\ntitle: \(name)\n-\n")
            #expect(Self.members(try await bridge.get("/Groups/\(id)").expect(200)).count == 2)
        }

        /// The overlay answers who is a member of what; nobody else can.
        @Test func areFoundByTheirMembersWhereTheDirectoryComputesThem() async throws {
            let scene = try BridgeScene.current
            let name = BridgeScene.freshName("found")
            let (_, ada) = try await scene.addPerson(
                "\(name).ada", "mail: \(name).ada@acme.example", "title: \(name)")
            let id = try await scene.id(try await Self.addGroup(name, name, scene))
            let filter = "members.value eq \"\(ada)\""
            let computed = try await Self.bridge(scene, members: "member").find(filter, endpoint: "/Groups").expect(200)
            #expect(computed["totalResults"] == 1 && computed["Resources.0.id"] == .string(id))
            (try await Self.bridge(scene, members: "memberURL").find(filter, endpoint: "/Groups"))
                .expect(400, .invalidFilter, "URLs")
        }
    }
}
