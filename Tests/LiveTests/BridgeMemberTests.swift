import Bridge
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

@testable import Starbridge

extension BridgeTests {
    /// Members by value.
    @Suite struct Members {
        private static func value(_ ids: String...) -> String {
            "[" + ids.map { #"{"$ref":null,"value":"\#($0)","display":"X"}"# }.joined(separator: ",") + "]"
        }

        private func people(_ prefix: String, _ count: Int) async throws -> [(dn: String, id: String)] {
            let scene = try BridgeScene.current
            var people: [(dn: String, id: String)] = []
            for number in 0..<count {
                people.append(
                    try await scene.addPerson("\(prefix).\(number)", "mail: \(prefix).\(number)@acme.example"))
            }
            return people
        }

        @Test func comeAndGoInEveryShapeWithoutReadingTheList() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("shape", 3)
            let (a, b, c) = (people[0], people[1], people[2])
            let stays = "cn=inspector,ou=services,dc=acme,dc=example"
            let group = try await scene.addGroup("shapes", [stays])
            let directory = WatchedDirectory(scene.directory)
            let effects = Effects()
            let bridge = scene.groupBridge(over: directory, observer: effects.note)
            let steps: [(operations: String, members: [String])] = [
                (#"{"op":"Add","path":"members","value":\#(Self.value(a.id, b.id))}"#, [a.dn, b.dn]),
                (#"{"op":"Add","path":"members","value":\#(Self.value(a.id, b.id))}"#, [a.dn, b.dn]),
                (#"{"op":"add","path":"members","value":"\#(c.id)"}"#, [a.dn, b.dn, c.dn]),
                (#"{"op":"Remove","path":"members","value":\#(Self.value(a.id))}"#, [b.dn, c.dn]),
                (#"{"op":"Remove","path":"members","value":\#(Self.value(a.id))}"#, [b.dn, c.dn]),
                (#"{"op":"remove","path":"members[value eq \"\#(b.id)\"]"}"#, [c.dn]),
                (#"{"op":"remove","path":"members[value eq \"\#(b.id)\"]"}"#, [c.dn]),
                (#"{"op":"add","value":{"members":\#(Self.value(b.id.uppercased()))}}"#, [b.dn, c.dn]),
                (
                    #"{"op":"add","path":"members","value":["\#(a.id)"]},{"op":"remove","path":"members","value":\#(Self.value(a.id, b.id))}"#,
                    [c.dn]
                ),
                (
                    #"{"op":"remove","path":"members","value":\#(Self.value(c.id))},{"op":"add","path":"members","value":\#(Self.value(c.id, a.id))}"#,
                    [a.dn, c.dn]
                ),
                (
                    #"{"op":"Remove","path":"members","value":\#(Self.value("11111111-2222-3333-4444-555555555555"))}"#,
                    [a.dn, c.dn]
                ),
                (#"{"op":"Remove","path":"members","value":[]}"#, [a.dn, c.dn]),
                (#"{"op":"Remove","path":"members","value":[{"value":null}]}"#, [a.dn, c.dn]),
            ]
            for (operations, members) in steps {
                try await bridge.patch(group.id, operations, at: "/Groups").expect(204)
                #expect(try await scene.members(group.dn) == Set(members + [stays]), "\(operations)")
                for person in people {
                    let memberOf = try await scene.contents(person.dn)?["memberOf"]
                    #expect(memberOf == (members.contains(person.dn) ? [group.dn] : nil), "\(operations)")
                }
            }
            #expect(
                !directory.searches.contains {
                    $0.attributes.contains("member") || $0.attributes.contains("*") || $0.attributes.isEmpty
                })
            #expect(effects.all.contains(.membership(added: 2, removed: 0)))
            #expect(effects.all.contains(.membership(added: 0, removed: 1)))

            let nobody = "11111111-2222-3333-4444-555555555555"
            let unknown = #"{"op":"add","path":"members","value":\#(Self.value(b.id, nobody))}"#
            (try await bridge.patch(group.id, unknown, at: "/Groups")).expect(400, .invalidValue, nobody)
            #expect(try await scene.members(group.dn) == [a.dn, c.dn, stays])
        }

        @Test func whatIsAsWishedAlreadyIsNotWritten() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("there", 30)
            let (a, b, c) = (people[0], people[1], people[2])
            let group = try await scene.addGroup("there", [a.dn, b.dn])
            let effects = Effects()
            let bridge = scene.groupBridge(observer: effects.note)
            let version = try await scene.version(group.dn)
            for operations in [
                #"{"op":"add","path":"members","value":\#(Self.value(a.id))}"#,
                #"{"op":"add","path":"members","value":\#(Self.value(b.id.uppercased(), a.id))}"#,
                #"{"op":"remove","path":"members[value eq \"\#(c.id)\"]"}"#,
                #"{"op":"remove","path":"members","value":\#(Self.value(c.id))},{"op":"add","path":"members","value":["\#(a.id)"]}"#,
                #"{"op":"replace","path":"displayName","value":"there"},{"op":"add","path":"members","value":["\#(a.id)"]}"#,
            ] {
                try await bridge.patch(group.id, operations, at: "/Groups").expect(204)
                #expect(try await scene.version(group.dn) == version, "\(operations)")
            }
            #expect(effects.all == [])
            let all = people.map { #"{"value":"\#($0.id)"}"# }.joined(separator: ",")
            for _ in 0..<2 {
                try await bridge.patch(group.id, #"{"op":"add","path":"members","value":[\#(all)]}"#, at: "/Groups")
                    .expect(204)
                #expect(try await scene.members(group.dn) == Set(people.map(\.dn)))
            }
            let swap =
                #"{"op":"remove","path":"members","value":["\#(a.id)"]},"#
                + #"{"op":"add","path":"members","value":["\#(b.id)"]}"#
            for _ in 0..<2 { try await bridge.patch(group.id, swap, at: "/Groups").expect(204) }
            #expect(effects.all == [.membership(added: 30, removed: 0), .membership(added: 1, removed: 1)])
            #expect(try await scene.members(group.dn) == Set(people.dropFirst().map(\.dn)))
        }

        @Test func areNotClearedByAListOfNulls() async throws {
            let scene = try BridgeScene.current
            let person = try await self.people("null", 1)[0]
            let group = try await scene.addGroup("null", [person.dn])
            let bridge = scene.groupBridge()
            for value in [#"[{"value":null}]"#, #"[{}]"#, #"{"value":""}"#, "[null]"] {
                try await bridge.patch(
                    group.id, #"{"op":"replace","path":"members","value":\#(value)}"#, at: "/Groups"
                ).expect(400, .invalidValue, "members", "empty list")
                #expect(try await scene.members(group.dn) == [person.dn], "\(value)")
            }
        }

        @Test func areReplacedAndClearedAsFarAsTheyAreShown() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("whole", 3)
            let (a, b, c) = (people[0], people[1], people[2])
            let hidden = ["cn=inspector,ou=services,dc=acme,dc=example", "uid=long.gone,ou=people,dc=acme,dc=example"]
            let group = try await scene.addGroup("whole", [a.dn, b.dn] + hidden)
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.groupBridge(over: directory)
            let replace = #"{"op":"replace","path":"members","value":\#(Self.value(b.id, c.id))}"#
            for _ in 0..<2 {
                try await bridge.patch(group.id, replace, at: "/Groups").expect(204)
                #expect(try await scene.members(group.dn) == Set([b.dn, c.dn] + hidden))
            }
            #expect(directory.changes.count == 1)
            guard case .modify(_, let modifications)? = directory.changes.first else {
                Issue.record("no modify")
                return
            }
            #expect(modifications.map(\.operation) == [.delete, .add])
            #expect(modifications.map(\.values.count) == [1, 1])
            try await bridge.patch(group.id, #"{"op":"remove","path":"members"}"#, at: "/Groups").expect(204)
            #expect(try await scene.members(group.dn) == Set(hidden))
            #expect(try await bridge.get("/Groups/\(group.id)").expect(200)["members"] == .null)
        }

        @Test func comeInHundredsInOneModify() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("many", 250)
            let group = try await scene.addGroup("many", [""])
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.groupBridge(over: directory)
            let ids = people.map { #"{"value":"\#($0.id)"}"# }.joined(separator: ",")
            try await bridge.patch(group.id, #"{"op":"add","path":"members","value":[\#(ids)]}"#, at: "/Groups").expect(
                204)
            #expect(directory.changes.count == 1)
            // The entry, three chunks of ids in two mappings, whether the group is empty, and whether the names still hold.
            #expect(directory.searches.count == 11)
            #expect(try await scene.members(group.dn) == Set(people.map(\.dn)))
            try await bridge.patch(group.id, #"{"op":"remove","path":"members","value":[\#(ids)]}"#, at: "/Groups")
                .expect(204)
            #expect(try await scene.members(group.dn) == [""])
        }
    }
}

/// Notes what the bridge says that its changes meant.
final class Effects: Sendable {
    private let noted = Mutex<[Plan.Effect]>([])

    var all: [Plan.Effect] { self.noted.withLock { $0 } }

    @Sendable func note(_ change: AppliedChange) {
        self.noted.withLock { $0.append(change.effect) }
    }
}
