import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ConversionTests {
    @Test(arguments: [
        ("1 Main St\nBerlin $5", #"1 Main St$Berlin \245"#), ("a\r\nb\rc", "a$b$c"), (#"C:\24"#, #"C:\5C24"#),
        ("plain", "plain"),
        ("a\n\nb", "a$$b"), ("$", #"\24"#), ("Größe 5", "Größe 5"),
    ])
    func writesLinesAsDirectoriesDo(text: String, stored: String) {
        #expect(PostalAddress.lines(of: text) == stored)
        #expect(PostalAddress.text(of: stored) == text.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))
    }

    @Test(arguments: [
        (#"a\5cb"#, #"a\b"#), (#"a\b"#, #"a\b"#), (#"a\"#, #"a\"#), (#"\2"#, #"\2"#), ("a $ b", "a \n b"),
    ])
    func readsWhatOthersWrote(stored: String, text: String) {
        #expect(PostalAddress.text(of: stored) == text)
    }

    private func binding(_ path: String, _ attribute: AttributeDescription, isBase64: Bool = false) throws -> Binding {
        var rule = try Fixture.rule(path, attribute)
        rule.isBase64 = isBase64
        return try #require(Binding(rule, of: .user, schema: Fixture.schema))
    }

    @Test func bytesAreBase64() throws {
        let picture = AttributeValue(bytes: [0xFF, 0xD8, 0xFF, 0x00])
        for binding in [
            try self.binding(#"photos[type eq "photo"].value"#, "jpegPhoto", isBase64: true),
            try self.binding("x509Certificates.value", "userCertificate;binary"),
        ] {
            let entry = Fixture.entry([binding.rule.attribute: [picture]])
            #expect(binding.values(in: entry, references: References()) == ["/9j/AA=="])
            #expect(try binding.encode(["/9j/AA=="], References()) == [picture])
            let error = #expect(throws: SCIMError.self) {
                try binding.encode(["https://pictures.example/x.jpg"], References())
            }
            #expect(error?.detail.contains("base64") ?? false)
        }
    }

    @Test func anAddressIsFoundAsItIsStored() throws {
        let postal = try LDAP.AttributeType(
            parsing:
                "( 2.5.4.16 NAME 'postalAddress' EQUALITY caseIgnoreListMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.41 )")
        let schema = LDAP.Schema(attributeTypes: Fixture.schema.attributeTypes + [postal], objectClasses: [])
        let mapping = try Fixture.mapping {
            $0.rules.append(try Fixture.rule(#"addresses[type eq "work"].formatted"#, "postalAddress"))
        }
        let filter = SCIM.Filter.compare(
            try AttributePath(parsing: #"addresses[type eq "work"].formatted"#), .eq, "1 Main St\nBerlin")
        let bound = BoundMapping(mapping: mapping, dialect: .openLDAP, schema: schema)
        let translation = try FilterTranslator(bound).translate(filter)
        #expect("\(translation.filter)" == "(postalAddress=1 Main St$Berlin)")
        let projector = EntryProjector(bound)
        let left = try #require(EntryFilter(translation, projector))
        let entry = Fixture.entry(["postalAddress": ["1 main st $ Berlin"]])
        #expect(left.matches([entry]) == [true])
        #expect(
            projector.resource(from: entry).attributes["addresses"]
                == [["type": "work", "formatted": "1 main st \n Berlin"]])
    }

    @Test(arguments: ["https://example.com/ada", "urn:ietf:x", "mailto:a@b", "https://example.com/ü"])
    func takesURLs(text: String) throws {
        try self.binding("profileUrl", "labeledURI").check([.string(text)])
    }

    @Test(arguments: ["not a url", "example.com", "https:", "1a:b", "https://a b", "javascript", ":x", "http://a\"b"])
    func takesNothingElseForAURL(text: String) throws {
        let error = #expect(throws: SCIMError.self) {
            try self.binding("profileUrl", "labeledURI").check([.string(text)])
        }
        #expect(error?.detail.contains("URL") ?? false)
        try self.binding("title", "title").check([.string(text)])
    }

    @Test(arguments: [" ", "\u{200B}", "\t", "\u{A0}\u{3000}", "\u{2800}", "\u{3164}", "\u{FEFF} \n"])
    func aNameCanBeSeen(name: String) throws {
        for rule in [\Mapping.Rule.isUnique, \.isRequired] as [WritableKeyPath<Mapping.Rule, Bool>] {
            var named = try Fixture.rule("userName", "uid")
            named[keyPath: rule] = true
            let binding = try #require(Binding(named, of: .user, schema: Fixture.schema))
            #expect(throws: SCIMError.self) { try binding.check([.string(name)]) }
            try binding.check([.string("a\(name)")])
        }
        try self.binding("title", "title").check([.string(name)])
    }
}
