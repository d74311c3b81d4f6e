import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// A step is refused: what was done before is taken back, but no lock, and nothing that others have changed meanwhile.
    @Suite(.serialized, .bridge { $0.overlays = [.ppolicy, .sssvlv] }) struct TakeBack {
        private static let lock = ["000001010000Z"]

        private static func rename(_ name: String, _ more: String = "") -> String {
            #"{"op":"replace","value":{"userName":"\#(name)"\#(more)}}"#
        }

        @Test func aLockStaysWhateverIsRefusedAfterIt() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("back.lock", "mail: back.lock@acme.example")
            for (number, isDeleted) in [(2, true), (2, false)] {
                let directory = WatchedDirectory(
                    scene.directory, refusal: { $0 == number ? LDAPError(.insufficientAccessRights) : nil })
                let bridge = scene.bridge(over: directory)
                try await scene.apply("dn: \(dn)\nchangetype: modify\nreplace: pwdAccountLockedTime\n-\n")
                let reply =
                    isDeleted
                    ? try await bridge.delete(id)
                    : try await bridge.put(id, BridgeCaller.person("back.lock.new", #""active":false"#))
                reply.expect(403, nil, dn, "is disabled, and stays so")
                #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == Self.lock)
            }
        }

        @Test func whatOthersHaveChangedMeanwhileIsNotTakenBack() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("back.others", "mail: back.others@acme.example")
            let group = try await scene.addGroup("back.others", [dn, "cn=other,dc=acme,dc=example"])
            let directory = WatchedDirectory(
                scene.directory,
                beforeWrite: { number in
                    // The group has the interim name; somebody takes it out, and the rename is refused.
                    guard number == 2 else { return }
                    let interim = "cn=renaming-\(id),dc=acme,dc=example"
                    let change = "dn: \(group.dn)\nchangetype: modify\ndelete: member\nmember: \(interim)\n-\n"
                    await #expect(throws: Never.self) { try await scene.apply(change) }
                }, refusal: { $0 == 2 ? LDAPError(.insufficientAccessRights) : nil })
            let bridge = scene.bridge(over: directory) { $0.renaming = .follow }
            try await bridge.patch(id, Self.rename("back.others.new")).expect(500, nil, group.dn)
            #expect(try await scene.members(group.dn).contains(dn) == false)
        }

        @Test func isJudgedByWhatFailedLast() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("back.last", "mail: back.last@acme.example")
            try await scene.addGroup("back.last", [dn])
            let directory = WatchedDirectory(
                scene.directory,
                refusal: { $0 == 2 ? LDAPError(.assertionFailed) : $0 == 3 ? LDAPError(.serverDown) : nil })
            let bridge = scene.bridge(over: directory) { $0.renaming = .follow }
            let reply = try await bridge.patch(id, Self.rename("back.last.new"))
            reply.expect(503, nil, "Try again")
            #expect(reply.headers.first(name: "Retry-After") == "10")
            try await scene.bridge { $0.renaming = .follow }.patch(id, Self.rename("back.last.new")).expect(200)
            let new = "uid=back.last.new,ou=people,dc=acme,dc=example"
            #expect(try await scene.members("cn=back.last,ou=groups,dc=acme,dc=example") == [new])
        }

        @Test(arguments: [Mapping.Renaming.follow, .server])
        func ofTwoDeletionsAtOnceNoneFails(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge { $0.renaming = renaming }
            for round in 0..<60 {
                let uid = "back.twice.\(renaming).\(round)"
                let (dn, id) = try await scene.addPerson(uid, "mail: \(uid)@acme.example")
                let group = try await scene.addGroup(uid, [dn])
                async let one = bridge.delete(id)
                async let two = bridge.delete(id)
                let replies = [try await one, try await two]
                #expect(replies.contains { $0.status == 204 })
                for reply in replies where reply.status != 204 { reply.expect(404, nil, id) }
                let new = try await scene.names("(entryUUID=\(id))")
                if renaming == .follow { #expect(try await scene.members(group.dn) == Set(new)) }
            }
        }
    }
}
