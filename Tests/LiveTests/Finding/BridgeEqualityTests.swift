import Bridge
import Encodings
import NIOHTTP1
import LDAP
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// Whether two values are the same is for the directory to say: what a filter does not find, a create does not collide with.
    @Suite(.serialized, .bridge) struct Equality {
        /// What is stored, and what the client sends.
        static let spellings: [(String, String)] = [
            ("Sales  EMEA", "Sales EMEA"), ("Tail ", "Tail"), ("E\u{301}quipe", "Équipe"), ("svc\u{FE52}a", "svc.a"),
            ("ｗｉｄｅ", "wide"), ("MÜLLER", "müller"), ("ＭÜ", "mü"), ("straße", "straẞe"), ("straße", "strasse"),
            ("ΣΙΣ", "σις"), ("ΣΙΣ", "σισ"), ("İzmir", "i\u{307}zmir"), ("ﬁn", "fin"), ("a\u{A0}b", "a b"), ("½", "1⁄2"),
        ]

        private func ldif(_ dn: String, _ classes: String, _ attributes: [(String, String)]) -> String {
            let lines = attributes.map { "\($0.0):: \(Array($0.1.utf8).base64)" }
            return "dn:: \(Array(dn.utf8).base64)\nobjectClass: \(classes)\n" + lines.joined(separator: "\n") + "\n"
        }

        private func json(_ text: String) -> String {
            String(decoding: JSONWriter.bytes(.string(text)), as: UTF8.self)
        }

        @Test(arguments: Self.spellings.enumerated().map { ($0, $1.0, $1.1) })
        func aUserNameIsFoundOrFree(number: Int, stored: String, sent: String) async throws {
            let scene = try BridgeScene.current
            let (stored, sent) = ("\(number)n\(stored)", "\(number)n\(sent)")
            try await scene.apply(
                self.ldif(
                    "cn=equal\(number),ou=people,dc=acme,dc=example", "inetOrgPerson",
                    [("cn", "equal\(number)"), ("sn", "E"), ("uid", stored)]))
            let bridge = scene.bridge()
            let found = try await bridge.find("userName eq \(self.json(sent))").expect(200)
            let post = try await bridge.post(
                #"{"userName":\#(self.json(sent)),"name":{"familyName":"E"},"emails":[{"type":"work","value":"equal\#(number)@acme.example"}],"displayName":"E\#(number)"}"#
            )
            if found["totalResults"] == 0 {
                post.expect(201)
            } else {
                #expect(found["Resources.0.userName"] == .string(stored))
                post.expect(409, .uniqueness, "userName", "matching attribute")
            }
        }

        @Test(arguments: Self.spellings.enumerated().map { ($0, $1.0, $1.1) })
        func aGroupIsFoundOrFree(number: Int, stored: String, sent: String) async throws {
            let scene = try BridgeScene.current
            let (stored, sent) = ("\(number)g\(stored)", "\(number)g\(sent)")
            let dn = DistinguishedName(server: "ou=groups,dc=acme,dc=example").appending(
                RelativeDistinguishedName("cn", AttributeValue(stored)))
            try await scene.apply(self.ldif("\(dn)", "groupOfNames", [("cn", stored), ("member", "")]))
            let bridge = scene.groupBridge()
            let query = try await bridge.get(
                "/Groups?filter=" + BridgeCaller.formEncoded("displayName eq \(self.json(sent))")
            ).expect(200)
            let post = try await bridge.send(.POST, "/Groups", #"{"displayName":\#(self.json(sent))}"#)
            if query["totalResults"] == 0 {
                post.expect(201)
            } else {
                post.expect(409, .uniqueness, "displayName", "matching attribute")
            }
        }

        /// People whose names any folding would take for one, and the directory does not.
        private func twins(_ names: [String]) async throws -> [(dn: String, id: String)] {
            let scene = try BridgeScene.current
            var people: [(dn: String, id: String)] = []
            for name in names {
                let dn = "uid=\(name),ou=people,dc=acme,dc=example"
                try await scene.apply(
                    self.ldif(
                        dn, "inetOrgPerson",
                        [
                            ("uid", name), ("sn", "T"), ("cn", "T"),
                            ("mail", "\(people.count)\(names.count).twin@acme.example"),
                        ]))
                people.append((dn, try await scene.id(dn)))
            }
            return people
        }

        private func edit(_ op: String, _ ids: [String]) -> String {
            let values = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            return #"{"op":"\#(op)","path":"members","value":[\#(values)]}"#
        }

        @Test func membersWhoseNamesTheDirectoryKeepsApartAreTwo() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let people = try await self.twins(["twinß", "twinẞ", "twinΣ", "twinς", "twin"])
            let group = try await scene.addGroup("twins", [""])
            let ids = people.map(\.id)
            let path = "/Groups/\(group.id)"
            func shown() async throws -> Set<String> {
                Set(try await bridge.get(path)["members"].array?.compactMap { $0.object?["value"]?.string } ?? [])
            }
            try await bridge.patch(group.id, self.edit("add", ids), at: "/Groups").expect(204)
            #expect(try await scene.members(group.dn) == Set(people.map(\.dn)))
            #expect(try await shown() == Set(ids))
            try await bridge.patch(group.id, self.edit("add", ids), at: "/Groups").expect(204)
            try await bridge.patch(group.id, self.edit("remove", [ids[0], ids[2]]), at: "/Groups").expect(204)
            #expect(try await shown() == [ids[1], ids[3], ids[4]])
            try await bridge.patch(group.id, self.edit("replace", [ids[0], ids[3]]), at: "/Groups").expect(204)
            #expect(try await shown() == [ids[0], ids[3]])
            for person in people[..<4] {
                let read = try await scene.bridge().get("/Users/\(person.id)").expect(200)
                let query =
                    "filter=" + BridgeCaller.formEncoded("userName eq \(self.json(read["userName"].string ?? ""))")
                #expect(try await scene.bridge().get("/Users?\(query)")["Resources.0.id"].string == person.id)
            }
        }

        @Test func aMemberInAnotherSpellingIsTheSame() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.groupBridge()
            let people = try await self.twins(["spelledÄ", "spelledß", "spelled"])
            let spelled = ["uid=spelledä,ou=people,dc=acme,dc=example", people[1].dn, people[2].dn]
            let group = "cn=spelled,ou=groups,dc=acme,dc=example"
            try await scene.apply(
                self.ldif(group, "groupOfNames", [("cn", "spelled")] + spelled.map { ("member", $0) }))
            let id = try await scene.id(group)
            func shown() async throws -> Set<String> {
                Set(
                    try await bridge.get("/Groups/\(id)")["members"].array?.compactMap { $0.object?["value"]?.string }
                        ?? [])
            }
            #expect(try await shown() == Set(people.map(\.id)))
            let before = try await scene.version(group)
            try await bridge.patch(id, self.edit("add", people.map(\.id)), at: "/Groups").expect(204)
            try await bridge.patch(id, self.edit("replace", people.map(\.id)), at: "/Groups").expect(204)
            #expect(try await scene.version(group) == before)
            try await bridge.patch(id, self.edit("replace", [people[0].id]), at: "/Groups").expect(204)
            #expect(try await scene.members(group) == [spelled[0]])
            try await bridge.patch(id, self.edit("remove", [people[0].id]), at: "/Groups").expect(204)
            #expect(try await shown() == [])
        }

        @Test func ofHiddenValuesOnlyTheSameGoes() async throws {
            let scene = try BridgeScene.current
            for (number, hidden, wished, values) in [
                (1, "Straße", "Strasse", ["Strasse", "Straße"]), (2, "Müller", "MÜLLER", ["MÜLLER"]),
                (3, "E\u{301}va", "Éva", ["Éva"]), (4, "σις", "ΣΙΣ", ["ΣΙΣ", "σις"]),
            ] {
                let dn = "uid=hidden\(number),ou=people,dc=acme,dc=example"
                try await scene.apply(
                    self.ldif(
                        dn, "inetOrgPerson",
                        [
                            ("uid", "hidden\(number)"), ("sn", "H"), ("cn", "First"), ("cn", hidden),
                            ("mail", "hidden\(number)@acme.example"),
                        ]))
                let body = #"{"op":"replace","path":"displayName","value":\#(self.json(wished))}"#
                try await scene.bridge().patch(try await scene.id(dn), body).expect(200)
                #expect(try await scene.contents(dn)?["cn"].map(Set.init) == Set(values), "\(wished)")
            }
        }

        @Test func aNameChangesItsCase() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge { $0.renaming = .server }
            let people = try await self.twins(["caseÉß"])
            let group = try await scene.addGroup("case", [people[0].dn])
            for name in ["caseéß", "caseéẞ", "caseÉss"] {
                let body = #"{"op":"replace","path":"userName","value":\#(self.json(name))}"#
                let reply = try await bridge.patch(people[0].id, body).expect(200)
                #expect(reply["userName"] == .string(name))
                let read = try await scene.groupBridge().get("/Groups/\(group.id)").expect(200)
                #expect(read["members.0.value"].string == people[0].id, "\(name)")
            }
        }

        @Test func filtersOfSeveralTermsAskTheDirectoryToo() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("terms")
            let unit = "ou=terms,\(BridgeScene.elsewhere)"
            for (uid, name) in [
                ("terms1", "E\u{301}quipe  Nord"), ("terms2", "Other"), ("terms3", "Σ"), ("terms4", "ς"),
            ] {
                try await scene.apply(
                    self.ldif("uid=\(uid),\(unit)", "inetOrgPerson", [("uid", uid), ("sn", "T"), ("cn", name)]))
            }
            let bridge = scene.bridge(branch: "ou=terms,ou=elsewhere")
            for (filter, names) in [
                (#"displayName eq "Équipe Nord" or userName eq "terms2""#, ["terms1", "terms2"]),
                (#"not (displayName eq "Équipe Nord") and userName sw "terms""#, ["terms2", "terms3", "terms4"]),
                (#"displayName eq "Équipe Nord" and userName ne "terms2""#, ["terms1"]),
                (#"displayName ne "Σ""#, ["terms1", "terms2", "terms4"]),
                (#"displayName eq "ς" or title pr"#, ["terms4"]),
            ] {
                #expect(try await bridge.find(filter).expect(200).userNames.sorted() == names, "\(filter)")
            }
        }

        @Test func aDefaultIsKeptUnique() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge { mapping in
                for index in mapping.rules.indices where mapping.rules[index].path.attribute == "externalId" {
                    mapping.rules[index].isUnique = true
                    mapping.rules[index].defaultValue = try? Template(parsing: "x-{name.familyName}")
                }
            }
            try await bridge.post(BridgeCaller.person("default.one", #""name":{"familyName":"Same"}"#)).expect(201)
            try await bridge.post(BridgeCaller.person("default.two", #""name":{"familyName":"Same"}"#)).expect(
                409, .uniqueness, "externalId", "uid=default.one")
            try await bridge.post(BridgeCaller.person("default.three", #""name":{"familyName":"Other"}"#)).expect(201)
        }
    }
}
