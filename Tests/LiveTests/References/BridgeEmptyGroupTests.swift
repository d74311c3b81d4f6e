import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// Groups that must have a member have one that is nobody while they are empty, whoever writes at the same time.
    @Suite(.serialized, .bridge) struct EmptyGroups {
        private func people(_ prefix: String, _ count: Int) async throws -> [(dn: String, id: String)] {
            let scene = try BridgeScene.current
            var people: [(dn: String, id: String)] = []
            for number in 0..<count {
                people.append(
                    try await scene.addPerson("\(prefix).\(number)", "mail: \(prefix).\(number)@acme.example"))
            }
            return people
        }

        private static func edit(_ kind: String, _ id: String) -> String {
            #"{"op":"\#(kind)","path":"members","value":[{"value":"\#(id)"}]}"#
        }

        @Test(arguments: ["", "cn=nobody,dc=acme,dc=example"])
        func nobodyComesAndGoes(nobody: String) async throws {
            let scene = try BridgeScene.current
            let name = nobody.isEmpty ? "nobody" : "somebody"
            let people = try await self.people("empty.\(name)", 2)
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.groupBridge(over: directory) { mapping in
                mapping.rules[1].placeholder = AttributeValue(nobody)
            }
            let made = try await bridge.send(.POST, "/Groups", #"{"displayName":"empty \#(name)"}"#).expect(201)
            let dn = "cn=empty \(name),ou=groups,dc=acme,dc=example"
            let (add, remove) = (people.map { Self.edit("Add", $0.id) }, people.map { Self.edit("Remove", $0.id) })
            let clear = #"{"op":"remove","path":"members"}"#
            // The operations, the members afterwards, and how many writes were tried.
            let steps: [([String], Set<String>, Int)] = [
                ([], [nobody], 0), ([remove[0]], [nobody], 1), ([clear], [nobody], 0),
                ([add[0]], [people[0].dn], 1), ([add[0]], [people[0].dn], 1), ([remove[0]], [nobody], 2),
                (add, Set(people.map(\.dn)), 1), (remove, [nobody], 2), ([add[0], remove[0]], [nobody], 1),
                (add, Set(people.map(\.dn)), 1), ([remove[1]], [people[0].dn], 1), ([clear], [nobody], 1),
                ([clear, add[1]], [people[1].dn], 1), ([remove[1], add[0]], [people[0].dn], 1),
            ]
            var tried = directory.changes.count
            for (operations, members, writes) in steps where !operations.isEmpty {
                let body = #"{"Operations":[\#(operations.joined(separator: ","))]}"#
                try await bridge.send(.PATCH, "/Groups/\(made.id)", body).expect(204)
                #expect(try await scene.members(dn) == members, "\(operations)")
                #expect(directory.changes.count - tried == writes, "\(operations)")
                tried = directory.changes.count
                let shown = try await bridge.get("/Groups/\(made.id)").expect(200)["members"].array ?? []
                let ids = members.compactMap { dn in people.first { $0.dn == dn }?.id }
                #expect(Set(shown.compactMap { $0.object?["value"]?.string }) == Set(ids), "\(operations)")
            }
        }

        @Test func whoeverTheDirectoryPutsInPlaceOfADeletedMemberIsNotShown() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("empty.deleted", 2)
            let group = try await scene.addGroup("empty deleted", [people[0].dn])
            try await scene.apply("dn: \(people[0].dn)\nchangetype: delete\n")
            let nobody = "cn=nobody,dc=acme,dc=example"
            #expect(try await scene.settledMembers(group.dn) { $0 == [nobody] } == [nobody])
            let bridge = scene.groupBridge { $0.rules[1].placeholder = AttributeValue(nobody) }
            #expect(try await bridge.get("/Groups/\(group.id)").expect(200)["members"] == .null)
            let gone = Self.edit("Remove", people[0].id)
            try await bridge.patch(group.id, gone, Self.edit("Add", people[1].id), at: "/Groups").expect(204)
            #expect(try await scene.members(group.dn) == [people[1].dn])
        }

        @Test func twentyWritersLoseNobody() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("race", 20)
            let group = try await scene.addGroup("race", [""])
            let bridge = scene.groupBridge()
            func together(_ kind: (Int) -> String?) async throws {
                try await withThrowingTaskGroup(of: Reply.self) { tasks in
                    for (number, person) in people.enumerated() {
                        guard let kind = kind(number) else { continue }
                        tasks.addTask {
                            try await bridge.patch(group.id, Self.edit(kind, person.id), at: "/Groups")
                        }
                    }
                    for try await reply in tasks { reply.expect(204) }
                }
            }
            let (even, odd) = (people.indices.filter { $0 % 2 == 0 }, people.indices.filter { $0 % 2 == 1 })
            for _ in 0..<3 {
                try await together { _ in "add" }
                #expect(try await scene.members(group.dn) == Set(people.map(\.dn)))
                try await together { $0 % 2 == 0 ? "remove" : nil }
                #expect(try await scene.members(group.dn) == Set(odd.map { people[$0].dn }))
                try await together { $0 % 2 == 0 ? "add" : "remove" }
                #expect(try await scene.members(group.dn) == Set(even.map { people[$0].dn }))
                try await together { _ in "remove" }
                #expect(try await scene.members(group.dn) == [""])
            }
        }

        @Test func ofWritersWithTheSameVersionOneWins() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("tagged", 8)
            let group = try await scene.addGroup("tagged", [""])
            let bridge = scene.groupBridge(dialect: .movingVersions)
            let path = "/Groups/\(group.id)"
            let tag = try #require(try await bridge.get(path).expect(200).headers.first(name: "ETag"))
            let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for person in people {
                    let body = #"{"Operations":[\#(Self.edit("add", person.id))]}"#
                    tasks.addTask { try await bridge.send(.PATCH, path, body, headers: ["If-Match": tag]).status }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 204 }.count == 1)
            #expect(statuses.filter { $0 == 412 }.count == 7)
            #expect(try await scene.members(group.dn).count == 1)
        }
    }
}
