import LDAP
import Testing

@Suite("Attribute descriptions")
struct AttributeDescriptionTests {
    @Test(arguments: [
        ("cn", "cn", []), ("2.5.4.3", "2.5.4.3", []), ("userCertificate;binary", "userCertificate", ["binary"]),
        ("cn;lang-de;x-a", "cn", ["lang-de", "x-a"]), ("member;range=0-1499", "member", ["range=0-1499"]),
        ("member;range=1500-*", "member", ["range=1500-*"]), ("legacy_name", "legacy_name", []),
    ])
    func parses(text: String, name: String, options: [String]) throws {
        let description = try AttributeDescription(parsing: text)
        #expect(description.name == name)
        #expect(description.options == options)
        #expect(description.description == text)
    }

    @Test(arguments: ["", "1", "1.", "1.02", "-a", "a b", "a;", ";a", "a;b c", "a;;b", "cn*", "cn)(", "é", "_a", "a\0"])
    func refuses(text: String) {
        #expect(throws: LDAPError.self) { try AttributeDescription(parsing: text) }
    }

    @Test(arguments: [
        ("CN", "cn", true), ("a;x;y", "A;Y;X", true), ("a;x", "a", false), ("ab", "a", false), ("a@", "a`", false),
        ("extensionAttribute10", "ExtensionAttribute10", true), ("extensionAttribute10", "extensionAttribute11", false),
    ])
    func compares(left: String, right: String, areEqual: Bool) {
        let (left, right) = (AttributeDescription(left), AttributeDescription(right))
        #expect((left == right) == areEqual)
        #expect((Set([left, right]).count == 1) == areEqual)
    }

    @Test func keepsEachSpellingOfANameThatHasSeveral() {
        let spellings = ["jpegPhoto;x-A;lang-de", "JPEGPhoto;lang-DE;x-a", "jpegPhoto;x-A;lang-de"]
        let descriptions = spellings.map { AttributeDescription($0) }
        #expect(descriptions.map(\.description) == spellings)
        #expect(Set(descriptions) == ["jpegphoto;lang-de;x-a"])
        #expect(descriptions[1].withoutOptions.description == "JPEGPhoto")
    }

    /// Beyond ASCII a text equals others of other bytes, and more names than a schema has are not kept.
    @Test func staysExactWhereSpellingsAreNotShared() {
        let (composed, decomposed) = (AttributeDescription("\u{e9}"), AttributeDescription("e\u{301}"))
        #expect(composed != decomposed && Array(decomposed.name.utf8) == Array("e\u{301}".utf8))
        let many = (0..<10_000).map { AttributeDescription("x-\($0)") }
        #expect(many.enumerated().allSatisfy { $1 == AttributeDescription("X-\($0)") && $1.name == "x-\($0)" })
        #expect(Set(many).count == 10_000)
    }
}
