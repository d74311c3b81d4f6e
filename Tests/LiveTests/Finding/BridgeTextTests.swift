import Bridge
import Encodings
import LDAP
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// How texts compare is for the directory to say: for a part of a value as for the whole, in a filter as in a PATCH.
    @Suite(.serialized, .bridge) struct Texts {
        /// What is stored, what the client sends, and whether slapd takes both for the same; `#` stands for a number.
        static let spellings: [(String, String, Bool)] = [
            ("Sales  #x EMEA", "Sales #x EMEA", true), ("Sales #x EMEA", "Sales  #x EMEA", true),
            ("Tail#x ", "Tail#x", true),
            ("Tail#x", "Tail#x ", true), (" Lead#x", "Lead#x", true), ("Lead#x", " Lead#x", true),
            ("E\u{301}quipe#x", "Équipe#x", true), ("Équipe#x", "E\u{301}QUIPE#x", true),
            ("svc\u{FE52}#x", "svc.#x", true),
            ("svc.#x", "svc\u{FE52}#x", true), ("ｗｉｄｅ#x", "wide#x", true), ("straße#x", "straẞe#x", false),
            ("#xΣΙΣ", "#xσισ", true), ("plain#x", "PLAIN#x", true), ("plain#x", "plane#x", false),
        ]

        private func numbered(_ text: String, _ number: Int) -> String { text.replacing("#", with: "\(number)") }

        private func ldif(_ dn: String, _ classes: String, _ attributes: [(String, String)]) -> String {
            let lines = attributes.map { "\($0.0):: \(Array($0.1.utf8).base64)" }
            return "dn: \(dn)\nobjectClass: \(classes)\n" + lines.joined(separator: "\n") + "\n"
        }

        private func json(_ text: String) -> String {
            String(decoding: JSONWriter.bytes(.string(text)), as: UTF8.self)
        }

        /// A mapping with texts of several kinds.
        private static func mapTexts(_ mapping: inout Mapping) {
            for (path, attribute) in [
                (#"emails[type eq "home"].value"#, "roomNumber"), ("roles.value", "businessCategory"),
            ] {
                guard let path = try? AttributePath(parsing: path) else { continue }
                mapping.rules.append(Mapping.Rule(path: path, attribute: AttributeDescription(attribute)))
            }
        }

        private func add(_ name: String, in unit: String, _ text: String) async throws -> (dn: String, id: String) {
            let scene = try BridgeScene.current
            let dn = "cn=\(name),ou=\(unit),\(BridgeScene.elsewhere)"
            let mail = text.utf8.allSatisfy { $0 < 0x80 } ? text : "\(name)@acme.example"
            try await scene.apply(
                self.ldif(
                    dn, "inetOrgPerson",
                    [
                        ("cn", text), ("cn", name), ("sn", "T"), ("uid", text), ("mail", mail), ("roomNumber", text),
                        ("businessCategory", text), ("title", text),
                    ]))
            return (dn, try await scene.id(dn))
        }

        /// What `eq` says of a whole text, `co`, `sw` and `ew` say too, alone, among other conditions, and negated.
        @Test func aWholeTextIsFoundByEveryOperator() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("texts")
            let bridge = scene.bridge(branch: "ou=texts,ou=elsewhere", Self.mapTexts)
            for (number, (stored, sent, isSame)) in Self.spellings.enumerated() {
                let (stored, sent) = (self.numbered(stored, number), self.numbered(sent, number))
                let id = try await self.add("text\(number)", in: "texts", stored).id
                func finds(_ filter: String) async throws -> Bool {
                    let reply = try await bridge.find(filter, "&attributes=id&count=200").expect(200)
                    return reply["Resources"].array?.contains { $0.object?["id"]?.string == id } ?? false
                }
                var paths = ["userName", "title", #"emails[type eq "home"].value"#, "roles", "roles.value", "emails"]
                if (stored + sent).utf8.allSatisfy({ $0 < 0x80 }) { paths.append(#"emails[type eq "work"].value"#) }
                for path in paths {
                    for comparison in ["eq", "co", "sw", "ew"] {
                        let test = "\(path) \(comparison) \(self.json(sent))"
                        #expect(try await finds(test) == isSame, "\(test) of \(stored)")
                        #expect(try await finds(#"\#(test) or userName eq "nobody""#) == isSame, "\(test) of \(stored)")
                        #expect(try await finds("not (\(test))") != isSame, "\(test) of \(stored)")
                    }
                }
                let inner = "emails[type eq \"home\" and value sw \(self.json(sent))]"
                #expect(try await finds(inner) == isSame, "\(inner) of \(stored)")
                let isOrdered = try await finds("title gt \(self.json(sent)) or title lt \(self.json(sent))")
                #expect(!isSame || !isOrdered, "\(sent) of \(stored)")
            }
        }

        @Test func partsAreFoundAsTheDirectoryPreparesThem() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("parts")
            let bridge = scene.bridge(branch: "ou=parts,ou=elsewhere", Self.mapTexts)
            _ = try await self.add("part", in: "parts", "E\u{301}quipe  Nord svc\u{FE52}a ")
            for (test, isFound) in [
                ("sw \"Équipe n\"", true), ("co \"quipe  NO\"", true), ("co \"e n\"", true), ("co \" svc. \"", false),
                ("ew \" svc.a\"", true), ("ew \"SVC.A  \"", true), ("sw \"É\"", true), ("sw \"E\"", false),
                ("co \"n ord\"", false),
            ] {
                for path in ["userName", "title", #"emails[type eq "home"].value"#, "roles.value"] {
                    for filter in ["\(path) \(test)", "\(path) \(test) or userName eq \"nobody\""] {
                        let found = try await bridge.find(filter).expect(200)["totalResults"] == 1
                        #expect(found == isFound, "\(filter)")
                    }
                }
            }
        }

        /// A path of a PATCH selects what a filter with the same condition finds.
        @Test func aPatchSelectsWhatAFilterFinds() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("patches")
            let bridge = scene.bridge(branch: "ou=patches,ou=elsewhere", Self.mapTexts)
            func quoted(_ text: String) -> String {
                self.json("[value eq \(self.json(text))]").dropFirst(1).dropLast(1).description
            }
            for (number, (stored, sent, isSame)) in Self.spellings.enumerated() {
                let (stored, sent) = (self.numbered(stored, number), self.numbered(sent, number))
                let (dn, id) = try await self.add("patch\(number)", in: "patches", stored)
                func held(_ attribute: String) async throws -> [String] {
                    try await scene.contents(dn)?[attribute] ?? []
                }

                let email = #"{"op":"replace","path":"emails\#(quoted(sent)).value","value":"moved\#(number)"}"#
                let reply = try await bridge.patch(id, email)
                if isSame { reply.expect(200) } else { reply.expect(400, .noTarget) }
                #expect(try await held("roomNumber") == [isSame ? "moved\(number)" : stored], "\(sent) of \(stored)")

                for comparison in ["eq", "sw", "co", "ew"] {
                    let path = quoted(sent).replacing("value eq", with: "value \(comparison)")
                    try await bridge.patch(id, #"{"op":"remove","path":"roles\#(path)"}"#).expect(200)
                    #expect(try await held("businessCategory") == (isSame ? [] : [stored]), "\(path) of \(stored)")
                    try await scene.apply(
                        "dn: \(dn)\nchangetype: modify\nreplace: businessCategory\nbusinessCategory:: \(Array(stored.utf8).base64)\n"
                    )
                }
                let value = #"{"op":"remove","path":"roles","value":[{"value":\#(self.json(sent))}]}"#
                try await bridge.patch(id, value).expect(200)
                #expect(try await held("businessCategory") == (isSame ? [] : [stored]), "\(sent) of \(stored)")
                try await bridge.patch(id, #"{"op":"remove","path":"title","value":\#(self.json(sent))}"#).expect(200)
                #expect(try await held("title") == (isSame ? [] : [stored]), "\(sent) of \(stored)")
            }
        }

        @Test func whatAMemberIsCalledComparesAsInTheDirectory() async throws {
            let scene = try BridgeScene.current
            for (number, (stored, sent, isSame)) in Self.spellings.enumerated() {
                let (stored, sent) = (self.numbered(stored, number), self.numbered(sent, number))
                let dn = "uid=called\(number),ou=people,dc=acme,dc=example"
                try await scene.apply(
                    self.ldif(
                        dn, "inetOrgPerson",
                        [
                            ("uid", "called\(number)"), ("cn", stored), ("sn", "C"),
                            ("mail", "called\(number)@acme.example"),
                        ]))
                let other = try await scene.addPerson("other\(number)", "mail: other\(number)@acme.example")
                let group = try await scene.addGroup("called\(number)", [dn, other.dn])
                for comparison in ["eq", "sw", "co", "ew"] {
                    let filter = "members[display \(comparison) \(self.json(sent))]"
                    let found = try await scene.groupBridge().get("/Groups?filter=" + BridgeCaller.formEncoded(filter))
                    let ids = found.expect(200)["Resources"].array?.compactMap { $0.object?["id"]?.string } ?? []
                    #expect(ids.contains(group.id) == isSame, "\(filter) of \(stored)")
                }
                let condition = self.json("members[display eq \(self.json(sent))]")
                try await scene.groupBridge().patch(group.id, #"{"op":"remove","path":\#(condition)}"#, at: "/Groups")
                    .expect(204)
                #expect(
                    try await scene.members(group.dn) == (isSame ? [other.dn] : [dn, other.dn]), "\(sent) of \(stored)")
            }
        }
    }
}
