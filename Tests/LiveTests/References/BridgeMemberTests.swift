import Bridge
import NIOHTTP1
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

extension BridgeTests {
    /// Members by value.
    @Suite(.serialized, .bridge) struct Members {
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
            for value in [#"[{"value":null}]"#, #"[{}]"#, #"{"value":""}"#, "[null]", #"[{"display":"x"}]"#] {
                for word in ["add", "replace"] {
                    try await bridge.patch(
                        group.id, #"{"op":"\#(word)","path":"members","value":\#(value)}"#, at: "/Groups"
                    ).expect(400, .invalidValue, "members")
                }
                #expect(try await scene.members(group.dn) == [person.dn], "\(value)")
            }
            for value in ["null", "\"\""] {
                try await bridge.patch(
                    group.id, #"{"op":"Remove","path":"members","value":\#(value)}"#, at: "/Groups"
                ).expect(400, .invalidValue, "without any value")
                #expect(try await scene.members(group.dn) == [person.dn], "\(value)")
            }
            let url = #"[{"$ref":"\#(BridgeCaller.baseURL)/Users/\#(person.id)"}]"#
            let put = #"{"displayName":"null","members":\#(url)}"#
            try await bridge.send(.PUT, "/Groups/\(group.id)", put).expect(200)
            #expect(try await scene.members(group.dn) == [person.dn])
            let unnamed = #"{"displayName":"null","members":[{"type":"User"}]}"#
            try await bridge.send(.PUT, "/Groups/\(group.id)", unnamed).expect(400, .invalidValue, "members")
            let bare = #"{"displayName":"null bare","members":["\#(person.id)"]}"#
            let made = try await bridge.send(.POST, "/Groups", bare).expect(201)
            #expect(made["members.0.value"] == .string(person.id))
        }

        @Test func arePickedByWhatIsShownOfThem() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("picked", 2)
            let inner = try await scene.addGroup("picked inner", [people[0].dn])
            let stays = "uid=long.gone,ou=people,dc=acme,dc=example"
            let group = try await scene.addGroup("picked", [people[0].dn, people[1].dn, inner.dn, stays])
            let effects = Effects()
            let bridge = scene.groupBridge(observer: effects.note)
            let value = #"members[value eq \"\#(people[0].id)\""#
            for (operation, members) in [
                (#"{"op":"remove","path":"members[type eq \"Group\"]"}"#, [people[0].dn, people[1].dn]),
                (#"{"op":"remove","path":"members[display eq \"Nobody\"]"}"#, [people[0].dn, people[1].dn]),
                (#"{"op":"replace","path":"\#(value)].value","value":"\#(inner.id)"}"#, [people[1].dn, inner.dn]),
                (#"{"op":"add","path":"members","value":["\#(people[0].id)"]}"#, people.map(\.dn) + [inner.dn]),
                (#"{"op":"remove","path":"\#(value) and type eq \"Group\"]"}"#, people.map(\.dn) + [inner.dn]),
                (#"{"op":"remove","path":"\#(value)].value"}"#, [people[1].dn, inner.dn]),
                (#"{"op":"remove","path":"members[not (type eq \"Group\")]"}"#, [inner.dn]),
            ] {
                try await bridge.patch(group.id, operation, at: "/Groups").expect(204)
                #expect(try await scene.members(group.dn) == Set(members + [stays]), "\(operation)")
            }
            #expect(effects.all.count == 5)
        }

        @Test func whoHasLeftIsTakenAwayForGood() async throws {
            let scene = try BridgeScene.current
            var options = Provisioner.Options()
            options.referenceTargets = [BridgeScene.mapping(), BridgeScene.groups]
            let groups = scene.groupBridge(options: options)
            let bridge = scene.bridge()
            for (number, operation) in [
                #"{"op":"remove","path":"members[value eq \"ID\"]"}"#,
                #"{"op":"Remove","path":"members","value":[{"value":"ID"}]}"#,
                #"{"op":"replace","path":"members","value":[]}"#,
            ].enumerated() {
                let body = BridgeCaller.person("left.\(number)", #""externalId":"left-\#(number)""#)
                let made = try await bridge.post(body).expect(201)
                let stays = "cn=inspector,ou=services,dc=acme,dc=example"
                let group = try await scene.addGroup(
                    "left \(number)", ["uid=left.\(number),ou=people,dc=acme,dc=example", stays])
                try await bridge.delete(made.id).expect(204)
                #expect(try await scene.members(group.dn).count == 2)
                let call = operation.replacing("ID", with: made.id.uppercased())
                try await groups.patch(group.id, call, at: "/Groups").expect(204)
                #expect(try await bridge.post(body).expect(201).id == made.id)
                #expect(try await scene.members(group.dn) == [stays], "\(operation)")
                let add = #"{"op":"add","path":"members","value":["\#(made.id)"]}"#
                try await bridge.delete(made.id).expect(204)
                try await groups.patch(group.id, add, at: "/Groups").expect(400, .invalidValue, made.id)
            }
        }

        @Test func whatARefusedCallTakesBackIsWhatItDid() async throws {
            let scene = try BridgeScene.current
            let people = try await self.people("taken", 2)
            let group = try await scene.addGroup("taken", people.map(\.dn))
            // The bridge's account may not write there.
            let outside = "cn=taken outside,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(outside)\nobjectClass: groupOfNames\ncn: taken outside\nmember: \(group.dn)\n")
            let bridge = scene.groupBridge { $0.renaming = .follow }
            let add = #"{"op":"add","path":"members","value":["\#(people[0].id)"]}"#
            let rename = #"{"op":"replace","path":"displayName","value":"taken anew"}"#
            let reply = try await bridge.patch(group.id, add, rename, at: "/Groups")
            #expect(reply.status >= 400)
            #expect(try await scene.members(group.dn) == Set(people.map(\.dn)))
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
