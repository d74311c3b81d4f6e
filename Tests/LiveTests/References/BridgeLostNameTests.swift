import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// Entries get other names, or go, between the look-up of their names by their ids and the write that uses these.
    @Suite(.serialized, .bridge) struct LostNames {
        enum Fate: String, CaseIterable {
            case rename, move, delete

            /// The name of the person afterwards; the bridge of the tests sees people everywhere.
            func name(of uid: String) -> String? {
                switch self {
                case .rename: "uid=\(uid).new,ou=people,dc=acme,dc=example"
                case .move: "uid=\(uid),ou=leavers,dc=acme,dc=example"
                case .delete: nil
                }
            }
        }

        /// Does at the first write of the bridge what another writer does to a person, behind its back.
        private static func directory(
            _ fate: Fate, of uid: String, refusing refused: Int? = nil
        ) throws -> WatchedDirectory {
            let scene = try BridgeScene.current
            let dn = DistinguishedName(server: "uid=\(uid),ou=people,dc=acme,dc=example")
            let change: Change =
                switch fate {
                case .rename: .rename(dn, to: RelativeDistinguishedName("uid", AttributeValue("\(uid).new")))
                case .move:
                    .rename(
                        dn, to: RelativeDistinguishedName("uid", AttributeValue(uid)), deleteOld: false,
                        superior: DistinguishedName(server: "ou=leavers,dc=acme,dc=example"))
                case .delete: .delete(dn)
                }
            return WatchedDirectory(
                scene.directory,
                beforeWrite: { number in
                    guard number == 1 else { return }
                    await #expect(throws: Never.self) {
                        // Once refint is done with a group that names the person, it rewrites nothing that is written later.
                        let witness = try await scene.addGroup("witness.\(uid)", [dn.description])
                        _ = try await scene.root.apply(change)
                        _ = try await scene.settledMembers(witness.dn) { !$0.contains(dn.description) }
                    }
                },
                refusal: { $0 == refused ? LDAPError(.insufficientAccessRights) : nil }
            )
        }

        private static func person(_ uid: String) async throws -> (dn: String, id: String) {
            try await BridgeScene.current.addPerson(uid, "mail: \(uid)@acme.example")
        }

        private static func members(_ kind: String, _ ids: String...) -> String {
            let values = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            return #"{"op":"\#(kind)","path":"members","value":[\#(values)]}"#
        }

        @Test(arguments: Fate.allCases, ["add", "replace"])
        func aMemberIsAddedByTheNameThatItHas(fate: Fate, kind: String) async throws {
            let scene = try BridgeScene.current
            let uid = "lost.\(fate).\(kind)"
            let (stays, leaves) = (try await Self.person("\(uid).stays"), try await Self.person(uid))
            let group = try await scene.addGroup(uid, [""])
            let bridge = scene.groupBridge(over: try Self.directory(fate, of: uid))
            let reply = try await bridge.patch(
                group.id, Self.members(kind, leaves.id, stays.id.uppercased()), at: "/Groups")
            if let new = fate.name(of: uid) {
                reply.expect(204)
                #expect(try await scene.members(group.dn) == [new, stays.dn])
            } else {
                reply.expect(400, .invalidValue, leaves.id, "members")
                #expect(try await scene.members(group.dn) == [stays.dn])
            }
        }

        @Test(arguments: Fate.allCases)
        func theOnlyMemberLeavesAnEmptyGroup(fate: Fate) async throws {
            let scene = try BridgeScene.current
            let uid = "lost.only.\(fate)"
            let person = try await Self.person(uid)
            let group = try await scene.addGroup(uid, [""])
            let reply = try await scene.groupBridge(over: try Self.directory(fate, of: uid)).patch(
                group.id, Self.members("Add", person.id), at: "/Groups")
            reply.expect(fate == .delete ? 400 : 204)
            #expect(try await scene.members(group.dn) == [fate.name(of: uid) ?? ""])
        }

        @Test(arguments: Fate.allCases)
        func aNewGroupNamesNobodyWhoIsGone(fate: Fate) async throws {
            let scene = try BridgeScene.current
            let uid = "lost.new.\(fate)"
            let (stays, leaves) = (try await Self.person("\(uid).stays"), try await Self.person(uid))
            let body = #"{"displayName":"\#(uid)","members":[{"value":"\#(leaves.id)"},{"value":"\#(stays.id)"}]}"#
            let reply = try await scene.groupBridge(over: try Self.directory(fate, of: uid)).send(
                .POST, "/Groups", body)
            let group = "cn=\(uid),ou=groups,dc=acme,dc=example"
            if let new = fate.name(of: uid) {
                let shown = reply.expect(201)["members"].array ?? []
                #expect(Set(shown.compactMap { $0.object?["value"]?.string }) == [leaves.id, stays.id])
                #expect(try await scene.id(group) == reply.id)
                #expect(try await scene.members(group) == [new, stays.dn])
            } else {
                reply.expect(400, .invalidValue, leaves.id)
                #expect(try await scene.contents(group) == nil)
            }
        }

        @Test func aNewGroupThatCannotBeTakenBackIsCompleted() async throws {
            let scene = try BridgeScene.current
            let (stays, leaves) = (try await Self.person("lost.kept.stays"), try await Self.person("lost.kept"))
            let body = #"{"displayName":"lost.kept","members":[{"value":"\#(leaves.id)"},{"value":"\#(stays.id)"}]}"#
            let directory = try Self.directory(.rename, of: "lost.kept", refusing: 2)
            let reply = try await scene.groupBridge(over: directory).send(.POST, "/Groups", body).expect(201)
            let group = "cn=lost.kept,ou=groups,dc=acme,dc=example"
            #expect(try await scene.id(group) == reply.id)
            #expect(try await scene.members(group) == ["uid=lost.kept.new,ou=people,dc=acme,dc=example", stays.dn])
        }

        @Test(arguments: Fate.allCases, [false, true])
        func aManagerIsNamedByTheNameThatItHas(fate: Fate, isConditional: Bool) async throws {
            let scene = try BridgeScene.current
            let uid = "lost.boss.\(fate).\(isConditional)"
            let (former, boss) = (try await Self.person("\(uid).former"), try await Self.person(uid))
            let (dn, id) = try await scene.addPerson(
                "\(uid).report", "mail: \(uid).report@acme.example", "manager: \(former.dn)", "title: Old")
            let bridge = scene.bridge(over: try Self.directory(fate, of: uid), BridgeScene.showManager)
            let version = try await bridge.get("/Users/\(id)").headers.first(name: "ETag")
            let body = """
                {"Operations":[{"op":"replace","path":"manager","value":"\(boss.id)"},
                 {"op":"replace","path":"title","value":"New"}]}
                """
            let reply = try await bridge.send(
                .PATCH, "/Users/\(id)", body, headers: isConditional ? ["If-Match": version ?? ""] : [:])
            let contents = try await scene.contents(dn)
            if let new = fate.name(of: uid) {
                #expect(reply.expect(200).text.contains(boss.id))
                #expect(contents?["manager"] == [new])
                #expect(contents?["title"] == ["New"])
            } else {
                reply.expect(400, .invalidValue, boss.id)
                #expect(contents?["manager"] == [former.dn])
                #expect(contents?["title"] == ["Old"])
            }
        }

        @Test(arguments: [1, 2])
        func aMemberIsRemovedByTheNameThatItHas(count: Int) async throws {
            let scene = try BridgeScene.current
            let uid = "lost.removed.\(count)"
            let (stays, leaves) = (try await Self.person("\(uid).stays"), try await Self.person(uid))
            let other = try await Self.person("\(uid).other")
            let group = try await scene.addGroup(uid, [leaves.dn, stays.dn, other.dn])
            let directory = try Self.directory(.rename, of: uid)
            let ids = [leaves.id, other.id].prefix(count)
            let operations = ids.map { Self.members("Remove", $0) }.joined(separator: ",")
            try await scene.groupBridge(over: directory).patch(group.id, operations, at: "/Groups").expect(204)
            #expect(try await scene.members(group.dn) == Set([stays.dn] + (count == 1 ? [other.dn] : [])))
        }

        @Test func onlyWritesOfReferencesAreLookedAtTwice() async throws {
            let scene = try BridgeScene.current
            let person = try await Self.person("lost.cost")
            let group = try await scene.addGroup("lost.cost", [try await Self.person("lost.cost.stays").dn])
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.groupBridge(over: directory)
            for (operation, searches) in [
                (Self.members("Add", person.id), 5), (Self.members("Remove", person.id), 4),
                (#"{"op":"replace","path":"displayName","value":"lost.price"}"#, 3),
            ] {
                let before = directory.searches.count
                try await bridge.patch(group.id, operation, at: "/Groups").expect(204)
                #expect(directory.searches.count - before == searches, "\(operation)")
            }
        }

        @Test(arguments: [false, true])
        func aMembershipSurvivesARenameAtTheSameTime(isTrashed: Bool) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            for round in 0..<20 {
                let uid = "lost.parallel.\(isTrashed).\(round)"
                let person = try await Self.person(uid)
                let group = try await scene.addGroup(uid, [""])
                async let moved =
                    isTrashed
                    ? bridge.delete(person.id)
                    : bridge.patch(person.id, #"{"op":"replace","path":"userName","value":"\#(uid).new"}"#)
                async let added = bridge.patch(group.id, Self.members("Add", person.id), at: "/Groups")
                try await moved.expect(isTrashed ? 204 : 200)
                let status = try await added.status
                #expect(status == 204 || isTrashed && status == 400)
                let names = try await scene.names("(entryUUID=\(person.id))")
                let members = try await scene.settledMembers(group.dn) { $0 != [person.dn] }
                #expect(members == Set(names) || isTrashed && members == [""], "round \(round)")
            }
        }
    }
}
