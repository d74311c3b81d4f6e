import LDAP
import Testing

@Suite("Distinguished names")
struct DistinguishedNameTests {
    /// The examples of RFC 4514 section 4 and others: text, then type and value of each assertion of each part.
    @Test(
        arguments: [
            ("", []),
            ("UID=jsmith,DC=example,DC=net", [[("UID", "jsmith")], [("DC", "example")], [("DC", "net")]]),
            (
                "OU=Sales+CN=J.  Smith,DC=example,DC=net",
                [[("OU", "Sales"), ("CN", "J.  Smith")], [("DC", "example")], [("DC", "net")]]
            ),
            (#"CN=James \"Jim\" Smith\, III,DC=net"#, [[("CN", #"James "Jim" Smith, III"#)], [("DC", "net")]]),
            (#"CN=Before\0dAfter,DC=net"#, [[("CN", "Before\rAfter")], [("DC", "net")]]),
            ("1.3.6.1.4.1.1466.0=#04024869", [[("1.3.6.1.4.1.1466.0", "Hi")]]),
            (#"CN=Lu\C4\8Di\C4\87"#, [[("CN", "Lučić")]]),
            ("CN=Lučić", [[("CN", "Lučić")]]),
            (#"cn=\ a\ ,o=x"#, [[("cn", " a ")], [("o", "x")]]),
            (##"cn=\#1\+1\=2\;\<\>\\"##, [[("cn", #"#1+1=2;<>\"#)]]),
            (#"cn=a\00b"#, [[("cn", "a\0b")]]),
            ("cn=a=b#c", [[("cn", "a=b#c")]]),
            ("cn = a b , o= x + ou =y ", [[("cn", "a b")], [("o", "x"), ("ou", "y")]]),
            ("cn=,o=x", [[("cn", "")], [("o", "x")]]),
            ("cn=#0C03C3A961", [[("cn", "éa")]]),
        ] as [(String, [[(String, String)]])])
    func parses(text: String, parts: [[(String, String)]]) throws {
        let names = try DistinguishedName(parsing: text).relativeNames
        let found = names.map { $0.assertions.map { [$0.type.description, $0.value.text ?? "?"] } }
        #expect(found == parts.map { $0.map { [$0.0, $0.1] } })
        #expect(DistinguishedName(names).relativeNames.map(\.assertions) == names.map(\.assertions))
    }

    @Test(arguments: [
        ("uid", 3), ("=x", 0), ("cn=a;o=b", 4), ("cn=\"a, b\"", 3), ("cn=a\\", 5), (#"cn=a\zb"#, 5), ("cn=a,", 5),
        (",cn=a", 0), ("cn=a+", 5), ("cn=#zz", 3), ("cn=#3003020101", 3), ("cn=#0405", 3), ("cn=a<b", 4), ("cn=a\0", 4),
        ("1..2=a", 0), ("01.2=a", 0), ("c n=a", 2), ("cn", 2), ("cn=a,,o=b", 5),
    ])
    func refuses(text: String, offset: Int) throws {
        let error = try #require(throws: LDAPError.self) { try DistinguishedName(parsing: text) }
        #expect(error.code == .invalidDNSyntax)
        #expect(error.diagnostic.contains("offset \(offset) "), "\(error)")
    }

    @Test(arguments: [
        ("plain", "cn=plain"), (" a", #"cn=\ a"#), ("a ", #"cn=a\ "#), (" ", #"cn=\ "#), ("  ", #"cn=\ \ "#),
        ("#a#", ##"cn=\#a#"##), ("a,b+c\"d\\e<f>g;h=i", #"cn=a\,b\+c\"d\\e\<f\>g\;h\=i"#), ("a\0\n", #"cn=a\00\0A"#),
        ("Zoë", "cn=Zoë"), ("", "cn="), ("a  b", "cn=a  b"),
    ])
    func escapes(value: String, text: String) throws {
        let name = DistinguishedName([RelativeDistinguishedName("cn", AttributeValue(value))])
        #expect(name.description == text)
        #expect(try DistinguishedName(parsing: text).leaf?.assertions.first?.value == AttributeValue(value))
    }

    /// A name, and whether its text shows at once that `uid` alone is in its first part.
    @Test(arguments: [
        ("uid=ada,ou=people", true), ("UID=ada", true), ("uid=", true), ("uid=a+b=c,ou=people", false),
        (#"uid=a\,b,ou=people"#, false), ("uid =ada", false), ("uidNumber=1,ou=people", false),
        ("cn=ada,uid=ada", false), ("ui", false), ("", false),
    ])
    func showsWhatItIsNamedBy(text: String, isShown: Bool) {
        #expect(DistinguishedName(server: text).isNamed(by: "uid") == isShown)
    }

    @Test func printsBytesThatAreNotTextAsPairs() throws {
        let value = AttributeValue(bytes: [0x61, 0xff, 0xc3, 0xa9])
        let name = DistinguishedName([RelativeDistinguishedName("cn", value)])
        #expect(name.description == #"cn=a\FF\C3\A9"#)
        #expect(try DistinguishedName(parsing: name.description).leaf?.assertions.first?.value == value)
    }

    @Test(arguments: [0, 1, 127, 128, 255, 256, 70_000])
    func encodesValuesOfNumericTypes(count: Int) throws {
        let value = AttributeValue(bytes: [UInt8](repeating: 0x2c, count: count))
        let name = DistinguishedName([RelativeDistinguishedName("1.2.3", value)])
        #expect(try DistinguishedName(parsing: name.description).leaf?.assertions.first?.value == value)
    }

    @Test(arguments: [
        ("UID=Ada,DC=Acme", "uid=ada,dc=acme"),
        ("uid=ada, dc=acme", "uid=ada,dc=acme"),
        (" uid = ada , dc = acme ", "uid=ada,dc=acme"),
        (#"cn=Smith\, J"#, #"cn=smith\2c j"#),
        (#"cn=Smith\, J"#, #"CN=Smith\2C  J"#),
        ("cn=a  b,o=x", "cn=A B,o=x"),
        ("cn=a+sn=b,o=x", "SN=B+cn=A,o=x"),
        (#"cn=\61"#, "cn=A"),
        ("cn=#040161", "cn=a"),
        (#"cn=a\=b"#, "cn=a=b"),
        (##"cn=a\#b"##, "cn=a#b"),
    ])
    func equals(left: String, right: String) throws {
        let (left, right) = (try DistinguishedName(parsing: left), try DistinguishedName(parsing: right))
        #expect(left == right)
        #expect(Set([left, right]).count == 1)
        #expect(left.leaf == right.leaf)
        #expect(Set([left.leaf, right.leaf]).count == 1)
        #expect(left.mayBe(right))
    }

    /// Of these one server says that they are the same, and another that they are not.
    @Test(arguments: [
        ("cn=ÄRGER,o=x", "cn=ärger,o=x"), (#"cn=\C3\84"#, "cn=ä"), ("cn=ΟΔΟΣ", "cn=οδος"), ("cn=Straße", "cn=STRASSE"),
        ("cn=E\u{301}va", "cn=Éva"),
    ])
    func leavesToTheServer(left: String, right: String) throws {
        let (left, right) = (try DistinguishedName(parsing: left), try DistinguishedName(parsing: right))
        #expect(left != right)
        #expect(left.leaf != right.leaf)
        #expect(left.mayBe(right))
        #expect(try DistinguishedName(parsing: "uid=a,\(left)").isWithin(right))
    }

    @Test(arguments: [
        ("uid=a,dc=x", "uid=a"), (#"cn=a\,o\=b"#, "cn=a,o=b"), (#"cn=a\+sn\=b"#, "cn=a+sn=b"), ("cn=a b", "cn=ab"),
        ("cn=é", "cn=e"), (#"cn=\\2c"#, #"cn=\2c"#), ("cn=a", "sn=a"), ("", "cn=a"),
    ])
    func differs(left: String, right: String) throws {
        #expect(try DistinguishedName(parsing: left) != DistinguishedName(parsing: right))
    }

    @Test(arguments: [
        ("uid=a,ou=People,dc=x", "OU=people, dc=x", true), ("ou=people,dc=x", "ou=people,dc=x", true),
        ("dc=x", "ou=people,dc=x", false), ("uid=a,dc=x", "", true), ("", "", true), ("", "dc=x", false),
        ("uid=a,ou=notpeople,dc=x", "people,dc=x", false), (#"cn=a\,dc\=x"#, "dc=x", false),
        (#"cn=a\,dc=x"#, "dc=x", false), ("uid=a,ou=people,dc=y", "ou=people,dc=x", false),
        (#"cn=a,ou=R\26D\, Labs,dc=x"#, #"ou=r&d\2c labs,dc=x"#, true), ("ou=sub-people,dc=x", "ou=people,dc=x", false),
    ])
    func isWithin(name: String, base: String, isWithin: Bool) {
        #expect(DistinguishedName(server: name).isWithin(DistinguishedName(server: base)) == isWithin)
    }

    @Test(arguments: [
        ("uid=a,ou=people,dc=x", "uid=a", "ou=people,dc=x"), (#"cn=a\,b, dc=x"#, #"cn=a\,b"#, "dc=x"),
        ("dc=x", "dc=x", ""), (#"cn=a\\,dc=x"#, #"cn=a\\"#, "dc=x"),
    ])
    func splitsIntoLeafAndParent(text: String, leaf: String, parent: String) throws {
        let name = try DistinguishedName(parsing: text)
        #expect(name.leaf?.description == leaf)
        #expect(name.parent?.description == parent)
        #expect(try #require(name.parent).appending(try #require(name.leaf)) == name)
    }

    @Test func theRootHasNeitherLeafNorParent() throws {
        let root = try DistinguishedName(parsing: "")
        #expect(root.leaf == nil && root.parent == nil && root.isRoot)
    }

    @Test func keepsTheTextOfTheServer() {
        let junk = DistinguishedName(server: "not a name")
        #expect(junk.description == "not a name")
        #expect(junk.relativeNames.isEmpty && junk.leaf == nil)
        #expect(junk == DistinguishedName(server: "NOT A NAME") && junk != DistinguishedName(server: "a name"))
        #expect(DistinguishedName(server: "CN=a\\0ADEL:1,DC=x").leaf?.assertions.first?.value == "a\nDEL:1")
    }
}
