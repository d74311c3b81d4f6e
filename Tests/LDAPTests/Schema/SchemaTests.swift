import LDAP
import Testing

@Suite("Schemas")
struct SchemaTests {
    @Test func readsEveryDefinitionOfOpenLDAP() throws {
        let subschema = try Fixture.subschema()
        let schema = try Schema(subschema: subschema)
        #expect(schema.unreadable.isEmpty)
        #expect(schema.attributeTypes.count == 336 && subschema["attributeTypes"].count == 336)
        #expect(schema.objectClasses.count == 79 && subschema["objectClasses"].count == 79)
        let rules = schema.attributeTypes.flatMap { [$0.equality, $0.ordering, $0.substring].compactMap { $0 } }
        #expect(Set(rules.filter { !$0.isKnown }.map(\.rawValue)) == Self.rulesComparedAsBytes)
    }

    static let rulesComparedAsBytes: Set<String> = [
        "certificateExactMatch", "objectIdentifierFirstComponentMatch", "presentationAddressMatch", "privateKeyMatch",
        "protocolInformationMatch",
    ]

    @Test func resolvesWhatIsInherited() throws {
        let sn = try #require(try Fixture.schema().attributeType("SURNAME"))
        #expect(sn.oid == "2.5.4.4" && sn.names == ["sn", "surname"] && sn.superior == "name")
        #expect(sn.equality == .caseIgnore && sn.substring == MatchingRule(rawValue: "caseIgnoreSubstringsMatch"))
        #expect(sn.syntax == "1.3.6.1.4.1.1466.115.121.1.15" && sn.maxLength == 32768)
        #expect(!sn.isSingleValued && !sn.isOperational && sn.isUserModifiable)
    }

    @Test func tellsOperationalAttributes() throws {
        let schema = try Fixture.schema()
        let id = try #require(schema.attributeType("1.3.6.1.1.16.4"))
        #expect(id.name == "entryUUID" && id.isOperational && id.isSingleValued && !id.isUserModifiable)
        let lock = try #require(schema.attributeType("pwdAccountLockedTime;x-option"))
        #expect(lock.isOperational && lock.isUserModifiable)
        #expect(schema.attributeType("nosuch") == nil)
    }

    @Test func collectsWhatClassesDemandAndAllow() throws {
        let schema = try Fixture.schema()
        #expect(schema.required(by: ["inetOrgPerson"]) == ["sn", "cn", "objectClass"])
        let required = Set(schema.required(by: ["posixAccount", "INETORGPERSON"]))
        #expect(required == ["sn", "cn", "objectClass", "uid", "uidNumber", "gidNumber", "homeDirectory"])
        let allowed = schema.allowed(by: ["inetOrgPerson"])
        #expect(Set(allowed).isSuperset(of: ["mail", "telephoneNumber", "l", "userPassword", "cn"]))
        #expect(!allowed.contains("uidNumber") && Set(allowed).count == allowed.count)
        #expect(schema.required(by: ["nosuch"]).isEmpty)
    }

