import Fuzzing
import LDAP
import SCIM
import Testing

extension BridgeTests {
    /// What was sent is what a GET returns, in whatever shape it came, and sending it again writes nothing.
    @Suite(.serialized, .bridge) struct Dialects {
        @Test(arguments: 0..<24 as Range<UInt64>)
        func whatIsSentIsReadAndWrittenOnce(seed: UInt64) async throws {
            let scene = try BridgeScene.current
            let unit = "dialects\(seed)"
            try await scene.addUnit(unit)
            let bridge = scene.wideBridge(below: unit) { _ in }
            let (dn, id) = try await scene.addPerson(
                "person", below: "ou=\(unit),ou=elsewhere", "mail: one@acme.example", "mail: two@acme.example",
                "title: A", "telephoneNumber: +1 555 0100", "labeledURI: https://acme.example/x",
                "street: Old Street", "businessCategory: old")
            var random = SeededGenerator(seed: seed)
            for _ in 0..<4 {
                let wishes = Wish.some(using: &random)
                let operations = wishes.map { $0.operation(using: &random) }.joined(separator: ",")
                try await bridge.patch(id, operations).expect(200)
                let read = try Resource(decoding: try await bridge.get("/Users/\(id)").expect(200).body, as: .user)
                for wish in wishes {
                    let shown = read[try AttributePath(parsing: wish.path)]
                    #expect(shown == [wish.value].compactMap(\.self), "\(wish.path) after \(operations)")
                }
                let version = try await scene.version(dn)
                try await bridge.patch(id, operations).expect(200)
                #expect(try await scene.version(dn) == version, "written again: \(operations)")
            }
        }
    }
}

/// What a client wants an attribute to be; nil stands for nothing.
private struct Wish {
    let path: String
    let value: SCIM.Value?

    private static let texts = [
        "title", "name.givenName", "displayName", "nickName", "userType",
        #"addresses[type eq "work"].streetAddress"#, #"addresses[type eq "work"].locality"#,
        #"addresses[type eq "other"].formatted"#, #"roles[primary eq "True"].display"#,
        #"roles[primary eq "True"].value"#, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.division",
    ]
    private static let numbers = [
        #"phoneNumbers[type eq "work"].value"#, #"phoneNumbers[type eq "mobile"].value"#,
        #"phoneNumbers[type eq "fax"].value"#,
    ]

    /// Wishes for some attributes, each once.
    static func some(using random: inout SeededGenerator) -> [Wish] {
        var wishes = self.texts.map { Wish(path: $0, value: .string(Self.text(using: &random))) }
        wishes += self.numbers.map {
            Wish(path: $0, value: .string("+41 \(random.next() % 900) \(random.next() % 90)"))
        }
        wishes.append(Wish(path: "active", value: .boolean(random.next() % 2 == 0)))
        wishes.append(
            Wish(path: #"emails[type eq "work"].value"#, value: .string("Mail\(random.next() % 9)@acme.example")))
        wishes.append(Wish(path: "externalId", value: .string("id-\(random.next() % 9)")))
        return wishes.filter { _ in random.next() % 3 == 0 }.map { wish in
            let isRequired = ["active", "displayName"].contains(wish.path) || wish.path.hasPrefix("emails")
            return random.next() % 4 == 0 && !isRequired ? Wish(path: wish.path, value: nil) : wish
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "B", "é", "ß", " ", "  x", "\"", "\\", ",", "+1", "*", "(", ")", "李", "😀", "\u{0301}", "#", "<", "'",
        ]
        return "v" + (0..<random.next() % 8).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
    }

    /// The wish in one of the shapes that clients give it.
    func operation(using random: inout SeededGenerator) -> String {
        func json(_ value: SCIM.Value) -> String { String(decoding: JSONWriter.bytes(value), as: UTF8.self) }
        let path = random.next() % 2 == 0 ? self.path : self.path.uppercasedNames
        var value = self.value ?? (random.next() % 2 == 0 ? "" : .null)
        if let truth = value.boolean, random.next() % 2 == 0 { value = .string(truth ? "True" : "False") }
        if self.value == nil, random.next() % 3 == 0 { return #"{"op":"Remove","path":\#(json(.string(path)))}"# }
        let verb = ["add", "Add", "replace", "Replace", "REPLACE"][Int(random.next() % 5)]
        if random.next() % 3 == 0 {
            return #"{"op":"\#(verb)","value":{\#(json(.string(path))):\#(json(value))}}"#
        }
        return #"{"value":\#(json(value)),"path":\#(json(.string(path))),"op":"\#(verb)","name":"ignored"}"#
    }
}

extension String {
    /// The path with its attribute in another case.
    fileprivate var uppercasedNames: String {
        self.hasPrefix("urn:") ? self : self.prefix(1).uppercased() + self.dropFirst()
    }
}
