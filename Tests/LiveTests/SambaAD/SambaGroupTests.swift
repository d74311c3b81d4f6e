import Bridge
import LDAP
import LDAPClient
import NIOHTTP1
import SCIM
import Testing
import Translator

extension SambaADTests {
    /// Groups and who is in them.
    @Suite struct Groups {
        /// Makes people and returns their ids.
        private func people(_ bridge: BridgeCaller, _ names: String...) async throws -> [String] {
            var ids: [String] = []
            for name in names { ids.append(try await bridge.post(SambaScene.body(name)).expect(201).id) }
            return ids
        }

        private func remove(_ id: String) -> String { #"{"op":"remove","path":"members[value eq \"\#(id)\"]"}"# }

        @Test func makesGlobalSecurityGroupsThatMayBeEmpty() async throws {
            let scene = try SambaScene.current
            let group = try await scene.bridge().send(.POST, "/Groups", SambaScene.body(ofGroup: "empty")).expect(201)
            #expect(group["members"] == .null)
            #expect(try await scene.values("groupType", of: SambaScene.group("empty")) == ["-2147483646"])
        }

        @Test func removesNobodyWhoIsUnknown() async throws {
            let bridge = try SambaScene.current.bridge()
            let group = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "unknown")).expect(201)
            let body = #"{"Operations":[\#(self.remove("0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01"))]}"#
            #expect(try await [200, 204].contains(bridge.send(.PATCH, "/Groups/\(group.id)", body).status))
        }

        @Test func showsTheGroupsOfPeople() async throws {
            let bridge = try SambaScene.current.bridge()
            let ids = try await self.people(bridge, "Grouped")
            let inner = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "inner", ids)).expect(201)
            let outer = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "outer", [inner.id])).expect(
                201)
            #expect(try await bridge.get("/Groups/\(outer.id)")["members.0.value"].string == inner.id)
            let person = try await bridge.get("/Users/\(ids[0])?attributes=groups").expect(200)
            #expect(person["groups.0.value"].string == inner.id && person["groups.0.display"] == "inner")
            let filter = BridgeCaller.formEncoded(#"members.value eq "\#(ids[0])""#)
            #expect(try await bridge.get("/Groups?filter=\(filter)")["totalResults"] == 1)
            let renaming = #"{"Operations":[{"op":"replace","path":"displayName","value":"core"}]}"#
            try await bridge.send(.PATCH, "/Groups/\(inner.id)", renaming).expect(204)
            let after = try await bridge.get("/Users/\(ids[0])?attributes=groups").expect(200)
            #expect(after["groups.0.display"] == "core")
            #expect(try await bridge.get("/Groups/\(outer.id)")["members.0.display"] == "core")
        }

        /// The directory keeps it as a number in the account, and shows it neither there nor in the group.
        @Test func doesNotShowThePrimaryGroup() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let ids = try await self.people(bridge, "Primary")
            let dn = SambaScene.person("Primary")
            let team = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "primary", ids)).expect(201)
            #expect(try await scene.values("primaryGroupID", of: dn) == ["513"])
            func groups() async throws -> [String] {
                let person = try await bridge.get("/Users/\(ids[0])?attributes=groups").expect(200)
                return (person["groups"].array ?? []).compactMap { $0.object?["value"]?.string }
            }
            #expect(try await groups() == [team.id])
            // What becomes the primary group leaves the list, and who had it before enters it.
            let sid = try #require(
                try await scene.administrator.search(
                    SearchRequest(
                        base: DistinguishedName(server: SambaScene.group("primary")), scope: .base,
                        attributes: ["objectSid"])
                ).entries.first?["objectSid"].first)
            let number = sid.bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            try await scene.administrator.apply(
                ldif: "dn: \(dn)\nchangetype: modify\nreplace: primaryGroupID\nprimaryGroupID: \(number)\n-\n")
            #expect(try await groups() == [])
            #expect(try await bridge.get("/Groups/\(team.id)").expect(200)["members"] == .null)
        }

        @Test func tellsOfGroupsThatAreThere() async throws {
            let bridge = try SambaScene.current.bridge()
            try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "twice")).expect(201)
            let again = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "TWICE"))
            again.expect(409, .uniqueness, "twice")
        }

        @Test func keepsNamesOfWhoIsDeletedNowhere() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge { $0.deletion = .delete }
            let ids = try await self.people(bridge, "Deleted", "Staying")
            let group = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "deleting", ids)).expect(201)
            try await bridge.delete(ids[0]).expect(204)
            #expect(
                try await scene.values("member", of: SambaScene.group("deleting")) == [SambaScene.person("Staying")])
            let body = #"{"Operations":[\#(self.remove(ids[0]))]}"#
            #expect(try await [200, 204].contains(bridge.send(.PATCH, "/Groups/\(group.id)", body).status))
        }
    }
}
