import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// What names an entry that gets another name, or none, where the directory has no referential integrity.
    @Suite(.serialized, .bridge { $0.overlays = [.ppolicy, .sssvlv] }) struct Follow {
        private static func person(_ uid: String, _ lines: String...) async throws -> (dn: String, id: String) {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson(uid, "mail: \(uid)@acme.example")
            for line in lines {
                try await scene.apply("dn: \(dn)\nchangetype: modify\nadd: manager\nmanager: \(line)\n-\n")
            }
            return (dn, id)
        }

        private static func follow(_ mapping: inout Mapping) {
            mapping.renaming = .follow
            BridgeScene.showManager(&mapping)
        }

        private static func rename(_ name: String) -> String {
            #"{"op":"replace","path":"userName","value":"\#(name)"}"#
        }

        private static let other = "cn=other,dc=acme,dc=example"

        @Test func rewritesManagersAndMembers() async throws {
            let scene = try BridgeScene.current
            let boss = try await Self.person("follow.boss")
            let report = try await Self.person("follow.report", boss.dn)
            try await scene.apply("dn: \(boss.dn)\nchangetype: modify\nadd: manager\nmanager: \(boss.dn)\n-\n")
            let group = try await scene.addGroup("follow.group", [boss.dn, Self.other])
            try await scene.bridge(Self.follow).patch(boss.id, Self.rename("follow.chief")).expect(200)
            let new = "uid=follow.chief,ou=people,dc=acme,dc=example"
            #expect(try await scene.contents(report.dn)?["manager"] == [new])
            #expect(try await scene.contents(new)?["manager"] == [new])
            #expect(try await scene.members(group.dn) == [new, Self.other])
        }

        @Test func whoeverIsTheirOwnManagerIsDeleted() async throws {
            let scene = try BridgeScene.current
            let boss = try await Self.person("follow.self")
            try await scene.apply("dn: \(boss.dn)\nchangetype: modify\nadd: manager\nmanager: \(boss.dn)\n-\n")
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: directory) {
                Self.follow(&$0)
                $0.deletion = .delete
            }
            try await bridge.delete(boss.id).expect(204)
            #expect(try await scene.contents(boss.dn) == nil)
            #expect(directory.changes.count == 1)
        }

        @Test(arguments: [false, true], ["elsewhere", "unique"])
        func refusesToLeaveOrWriteWhatIsNotMapped(isDeleted: Bool, place: String) async throws {
            let scene = try BridgeScene.current
            let name = "follow.\(place).\(isDeleted)"
            let person = try await Self.person(name)
            let group = try await scene.addGroup(name, [person.dn, Self.other])
            let isElsewhere = place == "elsewhere"
            let foreign = "cn=u \(name)," + (isElsewhere ? BridgeScene.elsewhere : "ou=groups,dc=acme,dc=example")
            let (type, attribute) = isElsewhere ? ("groupOfNames", "member") : ("groupOfUniqueNames", "uniqueMember")
            try await scene.apply("dn: \(foreign)\nobjectClass: \(type)\ncn: u \(name)\n\(attribute): \(person.dn)\n")
            let before = try await scene.contents(foreign)
            let bridge = scene.bridge {
                Self.follow(&$0)
                $0.deletion = .delete
            }
            let reply =
                isDeleted
                ? try await bridge.delete(person.id) : try await bridge.patch(person.id, Self.rename("\(name).new"))
            reply.expect(400, .mutability, foreign, "`server`")
            #expect(!reply.detail.contains(group.dn))
            #expect(try await scene.members(group.dn) == [person.dn, Self.other])
            #expect(try await scene.contents(person.dn) != nil)
            #expect(try await scene.contents(foreign) == before)
        }

        @Test func theOnlyMemberIsDeletedAndThePlaceholderComes() async throws {
            let scene = try BridgeScene.current
            let person = try await Self.person("follow.only")
            let spelled = "UID=follow.only,OU=People,dc=acme,dc=example"
            let (one, two) = (
                try await scene.addGroup("follow.only.1", [spelled]),
                try await scene.addGroup("follow.only.2", [person.dn, Self.other])
            )
            let bridge = scene.bridge {
                Self.follow(&$0)
                $0.deletion = .delete
            }
            try await bridge.delete(person.id).expect(204)
            #expect(try await scene.members(one.dn) == [""])
            #expect(try await scene.members(two.dn) == [Self.other])
        }

        @Test func aRefusedDeletionLeavesTheGroupsAsTheyWere() async throws {
            let scene = try BridgeScene.current
            let person = try await Self.person("follow.refused")
            let spelled = "uid=Follow.Refused,ou=People,dc=acme,dc=example"
            let groups = [
                try await scene.addGroup("follow.refused.1", [spelled]),
                try await scene.addGroup("follow.refused.2", [spelled, Self.other]),
            ]
            var before: [Set<String>] = []
            for group in groups { before.append(try await scene.members(group.dn)) }
            let directory = WatchedDirectory(
                scene.directory, refusal: { $0 == 3 ? LDAPError(.insufficientAccessRights) : nil })
            let bridge = scene.bridge(over: directory) {
                Self.follow(&$0)
                $0.deletion = .delete
            }
            try await bridge.delete(person.id).expect(403, nil, person.dn)
            for (group, members) in zip(groups, before) { #expect(try await scene.members(group.dn) == members) }
            #expect(directory.changes.count == 5)
        }

        @Test(arguments: [Mapping.Renaming.follow, .refuse], [false, true])
        func whatNamesTheEntryMeanwhileIsCarriedAlong(renaming: Mapping.Renaming, isDeleted: Bool) async throws {
            let scene = try BridgeScene.current
            let name = "follow.late.\(renaming).\(isDeleted)"
            let person = try await Self.person(name)
            let group = try await scene.addGroup(name, [Self.other])
            let directory = WatchedDirectory(scene.directory) { number in
                guard number == 1 else { return }
                let change = "dn: \(group.dn)\nchangetype: modify\nadd: member\nmember: \(person.dn)\n-\n"
                await #expect(throws: Never.self) { try await scene.apply(change) }
            }
            let bridge = scene.bridge(over: directory) {
                $0.renaming = renaming
                $0.deletion = .delete
            }
            if isDeleted {
                try await bridge.delete(person.id).expect(204)
                #expect(try await scene.members(group.dn) == [Self.other])
            } else {
                try await bridge.patch(person.id, Self.rename("\(name).new")).expect(200)
                let new = "uid=\(name).new,ou=people,dc=acme,dc=example"
                #expect(try await scene.members(group.dn) == [new, Self.other])
            }
        }

        @Test(arguments: [Mapping.Renaming.follow, .refuse, .server])
        func anEntryWithOthersBelowItKeepsItsName(renaming: Mapping.Renaming) async throws {
            let scene = try BridgeScene.current
            let name = "follow.above.\(renaming)"
            let person = try await Self.person(name)
            let device = "cn=device1,\(person.dn)"
            try await scene.apply("dn: \(device)\nobjectClass: device\ncn: device1\n")
            for deletion in [Mapping.Deletion.delete, BridgeScene.mapping().deletion] {
                let bridge = scene.bridge {
                    $0.renaming = renaming
                    $0.deletion = deletion
                }
                try await bridge.delete(person.id).expect(409, nil, person.dn, device)
            }
            let bridge = scene.bridge { $0.renaming = renaming }
            let reply = try await bridge.patch(person.id, Self.rename("\(name).new"))
            if renaming == .server {
                reply.expect(200)
            } else {
                reply.expect(400, .mutability, person.dn, device)
                #expect(try await scene.contents(device) != nil)
                try await bridge.patch(person.id, Self.rename(name.uppercased())).expect(200)
            }
        }

        /// Somebody who has left is nobody's manager as SCIM shows it, and is one again after a return, unless somebody else has
        /// come to be.
        @Test(arguments: [false, true])
        func anotherManagerTakesThePlaceOfOneWhoHasLeft(returns: Bool) async throws {
            let scene = try BridgeScene.current
            var users = BridgeScene.mapping()
            Self.follow(&users)
            var options = Provisioner.Options()
            options.referenceTargets = [users]
            let bridge = scene.bridge(options: options, Self.follow)
            let name = "left.\(returns)"
            let boss = try await bridge.post(
                BridgeCaller.person("\(name).boss", #""externalId":"\#(name).boss""#)
            ).expect(201).id
            let other = try await scene.addPerson("\(name).other", "mail: \(name).other@acme.example")
            let body = BridgeCaller.person("\(name).report", #""externalId":"\#(name).report""#)
            let report = try await bridge.post(body).expect(201).id
            func manage(_ id: String) async throws -> Reply {
                try await bridge.patch(report, #"{"op":"replace","path":"manager","value":"\#(id)"}"#)
            }
            try await manage(boss).expect(200)
            try await bridge.delete(boss).expect(204)
            try await manage(other.id).expect(200)
            let dn = "uid=\(name).report,ou=people,dc=acme,dc=example"
            #expect(try await scene.contents(dn)?["manager"] == [other.dn])
            if returns {
                try await bridge.delete(report).expect(204)
                #expect(try await bridge.post(body).expect(201).id == report)
            } else {
                try await bridge.patch(report, #"{"op":"remove","path":"manager"}"#).expect(200)
            }
            try await bridge.post(BridgeCaller.person("\(name).boss", #""externalId":"\#(name).boss""#)).expect(201)
            #expect(try await scene.contents(dn)?["manager"] == nil)
        }
    }
}
