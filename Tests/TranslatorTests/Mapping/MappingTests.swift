import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct MappingTests {
    struct Fault: Sendable {
        let text: String
        let change: @Sendable (inout Mapping) -> Void

        init(_ text: String, _ change: @escaping @Sendable (inout Mapping) -> Void) {
            self.text = text
            self.change = change
        }
    }

    @Test func advertisesWhatStarmindNeedsAndNothingElse() throws {
        let type = Mapping.inetOrgPerson(base: Fixture.base).advertisedType
        #expect(
            Set(type.schema.attributes.map(\.name)) == [
                "externalId", "userName", "name", "displayName", "title", "emails", "active",
            ])
        #expect(type.schema.attribute(named: "name")?.subAttributes.map(\.name) == ["familyName", "givenName"])
        let emails = try #require(type.schema.attribute(named: "emails"))
        #expect(emails.isRequired)
        #expect(emails.subAttributes.map(\.name) == ["value", "type"])
        #expect(emails.subAttribute(named: "type")?.canonicalValues == ["work"])
        #expect(type.schema.attribute(named: "userName")?.isRequired == true)
        #expect(type.extensions.map(\.schema.id) == [.enterpriseUser])
        #expect(type.extensions.first.map { Set($0.schema.attributes.map(\.name)) } == ["organization", "department"])
    }

    @Test func advertisesWhatIsShownOfReferences() throws {
        let groups = Mapping.groupOfNames(base: Fixture.base).advertisedType
        let members = try #require(groups.schema.attribute(named: "members"))
        #expect(members.subAttributes.map(\.name) == ["value", "$ref", "type", "display"])
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.rules.append(Self.rule("manager", "manager", isReference: true))
        let manager = try #require(mapping.advertisedType.extensions.first?.schema.attribute(named: "manager"))
        #expect(manager.subAttributes.map(\.name) == ["value", "$ref", "displayName"])
    }

    @Test func hidesActiveWithoutAStrategy() throws {
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.activation = []
        #expect(mapping.advertisedType.schema.attribute(named: "active") == nil)
    }

    @Test func findsNothingWrongWithThePreset() throws {
        #expect(Mapping.inetOrgPerson(base: Fixture.base).problems(in: Fixture.schema, dialect: .openLDAP) == [])
    }

    /// A change of the preset, and what is said of it.
    @Test(arguments: [
        Fault("alien, which the directory's schema does not know") { $0.objectClasses = ["alien"] },
        Fault("demands sn") { $0.rules.removeAll { $0.attribute == "sn" } },
        Fault("alien, which the directory's schema does not know") { $0.rules.append(Self.rule("nickName", "alien")) },
        Fault("jpegPhoto holds bytes") {
            $0.rules += [try? Fixture.rule(#"photos[type eq "photo"].value"#, "jpegPhoto")].compactMap(\.self)
        },
        Fault("jpegPhoto holds bytes") { $0.rules.append(Self.rule("nickName", "jpegPhoto")) },
        Fault("is base64, but title") {
            $0.rules += [try? Fixture.rule("x509Certificates.value", "title")].compactMap(\.self)
        },
        Fault("values of another kind") { $0.rules.append(Self.rule("profileUrl", "manager")) },
        Fault("only the directory itself may write") { $0.rules.append(Self.rule("locale", "entryUUID")) },
        Fault("does not allow") { $0.rules.append(Self.rule("locale", "uidNumber")) },
        Fault("map its sub-attributes") { $0.rules.append(Self.rule("name", "description")) },
        Fault("wrong is no attribute of User") { $0.rules.append(Self.rule("wrong", "description")) },
        Fault("does not hold distinguished names") {
            $0.rules.append(Self.rule("manager", "title", isReference: true))
        },
        Fault("rdn is cn") {
            $0.rdn = "cn"; $0.rules.removeAll { $0.attribute == "cn" }
        },
        Fault("active uses alien") { $0.activation = [.attribute("alien", active: "1", inactive: "0")] },
        Fault("active uses loginShell, which object_classes inetOrgPerson does not allow") {
            $0.activation = [.attribute("loginShell", active: nil, inactive: "/bin/false")]
        },
        Fault("demands gidNumber, which `active` writes in one of its two states only") {
            $0.objectClasses.append("posixAccount")
            $0.activation = [.attribute("gidNumber", active: "1", inactive: nil)]
        },
        Fault("filter names the attribute colour") { $0.filter = .or([.present("uid"), .equal("colour", "red")]) },
        Fault("filter names the object class inetOrgPersn") { $0.filter = .equal("objectClass", "inetOrgPersn") },
        Fault("same value") { $0.activation = [.attribute("title", active: "1", inactive: "1")] },
        Fault("lies within") { $0.deletion = .trash(base: DistinguishedName(server: "ou=x,ou=people,dc=acme")) },
    ])
    func namesWhatCannotWork(fault: Fault) {
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        fault.change(&mapping)
        let problems = mapping.problems(in: Self.schema, dialect: .openLDAP)
        #expect(problems.contains { $0.reason.contains(fault.text) }, "\(problems)")
    }

    /// The schema with what the fixture lacks of accounts, and the class that allows everything.
    private static let schema: LDAP.Schema = {
        let text = "1.3.6.1.4.1.1466.115.121.1.26"
        let types = ["homeDirectory", "gidNumber", "loginShell"].enumerated().map { index, name in
            AttributeType(
                oid: "1.2.3.4.\(index)", names: [name], equality: MatchingRule(rawValue: "caseExactIA5Match"),
                syntax: text)
        }
        let anything = LDAP.ObjectClass(
            oid: "1.3.6.1.4.1.1466.101.120.111", names: ["extensibleObject"], kind: .auxiliary)
        return LDAP.Schema(
            attributeTypes: Fixture.schema.attributeTypes + types,
            objectClasses: Fixture.schema.objectClasses + [anything])
    }()

    @Test func whatAnybodyWritesIsThere() {
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.objectClasses.append("posixAccount")
        mapping.rules += [Self.rule("nickName", "homeDirectory"), Self.rule("locale", "uidNumber")]
        mapping.activation = [.attribute("gidNumber", active: "1", inactive: "2")]
        #expect(mapping.problems(in: Self.schema, dialect: .openLDAP) == [])
        let warnings = mapping.warnings(in: Self.schema)
        #expect(Set(warnings.map(\.key)) == [.rule(.init(attribute: "nickName")), .rule(.init(attribute: "locale"))])
        #expect(warnings.allSatisfy { $0.reason.contains("will be refused: give it a `default`") })
    }

    @Test func anAliasIsTheSameAttribute() {
        let alias = LDAP.ObjectClass(oid: "1.2.3.4", names: ["byAlias"], kind: .auxiliary, must: ["userid", "surname"])
        let schema = LDAP.Schema(
            attributeTypes: Fixture.schema.attributeTypes, objectClasses: Fixture.schema.objectClasses + [alias])
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.objectClasses.append("byAlias")
        #expect(mapping.problems(in: schema, dialect: .openLDAP) == [])
        #expect(mapping.warnings(in: schema) == [])
    }

    @Test func extensibleObjectAllowsEverything() {
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.objectClasses.append("extensibleObject")
        mapping.rules.append(Self.rule("locale", "uidNumber"))
        mapping.activation = [.attribute("loginShell", active: nil, inactive: "/bin/false")]
        #expect(mapping.problems(in: Self.schema, dialect: .openLDAP) == [])
    }

    @Test func namesAttributesAsTheServerAnswers() throws {
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.rdn = "userid"
        mapping.activation = [.passwordPolicyLock, .attribute("2.16.840.1.113730.3.1.4", active: "1", inactive: nil)]
        mapping.rules = [
            Self.rule("userName", "0.9.2342.19200300.100.1.1"), Self.rule("displayName", "commonName;lang-de"),
            Self.rule("title", "alien"),
        ]
        let canonical = mapping.canonical(in: Fixture.schema, .openLDAP)
        #expect(canonical.rdn == "uid")
        #expect(canonical.rules.map(\.attribute) == ["uid", "cn;lang-de", "alien"])
        #expect(canonical.activation.flatMap(\.attributes) == ["pwdAccountLockedTime", "employeeType"])
    }

    @Test func missesThePasswordPolicyOverlay() {
        let types = Fixture.schema.attributeTypes.filter { $0.name != "pwdAccountLockedTime" }
        let schema = LDAP.Schema(attributeTypes: types, objectClasses: Fixture.schema.objectClasses)
        let problems = Mapping.inetOrgPerson(base: Fixture.base).problems(in: schema, dialect: .openLDAP)
        #expect(problems.count == 1)
        #expect(problems.first?.reason.contains("load the ppolicy overlay") == true)
    }

    private static func rule(_ path: String, _ attribute: AttributeDescription, isReference: Bool = false)
        -> Mapping.Rule
    {
        let schema: SchemaURN? = path == "manager" ? .enterpriseUser : nil
        return Mapping.Rule(
            path: AttributePath(schema: schema, attribute: path), attribute: attribute, isReference: isReference
        )
    }
}
