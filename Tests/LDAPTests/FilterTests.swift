import LDAP
import Testing

@Suite("Search filters")
struct FilterTests {
    /// The examples of RFC 4515 section 4 and others, in the form in which they are printed.
    @Test(
        arguments: [
            ("(cn=Babs Jensen)", .equal("cn", "Babs Jensen")),
            ("(!(cn=Tim Howes))", .not(.equal("cn", "Tim Howes"))),
            (
                "(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))",
                .and([
                    .equal("objectClass", "Person"),
                    .or([.equal("sn", "Jensen"), .substrings("cn", initial: "Babs J")]),
                ])
            ),
            ("(o=univ*of*mich*)", .substrings("o", initial: "univ", any: ["of", "mich"])),
            ("(seeAlso=)", .equal("seeAlso", "")),
            ("(cn:caseExactMatch:=Fred)", .extensible(attribute: "cn", rule: "caseExactMatch", value: "Fred")),
            ("(cn:=Betty)", .extensible(attribute: "cn", rule: nil, value: "Betty")),
            (
                "(sn:dn:2.4.6.8.10:=Barney)",
                .extensible(attribute: "sn", rule: "2.4.6.8.10", value: "Barney", dnAttributes: true)
            ),
            ("(o:dn:=Ace)", .extensible(attribute: "o", rule: nil, value: "Ace", dnAttributes: true)),
            ("(:1.2.3:=Wilma)", .extensible(attribute: nil, rule: "1.2.3", value: "Wilma")),
            (
                "(:dn:2.4.6.8.10:=Dino)",
                .extensible(attribute: nil, rule: "2.4.6.8.10", value: "Dino", dnAttributes: true)
            ),
            (#"(o=Parens R Us \28for all\29)"#, .equal("o", "Parens R Us (for all)")),
            (#"(cn=*\2a*)"#, .substrings("cn", any: ["*"])),
            (#"(filename=C:\5cMyFile)"#, .equal("filename", #"C:\MyFile"#)),
            (#"(bin=\00\00\00\04)"#, .equal("bin", AttributeValue(bytes: [0, 0, 0, 4]))),
            (#"(bin=\ff\fe)"#, .equal("bin", AttributeValue(bytes: [0xff, 0xfe]))),
            ("(sn=Lučić)", .equal("sn", "Lučić")),
            ("(1.3.6.1.4.1.1466.0=x)", .equal("1.3.6.1.4.1.1466.0", "x")),
            ("(&)", .absoluteTrue), ("(|)", .absoluteFalse), ("(cn=*)", .present("cn")),
            ("(a>=5)", .greaterOrEqual("a", "5")),
            ("(a<=5)", .lessOrEqual("a", "5")), ("(a~=5)", .approximate("a", "5")),
            ("(a=*x)", .substrings("a", final: "x")),
            ("(a=b=c~<>&|!)", .equal("a", "b=c~<>&|!")), ("(a= b )", .equal("a", " b ")),
            ("(cn;lang-de=x)", .equal("cn;lang-de", "x")),
            ("(a=x*y)", .substrings("a", initial: "x", final: "y")),
        ] as [(String, Filter)])
    func parsesAndPrints(text: String, filter: Filter) throws {
        #expect(try Filter(parsing: text) == filter)
        #expect(filter.description == text)
    }

    @Test(arguments: [
        (" ( & ( a=b ) (c=d) ) ", "(&(a=b )(c=d))"), (#"(sn=Lu\c4\8di\C4\87)"#, "(sn=Lučić)"), ("(a=**)", "(a=*)"),
        ("(a=x**y)", "(a=x*y)"), ("(a:DN:=x)", "(a:dn:=x)"), ("(! (a=b) )", "(!(a=b))"),
    ])
    func acceptsOtherSpellings(text: String, canonical: String) throws {
        #expect(try Filter(parsing: text).description == canonical)
    }

    @Test(arguments: [
        ("", 0), ("a=b", 0), ("(a=b", 4), ("(a=b))", 5), ("(a)", 2), ("()", 1), ("(=b)", 1), ("(a=(b)", 3),
        (#"(a=\zz)"#, 3), (#"(a=\2)"#, 3), (#"(a=\"#, 3), ("(a=\0)", 3), ("(!)", 2), ("(!(a=b)(c=d))", 7),
        ("(a>=*)", 5),
        ("(a~b)", 2), ("(:=x)", 3), ("(:dn:=x)", 6), ("(a:b:c:=x)", 8), ("(a:b=x)", 4), ("(&(a=b)x)", 7),
        ("(a b=c)", 2),
        ("(a==*", 5),
    ])
    func refuses(text: String, offset: Int) throws {
        let error = try #require(throws: LDAPError.self) { try Filter(parsing: text) }
        #expect(error.code == .filterError)
        #expect(error.diagnostic.contains("offset \(offset) "), "\(error)")
    }

    @Test func limitsTheDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(!", count: depth - 1) + "(a=b)" + String(repeating: ")", count: depth - 1)
        }
        #expect(try Filter(parsing: nested(64)).description == nested(64))
        let error = try #require(throws: LDAPError.self) { try Filter(parsing: nested(65)) }
        #expect(error.diagnostic.contains("64 nested filters at offset 128"), "\(error)")
        #expect(throws: LDAPError.self) { try Filter(parsing: nested(100_000)) }
        #expect(throws: LDAPError.self) { try Filter(parsing: nested(3), maximumDepth: 2) }
    }

    /// Every byte survives printing and parsing, alone and beside others.
    @Test(arguments: 0...255)
    func everyByteSurvives(byte: UInt8) throws {
        let value = AttributeValue(bytes: [byte, 0x61, byte])
        let filter = Filter.and([.equal("a", value), .substrings("b", initial: value, any: [value], final: value)])
        #expect(try Filter(parsing: filter.description) == filter)
    }
}
