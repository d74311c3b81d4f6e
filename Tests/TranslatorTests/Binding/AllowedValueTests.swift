import LDAP
import Testing

@testable import Translator

@Suite struct AllowedValueTests {
    private static func type(_ syntax: String) throws -> LDAP.AttributeType {
        try AttributeType(parsing: "( 1.2.3 NAME 'x' SYNTAX \(syntax) )")
    }

    @Test(arguments: [
        (7, "TRUE", true), (7, "true", false), (11, "DE", true), (11, "DEU", false), (11, "ö1", false),
        (12, "cn=a,dc=b", true), (12, "nobody", false), (15, "ä", true), (15, "", false), (24, "20261123212810Z", true),
        (24, "yesterday", false), (26, "a@x", true), (26, "ä@x", false), (27, "-5", true), (27, "five", false),
        (27, "", false),
        (36, "1 2", true), (36, "1a", false), (44, "a.b", true), (44, "a_b", false), (50, "+49 (30) 1/2", true),
        (50, "call me!", false), (41, "a$b", true), (28, "\u{0}", true), (99, "whatever", true),
    ])
    func knowsTheSyntaxes(number: Int, value: String, isAllowed: Bool) throws {
        let type = try Self.type("1.3.6.1.4.1.1466.115.121.1.\(number)")
        #expect(type.allows(AttributeValue(value)) == isAllowed)
        #expect(type.syntaxWords.hasPrefix("holds "))
    }
}
