import LDAP
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// A lock of an attribute that people who were there before have no object class for.
    @Suite(.serialized, .bridge) struct ObjectClasses {
        private static let off = #"{"op":"Replace","path":"active","value":"False"}"#

        private func bridge(active: StateWords = nil) throws -> BridgeCaller {
            try BridgeScene.current.bridge {
                $0.objectClasses = ["inetOrgPerson", "shadowAccount"]
                $0.activation = [.attribute("shadowExpire", active: active, inactive: "1")]
                $0.revival = .userName
            }
        }

        private func person(_ uid: String, below branch: String = "ou=people") async throws -> (dn: String, id: String)
        {
            try await BridgeScene.current.addPerson(uid, below: branch, "mail: \(uid)@acme.example")
        }

        private func expectLocked(_ dn: String) async throws {
            let contents = try #require(try await BridgeScene.current.contents(dn))
            #expect(contents["shadowExpire"] == ["1"])
            #expect(contents["objectClass"] == ["inetOrgPerson", "shadowAccount"])
        }

        @Test func aPatchDisables() async throws {
            let (dn, id) = try await self.person("class.patch")
            let reply = try await self.bridge().patch(id, Self.off).expect(200)
            #expect(reply["active"] == false)
            try await self.expectLocked(dn)
        }

        @Test func aReplacementDisables() async throws {
            let (dn, id) = try await self.person("class.put")
            try await self.bridge().put(id, BridgeCaller.person("class.put", #""active":false"#)).expect(200)
            try await self.expectLocked(dn)
        }

        @Test func theTrashIsLocked() async throws {
            let (_, id) = try await self.person("class.trash")
            try await self.bridge().delete(id).expect(204)
            try await self.expectLocked("uid=class.trash,ou=leavers,dc=acme,dc=example")
        }

        @Test(arguments: [true, false]) func whoComesBackIsAsSent(isActive: Bool) async throws {
            let uid = "class.back.\(isActive)"
            let (_, id) = try await self.person(uid, below: "ou=leavers")
            let body = BridgeCaller.person(uid, #""active":\#(isActive)"#)
            let reply = try await self.bridge(active: "99999").post(body).expect(201)
            #expect(reply.id == id)
            #expect(reply["active"] == .boolean(isActive))
            let contents = try await BridgeScene.current.contents("uid=\(uid),ou=people,dc=acme,dc=example")
            #expect(contents?["shadowExpire"] == [isActive ? "99999" : "1"])
        }
    }
}
