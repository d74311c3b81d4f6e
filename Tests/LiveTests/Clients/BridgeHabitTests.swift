import Bridge
import NIOHTTP1
import LDAP
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// What clients send and directories hold that no standard asks for, seen in public reports of faults.
    @Suite(.serialized, .bridge) struct Habits {
        private static func replace(_ path: String, _ value: String) -> String {
            #"{"op":"Replace","path":"\#(path)","value":\#(value)}"#
        }

        @Test(arguments: [
            #"{"op":"Replace","path":"active","value":"False"}"#, #"{"op":"Add","path":"active","value":"false"}"#,
            #"{"op":"replace","value":{"active":false}}"#, #"{"op":"Replace","path":"active","value":["False"]}"#,
            #"{"op":"Replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":"False"}"#,
        ])
        func disablesInEveryShape(operation: String) async throws {
            let scene = try BridgeScene.current
            let name = BridgeScene.freshName("habit.shape")
            let (dn, id) = try await scene.addPerson(name, "mail: \(name)@acme.example")
            #expect(try await scene.bridge().patch(id, operation).expect(200)["active"] == false)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == ["000001010000Z"])
        }

        @Test func storesValuesWhole() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("habit.whole", "mail: whole.habit@acme.example")
            for value in [
                "7070 Phoebe Hollow", "A'Kelah & Söhne", "two\nlines", #"a\b;c,d="e""#,
                String(repeating: "x", count: 3000),
            ] {
                let text = String(decoding: JSONWriter.bytes(.string(value)), as: UTF8.self)
                #expect(
                    try await scene.bridge().patch(id, Self.replace("title", text)).expect(200)["title"]
                        == .string(value))
                #expect(try await scene.contents(dn)?["title"] == [value])
            }
        }

        @Test(arguments: [
            #"[{"value":"MAIL"}]"#, #"[{"type":"home","value":null},{"type":"work","value":"MAIL"}]"#,
            #"[{"type":"Work","value":"MAIL"}]"#, #"[{"type":"work","value":"MAIL","primary":"True"}]"#,
        ])
        func takesTheWorkEmailInEveryShape(emails: String) async throws {
            let scene = try BridgeScene.current
            let name = BridgeScene.freshName("habit.mail")
            let mail = "\(name)@acme.example"
            let body = BridgeCaller.person(
                name, "\"emails\":" + emails.replacing("MAIL", with: mail),
                #""phoneNumbers":[{"type":"work","value":null}],"groups":[],"locale":"en-US""#)
            let made = try await scene.bridge().post(body).expect(201)
            #expect(made["emails.0.value"] == .string(mail))
        }

        @Test func joinsThePartsOfANameFromTwoOperationsWithoutPath() async throws {
            let scene = try BridgeScene.current
            let (_, id) = try await scene.addPerson("habit.parts", "mail: parts@acme.example")
            let reply = try await scene.bridge().patch(
                id, #"{"op":"replace","value":{"name":{"familyName":"One"}}}"#,
                #"{"op":"replace","value":{"name":{"givenName":"Two"}}}"#)
            #expect(reply.expect(200)["name"] == ["familyName": "One", "givenName": "Two"])
        }

        @Test func makesNobodyWithoutTheManagerWhoIsNamed() async throws {
            let scene = try BridgeScene.current
            let manager =
                #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"HRIS-4711"}}"#
            try await scene.bridge(BridgeScene.showManager).post(BridgeCaller.person("habit.managed", manager)).expect(
                400, .invalidValue, "HRIS-4711")
            #expect(try await scene.names("(uid=habit.managed)").isEmpty)
        }

        @Test(arguments: [
            "Doe, John", "Sales/EMEA", "#1 Team", "A+B=C;D<E>", #""Q""#, #"Back\slash"#, "Größe €", "Продажи",
            "*star (x)",
            "CN=foo,OU=bar",
        ])
        func findsAndRenamesGroupsOfAnyName(name: String) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let member = BridgeScene.freshName("habit.member")
            let (person, personID) = try await scene.addPerson(member, "mail: \(member)@acme.example")
            func json(_ text: String) -> String { String(decoding: JSONWriter.bytes(.string(text)), as: UTF8.self) }
            let made = try await bridge.send(
                .POST, "/Groups", #"{"displayName":\#(json(name)),"members":[{"value":"\#(personID)"}]}"#)
            let id = made.expect(201).id
            let filter = BridgeCaller.formEncoded("displayName eq \(json(name))")
            let found = try await bridge.get("/Groups?filter=\(filter)").expect(200)
            #expect(found["totalResults"] == 1 && found["Resources.0.id"] == .string(id), "\(found.text)")
            try await bridge.patch(id, Self.replace("displayName", json("New " + name)), at: "/Groups").expect(204)
            let dn = try #require(try await scene.names("(entryUUID=\(id))").first)
            #expect(try await scene.contents(dn)?["cn"] == ["New " + name])
            #expect(try await scene.members(dn) == [person])
        }

        @Test func leavesValuesWithALanguageAlone() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await scene.addPerson(
                "habit.language", "mail: language@acme.example", "sn;lang-el: Milas", "title;lang-de: Leiter Habit",
                "givenName;lang-en: Only")
            let read = try await bridge.get("/Users/\(id)").expect(200)
            #expect(read["title"] == .null && read["name.givenName"] == .null)
            #expect(try await bridge.find(#"title eq "Leiter Habit""#).expect(200)["totalResults"] == 0)
            try await bridge.patch(
                id, Self.replace("name.familyName", #""New""#), Self.replace("title", #""Boss""#),
                #"{"op":"Remove","path":"title"}"#
            ).expect(200)
            let contents = try await scene.contents(dn)
            #expect(contents?["title;lang-de"] == ["Leiter Habit"] && contents?["sn;lang-el"] == ["Milas"])
            #expect(contents?["sn"] == ["New"] && contents?["title"] == nil)
        }

        @Test func aPutOfWhatWasReadWritesNothingOverSeveralValues() async throws {
            let scene = try BridgeScene.current
            let directory = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: directory)
            let (_, id) = try await scene.addPerson(
                "habit.several", "uid: habit.several@corp.example", "mail: several@acme.example",
                "mail: other.several@acme.example")
            try await bridge.put(id, try await bridge.get("/Users/\(id)").expect(200).text).expect(200)
            #expect(directory.changes.isEmpty)
        }

        @Test func bothPartsOfANameCanChange() async throws {
            let scene = try BridgeScene.current
            let dn = "cn=Ava+mail=ava@acme.example,ou=people,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(dn)\nobjectClass: inetOrgPerson\ncn: Ava\nsn: M\nuid: habit.ava\nmail: ava@acme.example\n")
            let id = try await scene.id(dn)
            try await scene.bridge().patch(
                id, Self.replace("displayName", #""Eva""#),
                Self.replace(#"emails[type eq \"work\"].value"#, #""eva@acme.example""#)
            ).expect(200)
            let new = try #require(try await scene.names("(entryUUID=\(id))").first)
            let contents = try await scene.contents(new)
            #expect(contents?["cn"] == ["Eva"] && contents?["mail"] == ["eva@acme.example"])
        }

        @Test func anEntryThatAnAdministratorMovedKeepsItsId() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("habit.moved", "mail: moved.habit@acme.example")
            try await scene.addUnit("habit", below: "ou=people,dc=acme,dc=example")
            let unit = "ou=habit,ou=people,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(dn)\nchangetype: modrdn\nnewrdn: uid=habit.moved\ndeleteoldrdn: 0\nnewsuperior: \(unit)\n")
            try await scene.bridge().patch(id, Self.replace("title", #""Moved""#)).expect(200)
            #expect(try await scene.contents("uid=habit.moved,\(unit)")?["title"] == ["Moved"])
        }

        @Test func ofThreeNamesakesWhoHaveLeftTheRightOneReturns() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            func post(_ number: Int) async throws -> Reply {
                try await bridge.post(BridgeCaller.person("habit.again", #""externalId":"again-\#(number)""#)).expect(
                    201)
            }
            var ids: [String] = []
            for number in 0..<3 {
                ids.append(try await post(number).id)
                try await bridge.delete(ids[number]).expect(204)
            }
            let back = try await post(1)
            #expect(back.id == ids[1] && back["userName"] == "habit.again" && back["active"] == true, "\(back.text)")
        }
    }
}
