import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// A new user name is a new name of the same entry.
    @Suite(.serialized, .bridge) struct Rename {
        private static func rename(_ name: String) -> String {
            #"{"op":"replace","path":"userName","value":"\#(name)"}"#
        }

        /// A person and a group that names it.
        private func member(_ uid: String) async throws -> (dn: String, id: String, group: String) {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson(uid, "mail: \(uid)@acme.example")
            let group = "cn=\(uid),ou=groups,dc=acme,dc=example"
            try await scene.apply("dn: \(group)\nobjectClass: groupOfNames\ncn: \(uid)\nmember: \(dn)\n")
            return (dn, id, group)
        }

        @Test func keepsTheIdAndTheMemberships() async throws {
            let scene = try BridgeScene.current
            let (dn, id, group) = try await self.member("rename.member")
            let before = try #require(try await scene.contents(dn))
            let reply = try await scene.bridge().patch(id, Self.rename("rename, new")).expect(200)
            #expect(reply.id == id)
            #expect(reply["userName"] == "rename, new")
            let new = try #require(try await scene.names("(entryUUID=\(id))").first)
            let leaf = RelativeDistinguishedName("uid", "rename, new")
            #expect(
                DistinguishedName(server: new)
                    == DistinguishedName(server: "ou=people,dc=acme,dc=example").appending(leaf))
            #expect(try await scene.contents(group)?["member"] == [new])
            var wished = before
            wished["uid"] = ["rename, new"]
            wished["entryDN"] = [new]
            #expect(try await scene.contents(new) == wished)
            #expect(try await scene.contents(dn) == nil)
            #expect(try await scene.bridge().get("/Users/\(id)")["userName"] == "rename, new")
        }

        @Test func isRefusedWhereAGroupNamesTheAccountByItsPlainName() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("rename.posix", "mail: rename.posix@acme.example")
            let group = "cn=rename.posix,ou=groups,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(group)\nobjectClass: posixGroup\ncn: rename.posix\ngidNumber: 4711\nmemberUid: rename.posix\n")
            try await scene.bridge().patch(id, Self.rename("rename.posix.new")).expect(400, .mutability, group)
            #expect(try await scene.contents(dn)?["uid"] == ["rename.posix"])
            let disable = #"{"op":"replace","path":"active","value":"False"}"#
            try await scene.bridge().patch(id, Self.rename("rename.posix.new") + "," + disable).expect(200)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == ["000001010000Z"])
        }

        @Test func keepsOtherValuesOfTheNamingAttribute() async throws {
            let scene = try BridgeScene.current
            let (_, id) = try await scene.addPerson(
                "rename.alias", "uid: rename.alias.second", "mail: alias@acme.example")
            try await scene.bridge().patch(id, Self.rename("rename.alias.new")).expect(200)
            let contents = try await scene.contents("uid=rename.alias.new,ou=people,dc=acme,dc=example")
            #expect(Set(contents?["uid"] ?? []) == ["rename.alias.new", "rename.alias.second"])
        }

        @Test func showsTheSameValuesOfANameOfTwoParts() async throws {
            let scene = try BridgeScene.current
            let dn = "cn=Two+uid=rename.two,ou=people,dc=acme,dc=example"
            try await scene.apply(
                """
                dn: \(dn)
                objectClass: inetOrgPerson
                uid: rename.two
                uid: rename.two.second
                cn: Two
                cn: Second
                sn: Two
                mail: rename.two@acme.example

                """)
            let id = try await scene.id(dn)
            let new = try await scene.bridge().patch(id, #"{"op":"replace","path":"displayName","value":"Three"}"#)
            #expect(new.expect(200)["userName"] == "rename.two")
            #expect(new["displayName"] == "Three")
            let contents = try await scene.contents("cn=Three+uid=rename.two,ou=people,dc=acme,dc=example")
            #expect(contents?["uid"] == ["rename.two", "rename.two.second"])
            #expect(contents?["cn"] == ["Three", "Second"])
        }

        @Test func comesWithOtherChangesOrNotAtAll() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id, group) = try await self.member("rename.whole")
            let before = try await scene.contents(dn)
            try await scene.addPerson("rename.other", "mail: rename.other@acme.example")
            let badMail = #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"ümlaut@acme.example"}"#
            try await bridge.patch(id, Self.rename("rename.whole.new"), badMail).expect(
                400, .invalidValue, "emails", "mail")
            #expect(try await scene.contents(dn) == before)
            #expect(try await scene.contents(group)?["member"] == [dn])

            let reply = try await bridge.patch(
                id, Self.rename("rename.whole.new"), #"{"op":"replace","path":"title","value":"T"}"#,
                #"{"op":"replace","path":"active","value":false}"#
            ).expect(200)
            #expect(reply["title"] == "T")
            #expect(reply["active"] == false)
            let new = "uid=rename.whole.new,ou=people,dc=acme,dc=example"
            let contents = try await scene.contents(new)
            #expect(contents?["title"] == ["T"])
            #expect(contents?["pwdAccountLockedTime"] == ["000001010000Z"])
            #expect(contents?["entryUUID"] == [id])
            #expect(try await scene.contents(group)?["member"] == [new])
        }

        @Test func refusesATakenName() async throws {
            let scene = try BridgeScene.current
            let (dn, id, _) = try await self.member("rename.victim")
            let (taken, _) = try await scene.addPerson("rename.taken", "mail: rename.taken@acme.example")
            let before = try await scene.contents(dn)
            try await scene.bridge().patch(id, Self.rename("Rename.Taken")).expect(409, .uniqueness, taken)
            try await scene.bridge().patch(
                id, Self.rename("rename.taken"), #"{"op":"replace","path":"title","value":"T"}"#
            ).expect(409, .uniqueness, taken)
            #expect(try await scene.contents(dn) == before)
        }

        @Test func isRefusedWhileNobodyCarriesMembershipsAlong() async throws {
            let scene = try BridgeScene.current
            let (dn, id, group) = try await self.member("rename.refused")
            let bridge = scene.bridge { $0.renaming = .refuse }
            try await bridge.patch(id, Self.rename("rename.refused.new")).expect(400, .mutability, group, "on_rename")
            #expect(try await scene.contents(dn) != nil)
            try await scene.apply("dn: \(group)\nchangetype: delete\n")
            try await bridge.patch(id, Self.rename("rename.refused.new")).expect(200)
            #expect(
                try await scene.contents("uid=rename.refused.new,ou=people,dc=acme,dc=example")?["entryUUID"] == [id])
        }
    }

    /// What a rename, a delete and a revival do where the directory has no referential integrity.
    @Suite(.serialized, .bridge { $0.overlays = [.ppolicy, .sssvlv] }) struct PlainDirectory {
        private func member(_ uid: String) async throws -> (dn: String, id: String, group: String) {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson(uid, "mail: \(uid)@acme.example")
            let group = "cn=\(uid),ou=groups,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(group)\nobjectClass: groupOfNames\ncn: \(uid)\nmember: \(dn)\nmember: cn=other,dc=acme,dc=example\n"
            )
            return (dn, id, group)
        }

        @Test func followsARename() async throws {
            let scene = try BridgeScene.current
            let (_, id, group) = try await self.member("plain.follow")
            try await scene.bridge { $0.renaming = .follow }.patch(
                id, #"{"op":"replace","value":{"userName":"plain.followed","title":"T"}}"#
            ).expect(200)
            let new = "uid=plain.followed,ou=people,dc=acme,dc=example"
            #expect(try await scene.contents(new)?["title"] == ["T"])
            #expect(Set(try await scene.contents(group)?["member"] ?? []) == [new, "cn=other,dc=acme,dc=example"])
        }

        @Test func leavesNoReferenceToADeletedEntry() async throws {
            let scene = try BridgeScene.current
            let (dn, id, group) = try await self.member("plain.delete")
            try await scene.bridge {
                $0.deletion = .delete
                $0.renaming = .refuse
            }.delete(id)
                .expect(400, .mutability, group)
            #expect(try await scene.contents(dn) != nil)
            try await scene.bridge {
                $0.deletion = .delete
                $0.renaming = .follow
            }.delete(id).expect(204)
            #expect(try await scene.contents(dn) == nil)
            #expect(try await scene.contents(group)?["member"] == ["cn=other,dc=acme,dc=example"])
        }

        @Test func movesToTheTrashAndBackWithItsGroups() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge { $0.renaming = .follow }
            let made = try await bridge.post(BridgeCaller.person("plain.trash", #""externalId":"plain-1""#)).expect(201)
            let dn = "uid=plain.trash,ou=people,dc=acme,dc=example"
            let group = "cn=plain.trash,ou=groups,dc=acme,dc=example"
            try await scene.apply("dn: \(group)\nobjectClass: groupOfNames\ncn: plain.trash\nmember: \(dn)\n")
            try await bridge.delete(made.id).expect(204)
            let trashed = "uid=plain.trash,ou=leavers,dc=acme,dc=example"
            #expect(try await scene.contents(group)?["member"] == [trashed])
            #expect(try await scene.contents(trashed)?["pwdAccountLockedTime"] == ["000001010000Z"])
            let back = try await bridge.post(BridgeCaller.person("plain.trash", #""externalId":"plain-1""#)).expect(201)
            #expect(back.id == made.id)
            #expect(try await scene.contents(group)?["member"] == [dn])
        }

        @Test func aUserNameIsUniqueEvenWhereTheDirectoryDoesNotCare() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("south", below: "ou=people,dc=acme,dc=example")
            let (dn, _) = try await scene.addPerson("plain.unique", below: "ou=south,ou=people")
            try await scene.bridge().post(BridgeCaller.person("plain.unique")).expect(409, .uniqueness, dn)
            let (_, id) = try await scene.addPerson("plain.unique2", "mail: plain.unique2@acme.example")
            try await scene.bridge().patch(id, #"{"op":"replace","path":"userName","value":"plain.unique"}"#)
                .expect(409, .uniqueness, dn)
        }

        @Test func aRecycledUserNameInheritsNothing() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge { $0.renaming = .follow }
            let old = try await bridge.post(BridgeCaller.person("plain.recycled", #""externalId":"old-1""#)).expect(201)
            try await bridge.delete(old.id).expect(204)
            let new = try await bridge.post(BridgeCaller.person("plain.recycled", #""externalId":"new-1""#)).expect(201)
            #expect(new.id != old.id)
            try await bridge.delete(new.id).expect(204)
            let names = try await scene.names("(uid=plain.recycled)", below: "ou=leavers,dc=acme,dc=example")
            #expect(
                names == [
                    "uid=plain.recycled,ou=leavers,dc=acme,dc=example",
                    "uid=plain.recycled-\(new.id),ou=leavers,dc=acme,dc=example",
                ])
            let third = try await bridge.post(BridgeCaller.person("plain.recycled", #""externalId":"new-1""#)).expect(
                201)
            #expect(third.id == new.id)
            let contents = try await scene.contents("uid=plain.recycled,ou=people,dc=acme,dc=example")
            #expect(contents?["uid"] == ["plain.recycled"])
            #expect(contents?["pwdAccountLockedTime"] == nil)
        }
    }
}
