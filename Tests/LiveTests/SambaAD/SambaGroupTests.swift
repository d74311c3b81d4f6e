import Bridge
import LDAP
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

        private func add(_ ids: [String]) -> String {
            #"{"op":"add","path":"members","value":[\#(ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ","))]}"#
        }

        private func remove(_ id: String) -> String { #"{"op":"remove","path":"members[value eq \"\#(id)\"]"}"# }

        @Test func fillsAndEmptiesGroups() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let ids = try await self.people(bridge, "Member A", "Member B", "Member C")
            let group = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "filling")).expect(201)
            let dn = SambaScene.group("filling")
            #expect(group["members"] == .null)
            #expect(try await scene.values("groupType", of: dn) == ["-2147483646"])
            func patch(_ operations: String...) async throws -> Int {
                let body = #"{"Operations":[\#(operations.joined(separator: ","))]}"#
                return try await bridge.send(.PATCH, "/Groups/\(group.id)", body).status
            }
            func members() async throws -> Set<String> { Set(try await scene.values("member", of: dn)) }
            let names = ["A", "B", "C"].map { SambaScene.person("Member \($0)") }
            // What is there, and what is not, is no error, alone or beside others.
            for _ in 1...2 { #expect(try await [200, 204].contains(patch(self.add([ids[0]])))) }
            #expect(try await members() == [names[0]])
            #expect(try await [200, 204].contains(patch(self.add([ids[0], ids[1]]), self.remove(ids[2]))))
            #expect(try await members() == [names[0], names[1]])
            for _ in 1...2 { #expect(try await [200, 204].contains(patch(self.remove(ids[0]), self.add([ids[2]])))) }
            #expect(try await members() == [names[1], names[2]])
            let unknown = "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01"
            #expect(try await patch(self.add([unknown])) == 400)
            #expect(try await [200, 204].contains(patch(self.remove(unknown))))
            let replaced = try await bridge.send(
                .PUT, "/Groups/\(group.id)", SambaScene.body(ofGroup: "filling", [ids[0], ids[1]])
            ).expect(200)
            #expect(replaced["members"].array?.count == 2)
            #expect(try await members() == [names[0], names[1]])
            #expect(try await [200, 204].contains(patch(#"{"op":"remove","path":"members"}"#)))
            #expect(try await members() == [])
            try await bridge.send(.DELETE, "/Groups/\(group.id)").expect(204)
            try await bridge.get("/Groups/\(group.id)").expect(404)
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
