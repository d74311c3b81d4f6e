import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct FilterTranslatorTests {
    /// SCIM filter, LDAP filter, residual ("=" stands for the whole filter, "" for none, "?" for none but the question which of
    /// several values the directory has found).
    @Test(arguments: [
        (#"userName eq "ann""#, "(uid=ann)", "?"),
        (#"userName eq "a*(n)\\""#, #"(uid=a\2a\28n\29\5c)"#, "?"),
        (#"USERNAME EQ "Ann""#, "(uid=Ann)", "?"),
        (#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann""#, "(uid=ann)", "?"),
        (#"externalId eq jyoung"#, "(labeledURI=jyoung)", "?"),
        (
            #"externalId eq "8646d011-1693-4cd3-9ee6-0d7482ca2219""#,
            "(labeledURI=8646d011-1693-4cd3-9ee6-0d7482ca2219)", "?"
        ),
        (#"name.familyName sw "O'""#, "(sn=O'*)", "?"),
        (#"displayName co "a  b ""#, "(|(cn=*a b)(cn=*a b *))", "?"),
        (#"displayName ew "a b""#, "(cn=*a b)", "?"),
        (#"displayName sw "a ""#, "(|(cn=a)(cn=a *))", "?"), (#"displayName ew " a""#, "(|(cn=a)(cn=* a))", "?"),
        (#"displayName sw " a""#, "(cn=a*)", "?"), (#"displayName co " ""#, "(|(cn= )(cn=* *))", "?"),
        (#"displayName co " a ""#, "(|(cn=a)(cn=a *)(cn=* a)(cn=* a *))", "?"),
        (#"displayName co """#, "(cn=*)", "="),
        (#"displayName eq """#, "(|)", ""),
        (#"externalId co "x""#, "(labeledURI=*)", "="),
        (#"title gt "m""#, "(title=*)", "="),
        (#"title ne "x""#, "(&)", "="),
        (#"title pr"#, "(title=*)", ""),
        (#"not (title pr)"#, "(!(title=*))", ""),
        (#"title eq null"#, "(!(title=*))", ""),
        (#"externalId pr"#, "(labeledURI=*)", "="),
        (#"nickName eq "nick:x""#, "(labeledURI=*)", "="),
        (#"preferredLanguage eq "x""#, "(|)", ""),
        (#"preferredLanguage ne "x""#, "(&)", ""),
        (#"not (preferredLanguage pr)"#, "(&)", ""),
        (#"userType eq "5""#, "(uidNumber=5)", "?"),
        (#"userType eq "five""#, "(|)", ""),
        ("userName eq 701984", "(uid=701984)", "?"),
        (#"department eq "x""#, "(departmentNumber=x)", "?"),
        (#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization eq "x""#, "(o=x)", "?"),
    ])
    func translatesText(scim: String, ldap: String, residual: String) throws { try self.expect(scim, ldap, residual) }

    @Test(arguments: [
        ("urn:example:extra:level eq 5", "(uidNumber=5)", ""),
        ("urn:example:extra:level ne 5", "(!(uidNumber=5))", ""),
        ("urn:example:extra:level gt 5", "(&(uidNumber>=5)(!(uidNumber=5)))", ""),
        ("urn:example:extra:level le 5", "(uidNumber<=5)", ""),
        (#"urn:example:extra:level eq "x""#, "(uidNumber=*)", "="),
        ("urn:example:extra:flag eq True", "(pwdReset=TRUE)", ""),
        ("urn:example:extra:flag ne true", "(!(pwdReset=TRUE))", ""),
        (#"urn:example:extra:flag eq "maybe""#, "(|)", ""),
        ("urn:example:extra:size gt 1.5", "(employeeNumber=*)", "="),
        (
            #"urn:example:extra:since lt "2026-11-23T21:28:10+01:00""#,
            "(&(pwdChangedTime<=20261123202810Z)(!(pwdChangedTime=20261123202810Z)))", ""
        ),
        (#"meta.lastModified ge "2026-11-23T21:28:10Z""#, "(modifyTimestamp>=20261123212810Z)", ""),
        (#"meta.created eq "2026-11-23T21:28:10Z""#, "(createTimestamp=20261123212810Z)", ""),
        (
            "meta.Created gt 2015-10-10T14:38:21.8617979-07:00",
            "(&(createTimestamp>=20151010213821.8617979Z)(!(createTimestamp=20151010213821.8617979Z)))", ""
        ),
        (#"meta.lastModified ge "2026-11-23T21:28:10""#, "(modifyTimestamp=*)", "="),
        (#"meta.lastModified sw "2026""#, "(modifyTimestamp=*)", "="),
        (#"meta.resourceType eq "User""#, "(&)", ""),
        (#"meta.resourceType eq "Group""#, "(|)", ""),
        ("active eq true", "(!(pwdAccountLockedTime=000001010000Z))", ""),
        (#"active eq "False""#, "(pwdAccountLockedTime=000001010000Z)", ""),
        ("active ne true", "(pwdAccountLockedTime=000001010000Z)", ""),
        ("active pr", "(&)", ""),
        (#"id eq "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01""#, "(entryUUID=0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01)", ""),
        ("id eq 54D382A4-2050-4C03-94D1-E769F1D15682", "(entryUUID=54D382A4-2050-4C03-94D1-E769F1D15682)", ""),
        (#"id eq "*""#, "(|)", ""),
        (#"id ne "*""#, "(&)", ""),
        (#"id sw "0c""#, "(&)", "="),
    ])
    func translatesTypedValues(scim: String, ldap: String, residual: String) throws {
        try self.expect(scim, ldap, residual)
    }

    @Test(arguments: [
        (#"emails[type eq "work"].value eq "x@y""#, "(mail=x@y)", "?"),
        (#"emails[type eq "work" and value co "x"]"#, "(mail=*x*)", "="),
        (#"emails.value eq "x""#, "(|(mail=x)(employeeType=x))", "="),
        (#"emails co "x""#, "(|(mail=*x*)(employeeType=*x*))", "="),
        (#"emails[value eq "x"]"#, "(|(mail=x)(employeeType=x))", "="),
        (#"emails[type eq "work"] "#, "(|(mail=*)(description=*))", ""),
        (#"emails[type eq "HOME"]"#, "(employeeType=*)", ""),
        (#"emails.type eq "work""#, "(|(mail=*)(description=*))", ""),
        (#"emails[not (type eq "work")]"#, "(employeeType=*)", ""),
        (#"emails[display pr]"#, "(description=*)", ""),
        (#"emails[display pr or type eq "home"]"#, "(|(description=*)(employeeType=*))", ""),
        ("emails pr", "(|(mail=*)(description=*)(employeeType=*))", ""),
        (#"emails[type eq "work"].value ne "x""#, "(&)", "="),
        (#"phoneNumbers.value eq "+1 555-0100""#, "(telephoneNumber=+1 555-0100)", "?"),
        (#"phoneNumbers[value co "55-5"]"#, "(telephoneNumber=*555*)", "="),
        (#"phoneNumbers.value eq "ext""#, "(telephoneNumber=*)", "="),
        ("name pr", "(|(givenName=*)(sn=*))", ""),
    ])
    func translatesValuePaths(scim: String, ldap: String, residual: String) throws {
        try self.expect(scim, ldap, residual)
    }

    @Test(arguments: [
        (#"active eq true and title eq "x""#, "(&(!(pwdAccountLockedTime=000001010000Z))(title=x))", "?"),
        (#"title pr and title eq "x""#, "(title=x)", "?"),
        (#"title pr or title eq "x""#, "(title=*)", ""),
        (#"title pr or active eq true"#, "(|(title=*)(!(pwdAccountLockedTime=000001010000Z)))", ""),
        (#"title eq "x" or active eq true"#, "(|(title=x)(!(pwdAccountLockedTime=000001010000Z)))", "="),
        (#"not (title eq "x" and active eq true)"#, "(&)", "="),
        (#"not (title eq "x" or active eq true)"#, "(pwdAccountLockedTime=000001010000Z)", "="),
        (
            #"title eq "x" and (userName eq "a" and title pr)"#, "(&(title=x)(uid=a))", "?"
        ),
        (#"title eq "" and userName eq "a""#, "(|)", ""),
        (#"not (not (active eq false))"#, "(pwdAccountLockedTime=000001010000Z)", ""),
    ])
    func combinesConditions(scim: String, ldap: String, residual: String) throws {
        try self.expect(scim, ldap, residual)
    }

    @Test(arguments: [
        ("manager eq 54D382A4-2050-4C03-94D1-E769F1D15682", "(manager=uid=boss,ou=people,dc=acme)", ""),
        (#"manager.value eq "nobody""#, "(|)", ""),
        (#"roles eq "54d382a4-2050-4c03-94d1-e769f1d15682""#, "(seeAlso=uid=boss,ou=people,dc=acme)", ""),
        (#"roles[value eq "54d382a4-2050-4c03-94d1-e769f1d15682"]"#, "(seeAlso=uid=boss,ou=people,dc=acme)", ""),
        (#"manager ne "nobody""#, "(&)", ""),
        (
            #"roles[value eq "\#(Fixture.bossID)"].value eq "\#(Fixture.annID)""#,
            "(&(seeAlso=uid=boss,ou=people,dc=acme)(seeAlso=uid=ann,ou=people,dc=acme))", "=*"
        ),
        (
            #"roles[value eq "\#(Fixture.bossID)" or value eq "\#(Fixture.annID)"]"#,
            "(&(seeAlso=*)(|(seeAlso=uid=boss,ou=people,dc=acme)(seeAlso=uid=ann,ou=people,dc=acme)))", "="
        ),
        (#"manager ne "\#(Fixture.bossID)""#, "(&)", "="), (#"roles ne "\#(Fixture.bossID)""#, "(&)", "=*"),
        ("manager pr", "(manager=*)", "=*"), ("not (manager pr)", "(&)", "=*"), ("manager eq null", "(&)", "=*"),
        ("roles[value pr]", "(seeAlso=*)", "=*"), (#"schemas co "enterprise""#, Self.enterprise, "=*"),
    ])
    func findsReferences(scim: String, ldap: String, residual: String) throws {
        let filter = try Fixture.filter(scim)
        let translation = try Fixture.translator().translate(filter, references: Fixture.references)
        #expect("\(translation.filter)" == ldap)
        #expect(translation.residual == (residual.isEmpty ? nil : filter))
        #expect(translation.needsReferents == (residual == "=*"))
    }

    /// Of what is shown beside ids the directory knows that there may be some.
    @Test(arguments: [
        (#"manager.displayName eq "x""#, "(manager=*)"), (#"manager.displayName ne "x""#, "(&)"),
        (#"not (manager.displayName co "x")"#, "(&)"), ("manager.DISPLAYNAME pr", "(manager=*)"),
        ("manager.displayName eq null", "(&)"), (#"manager[displayName sw "x"]"#, "(manager=*)"),
        (#"manager[displayName ne "x"]"#, "(manager=*)"),
        (#"manager.$ref ew "\#(Fixture.bossID)""#, "(manager=*)"), (#"groups.display gt "x""#, "(seeAlso=*)"),
        (#"groups.type eq "direct" and title pr"#, "(&(seeAlso=*)(title=*))"), ("groups pr", "(seeAlso=*)"),
        (#"groups[type eq "direct"]"#, "(seeAlso=*)"), ("groups[not (display pr)]", "(seeAlso=*)"),
        (
            #"groups[value eq "\#(Fixture.bossID)" and display co "x"]"#, "(seeAlso=uid=boss,ou=people,dc=acme)"
        ),
        (#"groups[value eq "\#(Fixture.bossID)"].display co "x""#, "(seeAlso=uid=boss,ou=people,dc=acme)"),
        (#"groups[type eq "direct"].value eq "\#(Fixture.bossID)""#, "(seeAlso=uid=boss,ou=people,dc=acme)"),
    ])
    func narrowsWhatIsShownBesideIDs(scim: String, ldap: String) throws {
        let translator = try Fixture.translator {
            $0.rules.append(try Fixture.rule("groups", "seeAlso", isReference: true))
        }
        let translation = try translator.translate(try Fixture.filter(scim), references: Fixture.references)
        #expect("\(translation.filter)" == ldap)
        #expect(translation.residual != nil)
        #expect(translation.needsReferents)
    }

    @Test(arguments: ["manager.nonsense pr", #"roles.display eq "x""#, #"manager[type eq "User"]"#])
    func knowsNoOtherPartsOfReferences(scim: String) throws {
        let error = #expect(throws: SCIMError.self) { try Fixture.translator().translate(try Fixture.filter(scim)) }
        #expect(error?.type == .invalidFilter)
    }

    @Test func listsTheIDsOfReferences() throws {
        let filter = try Fixture.filter(
            #"id eq a and (manager eq b or roles[value eq "c"] or not (roles.value eq "d")) and title eq e and manager eq b"#
        )
        #expect(try Fixture.translator().references(in: filter) == ["b", "c", "d"])
    }

    @Test(arguments: [
        #"nonsense eq "x""#, #"timezone eq "x""#, #"emails[type eq "other"].value eq "x""#, #"emails[type eq "other"]"#,
        #"emails[primary eq true]"#, #"emails.primary eq true"#, #"name.middleName eq "x""#, #"name eq "x""#,
        #"title.value eq "x""#, #"urn:unknown:schema:title eq "x""#, #"employeeNumber pr"#,
        #"title pr and nonsense pr"#,
        #"meta.version eq "x""#, #"password eq "x""#, #"title[value eq "x"]"#,
    ])
    func refusesWhatIsNotMapped(scim: String) throws {
        let translator = try Fixture.translator {
            $0.rules.append(.init(path: AttributePath(attribute: "password"), attribute: "userPassword"))
        }
        let error = #expect(throws: SCIMError.self) { try translator.translate(try Fixture.filter(scim)) }
        #expect(error?.type == .invalidFilter)
        #expect(error?.detail.contains("userName, externalId, name.givenName") == true)
    }

    @Test(arguments: [
        "active gt true", "active co true", "urn:example:extra:flag sw true", "manager co x", "roles gt x",
    ])
    func refusesOperatorsWithoutMeaning(scim: String) throws {
        let error = #expect(throws: SCIMError.self) {
            try Fixture.translator().translate(try Fixture.filter(scim), references: Fixture.references)
        }
        #expect(error?.type == .invalidFilter)
    }

    @Test(arguments: [
        (#"meta.created gt "garbage""#, "meta.created", "not with garbage"),
        (#"not (meta.created gt "2026-02-30T00:00:00Z")"#, "meta.created", "2026-02-30"),
        ("meta.lastModified ne 5", "meta.lastModified", "not with 5"), ("META.Created eq true", "META.Created", "true"),
        (#"title pr or urn:example:extra:since le "2026""#, "urn:example:extra:since", "2026-11-23T21:28:10Z"),
        ("urn:example:extra:since eq 2015", "urn:example:extra:since", "not with 2015"),
        (#"title pr or locale lt "tomorrow""#, "locale", "tomorrow"),
    ])
    func refusesDatesThatAreNone(scim: String, path: String, hint: String) throws {
        let translator = try Fixture.translator { mapping in
            for index in mapping.resourceType.schema.attributes.indices
            where mapping.resourceType.schema.attributes[index].name == "locale" {
                mapping.resourceType.schema.attributes[index].type = .dateTime
            }
        }
        let error = #expect(throws: SCIMError.self) { try translator.translate(try Fixture.filter(scim)) }
        #expect(error?.type == .invalidFilter)
        #expect(error?.detail.contains("\(path) is a date with a time") == true)
        #expect(error?.detail.contains(hint) == true)
        #expect(error?.detail.contains(#"such as "2026-11-23T21:28:10Z""#) == true)
    }

    private static let core = "urn:ietf:params:scim:schemas:core:2.0:User"
    private static let enterprise = "(|(o=*)(departmentNumber=*)(manager=*))"
    private static let extra = "(|(uidNumber=*)(pwdChangedTime=*)(pwdReset=*)(employeeNumber=*))"

    @Test(arguments: [
        (#"schemas eq "\#(SchemaURN.enterpriseUser)""#, enterprise, "="),
        (#"not (SCHEMAS eq "\#(SchemaURN.enterpriseUser)")"#, "(&(!(o=*))(!(departmentNumber=*)))", "="),
        (
            #"schemas co "enterprise" and title pr"#, "(&\(enterprise)(title=*))", #"schemas co "enterprise""#
        ),
        (#"schemas eq "urn:example:extra""#, extra, "="), (#"schemas eq "\#(core)""#, "(&)", ""),
        (#"schemas ne "\#(core)""#, "(|\(enterprise.dropFirst(2).dropLast())\(extra.dropFirst(2))", "="),
        (#"schemas ne "urn:example:extra""#, "(&)", ""), (#"schemas eq "urn:nobody""#, "(|)", ""),
        (#"schemas eq "URN:EXAMPLE:EXTRA""#, "(|)", ""), ("schemas pr", "(&)", ""), ("schemas eq null", "(|)", ""),
    ])
    func knowsWhichSchemasAreShown(scim: String, ldap: String, residual: String) throws {
        try self.expect(scim, ldap, residual)
    }

    @Test func asksEveryStrategyForActive() throws {
        let translator = try Fixture.translator {
            $0.activation = [
                .passwordPolicyLock, .attribute("employeeType", active: nil, inactive: "left"),
                .attribute("o", active: "on", inactive: nil), .attribute("unknown", active: nil, inactive: "x"),
            ]
        }
        let active = "(&(!(pwdAccountLockedTime=000001010000Z))(!(employeeType=left))(o=on))"
        let translation = try translator.translate(try Fixture.filter("active eq true"))
        #expect(translation.residual == nil)
        #expect("\(translation.filter)" == "(&(!(pwdAccountLockedTime=000001010000Z))(!(employeeType=left))(o=on))")
        let entries = [
            Fixture.entry(["o": ["on"]]), Fixture.entry([:]), Fixture.entry(["o": ["on"], "employeeType": ["LEFT"]]),
        ]
        let same = try LDAP.Filter(parsing: active)
        for (entry, isActive) in zip(entries, [true, false, false]) {
            #expect(translation.filter.matches(entry, schema: Fixture.schema) == isActive)
            #expect(same.matches(entry, schema: Fixture.schema) == isActive)
        }
    }

    @Test func refusesActiveWhereItIsNotMapped() throws {
        let translator = try Fixture.translator { $0.activation = [] }
        #expect(throws: SCIMError.self) { try translator.translate(try Fixture.filter("active eq true")) }
    }

    @Test func joinsManyConditionsQuickly() throws {
        let terms = (0..<1000).map { #"displayName co "x\#($0)""# }
        for (connective, sign) in [("or", "|"), ("and", "&")] {
            let filter = try Fixture.filter(terms.joined(separator: " \(connective) "))
            let started = ContinuousClock.now
            let translation = try Fixture.translator().translate(filter)
            #expect(ContinuousClock.now - started < .seconds(2))
            let expected = (0..<1000).map { "(cn=*x\($0)*)" }.joined()
            #expect("\(translation.filter)" == "(\(sign)\(expected))")
        }
    }

    @Test func saysNothingTwice() throws {
        try self.expect(
            #"title pr and title pr and (title pr or userName pr) and userName eq "a""#, "(&(title=*)(uid=a))", "?")
        try self.expect(#"title eq "a" or title eq "b" or title eq "a" or title pr"#, "(title=*)", "")
    }

    @Test func joinsTheFilterOfTheMapping() throws {
        let base = LDAP.Filter.equal("objectClass", "inetOrgPerson")
        let all = Translation(filter: .absoluteTrue)
        #expect(all.filter(within: base) == base)
        let none = Translation(filter: .absoluteFalse)
        #expect(none.filter(within: base) == .absoluteFalse)
        #expect(none.matchesNothing)
        #expect(!all.matchesNothing)
    }

    private func expect(_ scim: String, _ ldap: String, _ residual: String) throws {
        let filter = try Fixture.filter(scim)
        let translation = try Fixture.translator().translate(filter)
        #expect("\(translation.filter)" == ldap)
        let isLeft = !residual.isEmpty && !residual.hasPrefix("?")
        let left = residual == "=" ? filter : isLeft ? try Fixture.filter(residual) : nil
        #expect(translation.residual == left)
        #expect(translation.answers.isEmpty == !residual.hasPrefix("?"))
    }
}
