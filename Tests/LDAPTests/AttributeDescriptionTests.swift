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
}
