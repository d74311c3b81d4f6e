import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// A POST becomes an entry.
    @Suite(.serialized, .bridge) struct Creation {
        private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

        @Test func storesThePrimaryOfTwoAddresses() async throws {
            let scene = try BridgeScene.current
            let emails =
                #""emails":[{"type":"work","value":"second@acme.example","primary":false},"#
                + #"{"type":"work","value":"first@acme.example","primary":true}]"#
            let made = try await scene.bridge().post(BridgeCaller.person("create.primary", emails)).expect(201)
            #expect(made["emails.0.value"] == "first@acme.example")
            let put = BridgeCaller.person("create.primary", emails.replacing("@acme", with: "@new.acme"))
            let replaced = try await scene.bridge().put(made.id, put).expect(200)
            #expect(replaced["emails.0.value"] == "first@new.acme.example")
            #expect(replaced["emails.1"] == .null)
        }

        @Test func storesWhatWasSentAndNothingElse() async throws {
            let scene = try BridgeScene.current
            let reply = try await scene.bridge().post(
                BridgeCaller.person(
                    "create.full", #""externalId":"6a-1","displayName":"Ada, the First","title":"Countess""#,
                    #""name":{"givenName":"Ada","familyName":"Lovelace"},"nickName":"unmapped""#,
                    #""\#(Self.enterprise)":{"organization":"Acme","department":"R&D","costCenter":"unmapped"}"#))
            reply.expect(201)
            let dn = "uid=create.full,ou=people,dc=acme,dc=example"
            var contents = try #require(try await scene.contents(dn))
            #expect(contents.removeValue(forKey: "entryUUID") == [reply.id])
            #expect(contents.removeValue(forKey: "createTimestamp")?.count == 1)
            #expect(
                contents == [
                    "objectClass": ["inetOrgPerson"], "uid": ["create.full"], "labeledURI": ["6a-1"],
                    "cn": ["Ada, the First"], "givenName": ["Ada"], "sn": ["Lovelace"], "title": ["Countess"],
                    "mail": ["create.full@acme.example"], "o": ["Acme"], "departmentNumber": ["R&D"],
                    "structuralObjectClass": ["inetOrgPerson"], "entryDN": [dn], "hasSubordinates": ["FALSE"],
                    "subschemaSubentry": ["cn=Subschema"],
                    "creatorsName": ["cn=starbridge,ou=services,dc=acme,dc=example"],
                ])
            #expect(reply.headers.first(name: "Location") == "https://scim.example.com/scim/v2/Users/\(reply.id)")
            #expect(reply["active"] == true)
            #expect(reply["nickName"] == nil)
            #expect(
                reply["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] == [
                    "organization": "Acme", "department": "R&D",
                ])
            let read = try await scene.bridge().get("/Users/\(reply.id)").expect(200)
            #expect(read.body == reply.body)
        }

        @Test(arguments: [
            (#""name":{"givenName":"Ada","familyName":"Lovelace"}"#, "Lovelace", "Ada Lovelace"),
            (#""name":{"familyName":"Lovelace"}"#, "Lovelace", "Lovelace"),
            (#""name":{"givenName":"Ada"}"#, "create.defaults", "Ada"),
            (#""title":"""#, "create.defaults", "create.defaults"),
        ])
        func fillsInWhatTheObjectClassDemands(members: String, surname: String, commonName: String) async throws {
            let scene = try BridgeScene.current
            let unit = "defaults \(members.utf8.count)"
            try await scene.addUnit(unit)
            let reply = try await scene.bridge(branch: "ou=\(unit),ou=elsewhere").post(
                BridgeCaller.person("create.defaults", members))
            reply.expect(201)
            let contents = try await scene.contents("uid=create.defaults,ou=\(unit),ou=elsewhere,dc=acme,dc=example")
            #expect(contents?["sn"] == [surname])
            #expect(contents?["cn"] == [commonName])
            #expect(contents?["title"] == nil)
        }

        @Test(arguments: [("false", ["000001010000Z"]), (#""False""#, ["000001010000Z"]), ("true", nil)])
        func createsDisabled(active: String, lock: [String]?) async throws {
            let scene = try BridgeScene.current
            let name = "create.active.\(active.filter(\.isLetter)).\(active.count)"
            let reply = try await scene.bridge().post(BridgeCaller.person(name, #""active":\#(active)"#)).expect(201)
            #expect(reply["active"] == .boolean(lock == nil))
            let contents = try #require(try await scene.contents("uid=\(name),ou=people,dc=acme,dc=example"))
            #expect(contents["pwdAccountLockedTime"] == lock)
        }

        @Test func saysThatANameMayBeTooLong() async throws {
            let scene = try BridgeScene.current
            let long = String(repeating: "x", count: 600)
            let body = BridgeCaller.person(long, #""emails":[{"type":"work","value":"long@acme.example"}]"#)
            try await scene.bridge().post(body).expect(400, .invalidValue, "userName (uid)", "so long")
            let (_, id) = try await scene.addPerson("create.long", "mail: create.long@acme.example")
            try await scene.bridge().patch(id, #"{"op":"replace","path":"userName","value":"\#(long)"}"#)
                .expect(400, .invalidValue, "userName (uid)", "so long")
        }

        @Test func namesTheEntryThatHasTheNameAlready() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("berlin mitte", below: "ou=people,dc=acme,dc=example")
            let (dn, _) = try await scene.addPerson("create.taken", below: "ou=berlin mitte,ou=people")
            try await scene.bridge().post(BridgeCaller.person("Create.TAKEN")).expect(409, .uniqueness, dn, "match")
            #expect(try await scene.names("(uid=create.taken)") == [dn])
        }

        @Test func namesTheEntryThatHoldsAMailWhichTheDirectoryKeepsUnique() async throws {
            let scene = try BridgeScene.current
            let (dn, _) = try await scene.addPerson("create.mail", "mail: create.shared@acme.example")
            let reply = try await scene.bridge { mapping in
                mapping.rules = mapping.rules.map { rule in
                    var rule = rule
                    rule.isUnique = rule.isUnique || rule.attribute == "mail"
                    return rule
                }
            }.post(
                BridgeCaller.person(
                    "create.mail2", #""emails":[{"type":"work","value":"CREATE.shared@acme.example"}]"#))
            reply.expect(409, .uniqueness, dn)
            #expect(try await scene.names("(uid=create.mail2)").isEmpty)
        }

        @Test func saysWhichConstraintOfTheDirectoryRefusedIt() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("create.mail3", "mail: create.overlay@acme.example")
            let reply = try await scene.bridge().post(
                BridgeCaller.person(
                    "create.mail4", #""emails":[{"type":"work","value":"create.overlay@acme.example"}]"#))
            reply.expect(409, .uniqueness, "uid=create.mail3,ou=people,dc=acme,dc=example")
            #expect(try await scene.names("(uid=create.mail4)").isEmpty)
        }

        @Test func aNamesakeOutsideTheBaseIsNoConflict() async throws {
            let scene = try BridgeScene.current
            try await scene.addPerson("create.outside", below: "ou=services")
            try await scene.bridge().post(BridgeCaller.person("create.outside")).expect(201)
            #expect(try await scene.names("(uid=create.outside)").count == 2)
        }

        @Test func twoEntriesInTheWayAreAConflictToo() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("twice")
            for unit in ["a", "b"] {
                try await scene.addUnit(unit, below: "ou=twice,ou=elsewhere,dc=acme,dc=example")
                try await scene.addPerson("create.twice", below: "ou=\(unit),ou=twice,ou=elsewhere")
            }
            try await scene.bridge(branch: "ou=twice,ou=elsewhere").post(BridgeCaller.person("create.twice"))
                .expect(409, .uniqueness, "uid=create.twice,ou=")
        }

        @Test func makesNothingThatItCouldNotSee() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge {
                $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .equal("o", "Acme")])
            }
            try await bridge.post(BridgeCaller.person("create.unseen")).expect(
                400, .invalidValue, "organization", "(o=Acme)")
            #expect(try await scene.names("(uid=create.unseen)").isEmpty)
            let member = #""\#(Self.enterprise)":{"organization":"ACME"}"#
            try await bridge.post(BridgeCaller.person("create.unseen", member)).expect(201)
        }

        @Test(arguments: [
            "a,b", "a+b", #"quo\"te"#, #"back\\slash"#, "<angle>", "semi;colon", "a=b", "#hash", "  leading",
            "trailing  ",
            #" both \\"#, "Zoë Müller", "双葉", "star*(paren)", "a\u{301}", "uid=x,ou=people", "\\u0001control",
        ])
        func putsAnyUserNameIntoOneEntryBelowTheBase(name: String) async throws {
            let scene = try BridgeScene.current
            let unit = "names \(abs(name.hashValue))"
            try await scene.addUnit(unit)
            let bridge = scene.bridge(branch: "ou=\(unit),ou=elsewhere")
            let mail = #""emails":[{"type":"work","value":"names@acme.example"}]"#
            let reply = try await bridge.post(BridgeCaller.person(name, mail)).expect(201)
            let userName = try #require(reply["userName"].string)
            let found = try await scene.names(
                "(objectClass=inetOrgPerson)", below: "ou=\(unit),ou=elsewhere,dc=acme,dc=example")
            #expect(found.count == 1)
            let dn = try DistinguishedName(parsing: try #require(found.first))
            #expect(dn.parent == DistinguishedName(server: "ou=\(unit),ou=elsewhere,dc=acme,dc=example"))
            #expect(try await scene.contents(dn.description)?["uid"] == [userName])
            let sent = try #require(try JSONReader.read("\"\(name)\"".utf8).string)
            #expect(userName == sent)
            #expect(try await bridge.find(#"userName eq "\#(name)""#)["totalResults"] == 1)
            try await bridge.post(BridgeCaller.person(name, mail)).expect(409)
        }

        @Test func namesTheBaseThatIsMissing() async throws {
            let scene = try BridgeScene.current
            try await scene.bridge(branch: "ou=nowhere,ou=people").post(BridgeCaller.person("create.nowhere"))
                .expect(500, nil, "ou=nowhere,ou=people,dc=acme,dc=example", "base")
        }
    }
}