    @Test func tellsTheKindsOfClasses() throws {
        let schema = try Fixture.schema()
        #expect(schema.objectClass("top")?.kind == .abstract)
        #expect(schema.objectClass("inetOrgPerson")?.kind == .structural)
        #expect(schema.objectClass("POSIXACCOUNT")?.kind == .auxiliary)
        #expect(schema.objectClass("2.5.6.6")?.name == "person")
        #expect(
            schema.withSuperclasses(["inetOrgPerson", "person"]).map(\.name)
                == ["inetOrgPerson", "person", "organizationalPerson", "top"])
    }

    @Test func readsWhatOtherServersPrint() throws {
        let active = try AttributeType(
            parsing:
                "( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )"
        )
        #expect(active.syntax == "1.3.6.1.4.1.1466.115.121.1.15" && active.isSingleValued && active.equality == nil)
        let port389 = try AttributeType(
            parsing: "(nsRoleDN-oid NAME ('nsRoleDN' 'x') DESC 'It\\27s \\5C (a $ b)' EQUALITY 2.5.13.1 "
                + "SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 USAGE directoryOperation X-ORIGIN ( 'a' 'b' ) X-OTHER 'USAGE' )"
        )
        #expect(port389.names == ["nsRoleDN", "x"] && port389.equality == .distinguishedName && port389.isOperational)
        let list = try ObjectClass(parsing: "( 1.2 NAME 'c' SUP ( a $ b ) AUXILIARY MUST cn MAY (sn$ uid) )")
        #expect(list.superiors == ["a", "b"] && list.must == ["cn"] && list.may == ["sn", "uid"])
    }

    @Test(arguments: [
        "", "1.2", "( )", "( 1.2 NAME 'a'", "( 1.2 NAME 'a )", "( 1.2 NAME )", "( 1.2 'a' )", "( 1.2 (a) )",
    ])
    func listsDefinitionsThatItCannotRead(text: String) throws {
        let subschema = Entry(
            dn: DistinguishedName(server: "cn=Subschema"),
            attributes: [Attribute("attributeTypes", values: ["( 2.5.4.3 NAME 'cn' )", AttributeValue(text)])])
        let schema = try Schema(subschema: subschema)
        #expect(schema.unreadable == [text])
        #expect(schema.attributeType("cn") != nil)
    }

    @Test func refusesAnEntryWithoutAttributeTypes() {
        #expect(throws: LDAPError.self) { try Schema(subschema: Entry(dn: DistinguishedName([]))) }
    }

    @Test func aCircleOfTypesEnds() {
        let types = [
            AttributeType(oid: "1.1", names: ["a"], superior: "b"),
            AttributeType(oid: "1.2", names: ["b"], superior: "a", equality: .caseIgnore),
        ]
        let schema = Schema(
            attributeTypes: types, objectClasses: [ObjectClass(oid: "1.3", names: ["c"], superiors: ["c"])])
        #expect(schema.attributeType("a")?.equality == .caseIgnore)
        #expect(schema.withSuperclasses(["c"]).count == 1)
        #expect(schema.isSubtype("a", of: "b") && schema.isSubtype("a;x", of: "a") && !schema.isSubtype("a", of: "a;x"))
    }

    @Test(arguments: [
        ("cn", "CN", true), ("cn", "commonName", true), ("cn", "2.5.4.3", true), ("cn", "sn", false), ("x", "X", true),
        ("x", "y", false), ("cn;lang-de", "commonName;lang-de", true), ("cn;lang-de", "cn", false),
    ])
    func knowsAliases(one: AttributeDescription, other: AttributeDescription, areSame: Bool) {
        let types = [
            AttributeType(oid: "2.5.4.3", names: ["cn", "commonName"]), AttributeType(oid: "2.5.4.4", names: ["sn"]),
        ]
        let schema = Schema(attributeTypes: types, objectClasses: [])
        #expect(schema.areSame(one, other) == areSame)
        #expect(schema.areSame(other, one) == areSame)
    }

    /// The first of two types has a name that both claim, and names beyond ASCII are found as well.
    @Test(arguments: [
        ("cn", "1"), ("CN", "1"), ("commonname;lang-de", "1"), ("1", "1"), ("MAIL;x;y", "2"), ("x-née", "3"),
        ("x-née;b", "3"), ("", nil), (";cn", nil), ("x", nil),
    ])
    func findsTypesByEverySpelling(name: String, oid: String?) {
        let types = [
            AttributeType(oid: "1", names: ["cn", "commonName"]), AttributeType(oid: "2", names: ["CN", "mail"]),
            AttributeType(oid: "3", names: ["x-née"]),
        ]
        let schema = Schema(attributeTypes: types, objectClasses: [])
        #expect(schema.attributeType(AttributeDescription(name))?.oid == oid)
    }

    @Test func findsTypesBeyondTheSpellingsThatAreShared() {
        let types = (0..<9000).map { AttributeType(oid: "9.\($0)", names: ["y\($0)"]) }
        let schema = Schema(attributeTypes: types, objectClasses: [])
        for number in 0..<9000 {
            #expect(schema.attributeType(AttributeDescription("y\(number);a"))?.oid == "9.\(number)")
        }
    }
}
