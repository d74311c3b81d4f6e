import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// Groups name somebody whose entry is gone, and somebody else gets the name.
    @Suite(.serialized, .bridge { $0.overlays = [.ppolicy, .sssvlv] }) struct DeadNames {
        private static let other = "cn=other,dc=acme,dc=example"

        private static func dn(_ uid: String, _ branch: String = "ou=people") -> String {
            "uid=\(uid),\(branch),dc=acme,dc=example"
        }

        private static func rename(_ name: String) -> String {
            #"{"op":"replace","path":"userName","value":"\#(name)"}"#
        }

        @Test(arguments: [Mapping.Renaming.follow, .server, .refuse])
        func aNewEntryInheritsNothing(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let name = "dead.new.\(renaming)"
            let groups = [
                try await scene.addGroup("\(name).1", [Self.dn(name), Self.other]),
                try await scene.addGroup("\(name).2", [Self.dn(name.uppercased())]),
            ]
            let bridge = scene.bridge { $0.renaming = renaming }
            try await bridge.post(BridgeCaller.person(name)).expect(201)
            #expect(try await scene.members(groups[0].dn) == [Self.other])
            #expect(try await scene.members(groups[1].dn) == [""])
        }

        @Test func theSearchForTheDeadCostsNoWave() async throws {
            let scene = try BridgeScene.current
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: directory) { $0.renaming = .follow }
            try await bridge.post(BridgeCaller.person("dead.cost")).expect(201)
            // The user name and whoever names the new entry together; nobody is looked for in the trash without an external id.
            #expect(directory.searches.count == 1)
            let id = try await scene.id(Self.dn("dead.cost"))
            try await bridge.patch(id, #"{"op":"replace","path":"title","value":"T"}"#).expect(200)
            #expect(directory.searches.count == 2)
        }

        @Test func aConflictTakesNothingAway() async throws {
            let scene = try BridgeScene.current
            let (dn, _) = try await scene.addPerson("dead.living", "mail: dead.living@acme.example")
            let group = try await scene.addGroup("dead.living", [dn])
            try await scene.bridge().post(BridgeCaller.person("dead.living")).expect(409, .uniqueness, dn)
            #expect(try await scene.members(group.dn) == [dn])
        }

        @Test(arguments: [Mapping.Renaming.follow, .server])
        func aRenamedEntryInheritsNothing(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let name = "dead.rename.\(renaming)"
            let (dn, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
            let dead = try await scene.addGroup("\(name).dead", [Self.dn("\(name).new"), Self.other])
            let both = try await scene.addGroup("\(name).both", [Self.dn("\(name).new"), dn])
            let bridge = scene.bridge { $0.renaming = renaming }
            try await bridge.patch(id, Self.rename("\(name).new")).expect(200)
            #expect(try await scene.members(dead.dn) == [Self.other])
            let members = try await scene.members(both.dn)
            #expect(members == (renaming == .follow ? [Self.dn("\(name).new")] : [dn]))
        }

        @Test func whatIsNotOursToWriteIsNamed() async throws {
            let scene = try BridgeScene.current
            let foreign = "cn=dead.foreign,\(BridgeScene.elsewhere)"
            try await scene.apply(
                "dn: \(foreign)\nobjectClass: groupOfNames\ncn: dead.foreign\nmember: \(Self.dn("dead.foreign"))\n")
            try await scene.bridge().post(BridgeCaller.person("dead.foreign")).expect(
                409, .uniqueness, foreign, "inherit")
            #expect(try await scene.contents(Self.dn("dead.foreign")) == nil)
            let (dn, id) = try await scene.addPerson("dead.foreign.old", "mail: dead.foreign.old@acme.example")
            try await scene.bridge { $0.renaming = .follow }.patch(id, Self.rename("dead.foreign"))
                .expect(409, .uniqueness, foreign)
            #expect(try await scene.contents(dn) != nil)
        }

        @Test(arguments: [Mapping.Renaming.follow, .server])
        func aLeaverGetsANameThatNobodyHad(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let name = "dead.leaver.\(renaming)"
            let (_, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
            let dead = Self.dn(name, "ou=leavers")
            let group = try await scene.addGroup(name, [dead, Self.other])
            try await scene.bridge { $0.renaming = renaming }.delete(id).expect(204)
            #expect(try await scene.contents(Self.dn("\(name)-\(id)", "ou=leavers")) != nil)
            #expect(try await scene.members(group.dn) == [dead, Self.other])
        }

        @Test(arguments: [Mapping.Renaming.follow, .server])
        func whoeverComesBackInheritsNothing(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let name = "dead.back.\(renaming)"
            let bridge = scene.bridge { $0.renaming = renaming }
            let body = BridgeCaller.person(name, #""externalId":"\#(name)""#)
            let id = try await bridge.post(body).expect(201).id
            let own = try await scene.addGroup("\(name).own", [Self.dn(name)])
            try await bridge.delete(id).expect(204)
            let group = try await scene.addGroup(name, [Self.dn(name), Self.other])
            let back = try await bridge.post(body).expect(201)
            #expect(back.id == id)
            #expect(try await scene.members(group.dn) == [Self.other])
            if renaming == .follow { #expect(try await scene.members(own.dn) == [Self.dn(name)]) }
        }

        /// Somebody who comes back, and the bridge that has seen the directory die right after the move.
        ///
        /// What the directory was to take along it never does here.
        private static func brokenReturn(
            _ name: String, namedBy groups: String...
        ) async throws -> (bridge: BridgeCaller, body: String, id: String) {
            let scene = try BridgeScene.current
            let body = BridgeCaller.person(name, #""externalId":"\#(name)""#)
            let id = try await scene.bridge().post(body).expect(201).id
            try await scene.bridge().delete(id).expect(204)
            for group in groups {
                try await scene.apply(
                    "dn: \(group)\nobjectClass: groupOfNames\ncn: \(name)\nmember: \(Self.dn(name, "ou=leavers"))\n")
            }
            for number in 1...6 {
                let directory = WatchedDirectory(
                    scene.directory, refusal: { $0 == number ? LDAPError(.serverDown) : nil })
                let bridge = scene.bridge(over: directory) { $0.renaming = .server }
                try await bridge.post(body).expect(503)
                if try await scene.contents(Self.dn(name)) != nil { return (bridge, body, id) }
            }
            throw LDAPError(.other, diagnostic: "nothing was refused after the move")
        }

        @Test func whatADyingServerHasNotTakenAlongIsFinishedByTheRepeat() async throws {
            let name = "dead.dying"
            let group = "cn=\(name),ou=groups,dc=acme,dc=example"
            let broken = try await Self.brokenReturn(name, namedBy: group)
            try await broken.bridge.post(broken.body).expect(409)
            #expect(try await BridgeScene.current.members(group) == [Self.dn(name)])
        }

        /// What is left in an entry that is not the bridge's to write stands between nobody and their disable.
        @Test(arguments: [false, true])
        func aDisableDoesNotWaitForOthers(isDeleted: Bool) async throws {
            let name = "dead.blocked.\(isDeleted)"
            let foreign = "cn=\(name),\(BridgeScene.elsewhere)"
            let (bridge, _, id) = try await Self.brokenReturn(name, namedBy: foreign)
            try await bridge.patch(id, #"{"op":"replace","path":"title","value":"T"}"#).expect(503, nil, foreign)
            if isDeleted {
                // It is done, and what is left is told.
                try await bridge.delete(id).expect(503, nil, foreign)
                #expect(try await BridgeScene.current.contents(Self.dn(name)) == nil)
            } else {
                try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            }
        }

        @Test(arguments: [Mapping.Renaming.follow, .refuse])
        func aLeaverStandsInNobodysWay(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let name = "dead.boss.\(renaming)"
            let (boss, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
            let (leaver, _) = try await scene.addPerson("\(name).leaver", below: "ou=leavers", "manager: \(boss)")
            let bridge = scene.bridge {
                $0.renaming = renaming
                $0.deletion = .delete
                BridgeScene.showManager(&$0)
            }
            try await bridge.patch(id, Self.rename("\(name).new")).expect(200)
            #expect(try await scene.contents(leaver)?["manager"] == [Self.dn("\(name).new")])
            try await bridge.delete(id).expect(204)
            #expect(try await scene.contents(leaver)?["manager"] == nil)
        }
    }
}
