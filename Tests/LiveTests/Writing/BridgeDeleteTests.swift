import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// DELETE does what `on_delete` says, and a POST may undo it.
    @Suite(.serialized, .bridge) struct Deletion {
        private func person(_ uid: String) async throws -> (dn: String, id: String) {
            try await BridgeScene.current.addPerson(uid, "mail: \(uid)@acme.example", "roomNumber: 1", "title: T")
        }

        private static func trashed(_ uid: String) -> String { "uid=\(uid),ou=leavers,dc=acme,dc=example" }

        @Test func isRefusedByDefault() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.person("delete.refused")
            try await scene.bridge { $0.deletion = nil }.delete(id).expect(501, nil, "on_delete")
            #expect(try await scene.contents(dn) != nil)
        }

        @Test func removesForGood() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.person("delete.good")
            let group = "cn=delete.good,ou=groups,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(group)\nobjectClass: groupOfNames\ncn: delete.good\nmember: \(dn)\nmember: \(scene.server.rootDN)\n"
            )
            let bridge = scene.bridge { $0.deletion = .delete }
            try await bridge.delete(id).expect(204)
            #expect(try await scene.contents(dn) == nil)
            #expect(try await scene.contents(group)?["member"] == [scene.server.rootDN])
            try await bridge.delete(id).expect(404, nil, id)
            try await bridge.get("/Users/\(id)").expect(404, nil, id)
        }

        @Test func anEntryWithOthersBelowItStays() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.person("delete.parent")
            try await scene.addUnit("devices", below: dn)
            try await scene.bridge { $0.deletion = .delete }.delete(id).expect(409, nil, dn, "below")
            #expect(try await scene.contents(dn) != nil)
        }

        @Test func whatLiesBelowAPersonIsNotMovedToTheTrash() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.person("delete.above")
            for uid in ["delete.below1", "delete.below2"] {
                try await scene.addPerson(uid, below: "uid=delete.above,ou=people", "mail: \(uid)@acme.example")
            }
            let before = try await scene.contents(dn)
            try await scene.bridge().delete(id).expect(409, nil, dn, "below")
            #expect(try await scene.contents(dn) == before)
            let (device, other) = try await self.person("delete.device")
            try await scene.addUnit("devices", below: device)
            try await scene.bridge().delete(other).expect(409, nil, device, "ou=devices")
            #expect(try await scene.contents("ou=devices," + device) != nil)
        }

        @Test func locksAndMovesToTheTrash() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await self.person("delete.trash")
            let group = "cn=delete.trash,ou=groups,dc=acme,dc=example"
            try await scene.apply("dn: \(group)\nobjectClass: groupOfNames\ncn: delete.trash\nmember: \(dn)\n")
            var wished = try #require(try await scene.contents(dn))
            try await bridge.delete(id).expect(204)
            let trashed = Self.trashed("delete.trash")
            wished["entryDN"] = [trashed]
            wished["pwdAccountLockedTime"] = ["000001010000Z"]
            #expect(try await scene.contents(trashed) == wished)
            #expect(try await scene.contents(dn) == nil)
            #expect(try await scene.contents(group)?["member"] == [trashed])
            for reply in [
                try await bridge.get("/Users/\(id)"), try await bridge.delete(id),
                try await bridge.put(id, BridgeCaller.person("delete.trash")),
                try await bridge.patch(id, #"{"op":"replace","path":"active","value":true}"#),
            ] { reply.expect(404, nil, id) }
            #expect(try await bridge.find(#"userName eq "delete.trash""#)["totalResults"] == 0)
            #expect(try await scene.contents(trashed) == wished)
        }

        @Test func aTakenNameInTheTrashGetsASuffix() async throws {
            let scene = try BridgeScene.current
            let leaver = Self.trashed("delete.suffix")
            try await scene.addPerson("delete.suffix", below: "ou=leavers", "description: left in 2017")
            let before = try await scene.contents(leaver)
            let (_, id) = try await self.person("delete.suffix")
            try await scene.bridge().delete(id).expect(204)
            #expect(try await scene.contents(leaver) == before)
            let contents = try await scene.contents(Self.trashed("delete.suffix-\(id)"))
            #expect(contents?["entryUUID"] == [id])
            #expect(contents?["pwdAccountLockedTime"] == ["000001010000Z"])
            #expect(contents?["roomNumber"] == ["1"])
        }

        @Test func theSamePersonComesBack() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let made = try await bridge.post(
                BridgeCaller.person("delete.back", #""externalId":"back-1","title":"Old""#)
            ).expect(201)
            let dn = "uid=delete.back,ou=people,dc=acme,dc=example"
            let group = "cn=delete.back,ou=groups,dc=acme,dc=example"
            try await scene.apply("dn: \(group)\nobjectClass: groupOfNames\ncn: delete.back\nmember: \(dn)\n")
            try await scene.apply("dn: \(dn)\nchangetype: modify\nadd: roomNumber\nroomNumber: 9\n-\n")
            try await bridge.delete(made.id).expect(204)
            let back = try await bridge.post(
                BridgeCaller.person("delete.back", #""externalId":"back-1","displayName":"Back Again""#)
            ).expect(201)
            #expect(back.id == made.id)
            #expect(back["active"] == true)
            let contents = try #require(try await scene.contents(dn))
            #expect(contents["pwdAccountLockedTime"] == nil)
            #expect(contents["title"] == nil)
            #expect(contents["cn"] == ["Back Again"])
            #expect(contents["roomNumber"] == ["9"])
            #expect(try await scene.contents(group)?["member"] == [dn])
            #expect(try await scene.contents(Self.trashed("delete.back")) == nil)
            try await bridge.post(BridgeCaller.person("delete.back", #""externalId":"back-1""#)).expect(
                409, .uniqueness, dn)
        }

        @Test func comesBackDisabledIfThatIsWhatWasSent() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let made = try await bridge.post(BridgeCaller.person("delete.locked", #""externalId":"locked-1""#)).expect(
                201)
            try await bridge.delete(made.id).expect(204)
            let back = try await bridge.post(
                BridgeCaller.person("delete.locked", #""externalId":"locked-1","active":false"#)
            ).expect(201)
            #expect(back.id == made.id)
            #expect(back["active"] == false)
            let contents = try await scene.contents("uid=delete.locked,ou=people,dc=acme,dc=example")
            #expect(contents?["pwdAccountLockedTime"] == ["000001010000Z"])
        }

        @Test func comesBackUnderTheNameThatWasSent() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let body = BridgeCaller.person("delete.names", #""externalId":"names-1""#)
            let made = try await bridge.post(body).expect(201)
            let dn = "uid=delete.names,ou=people,dc=acme,dc=example"
            try await scene.apply("dn: \(dn)\nchangetype: modify\nadd: uid\nuid: delete.names.second\n-\n")
            try await bridge.delete(made.id).expect(204)
            #expect(try await bridge.post(body).expect(201)["userName"] == "delete.names")
            #expect(try await scene.contents(dn)?["uid"] == ["delete.names", "delete.names.second"])
        }

        @Test func anotherPersonOfTheSameNameIsNew() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let old = try await bridge.post(BridgeCaller.person("delete.recycled", #""externalId":"old-2""#)).expect(
                201)
            try await bridge.delete(old.id).expect(204)
            for member in [#""externalId":"new-2""#, #""title":"no externalId""#] {
                let new = try await bridge.post(BridgeCaller.person("delete.recycled", member)).expect(201)
                #expect(new.id != old.id)
                try await bridge.delete(new.id).expect(204)
            }
            #expect(try await scene.contents(Self.trashed("delete.recycled"))?["entryUUID"] == [old.id])
        }

        @Test func theUserNameAloneIsEnoughWhereNobodyInheritsIt() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge { $0.revival = .userName }
            let old = try await bridge.post(BridgeCaller.person("delete.byname", #""externalId":"old-3""#)).expect(201)
            try await bridge.delete(old.id).expect(204)
            let new = try await bridge.post(BridgeCaller.person("delete.byname", #""externalId":"new-3""#)).expect(201)
            #expect(new.id == old.id)
            #expect(new["externalId"] == "new-3")
        }

        @Test func nobodyIsBroughtBackByAGuess() async throws {
            let scene = try BridgeScene.current
            let leavers = ["twice.one", "twice.two"]
            for name in leavers { try await scene.addPerson(name, below: "ou=leavers", "uid: delete.twice") }
            let bridge = scene.bridge { $0.revival = .userName }
            try await bridge.post(BridgeCaller.person("delete.twice"))
                .expect(409, .uniqueness, Self.trashed(leavers[0]), Self.trashed(leavers[1]))
            #expect(try await scene.names("(uid=delete.twice)") == leavers.map(Self.trashed))
        }

        @Test func namesTheTrashThatIsMissing() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await self.person("delete.notrash")
            let before = try await scene.contents(dn)
            let trash = DistinguishedName(server: "ou=nowhere,dc=acme,dc=example")
            try await scene.bridge { $0.deletion = .trash(base: trash) }.delete(id)
                .expect(500, nil, "ou=nowhere,dc=acme,dc=example")
            #expect(try await scene.contents(dn) == before)
        }
    }

    /// A directory in which no two entries anywhere may have one uid.
    @Suite(
        .serialized,
        .bridge {
            $0.overlays = [.ppolicy, .memberof, .refint, .sssvlv]
            $0.globalDirectives = ["moduleload unique"]
            $0.databaseDirectives = [
                "overlay unique", "unique_uri ldap:///dc=acme,dc=example?uid?sub?(objectClass=inetOrgPerson)",
            ]
        }
    ) struct StrictDirectory {
        @Test func namesTheTrashedEntryThatStandsInTheWay() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let old = try await bridge.post(BridgeCaller.person("strict", #""externalId":"old""#)).expect(201)
            try await bridge.delete(old.id).expect(204)
            try await bridge.post(BridgeCaller.person("strict", #""externalId":"new""#))
                .expect(409, .uniqueness, "uid=strict,ou=leavers,dc=acme,dc=example")
            let back = try await bridge.post(BridgeCaller.person("strict", #""externalId":"old""#)).expect(201)
            #expect(back.id == old.id)
        }
    }
}
