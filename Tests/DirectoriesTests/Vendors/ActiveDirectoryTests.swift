import Directories
import Encodings
import LDAP
import Testing

@Suite struct ActiveDirectoryTests {
    /// Definitions as Samba 4.17 and Active Directory have them.
    static let subschema: Entry = {
        var entry = Entry(dn: DistinguishedName(server: "CN=Aggregate,CN=Schema,CN=Configuration,DC=acme"))
        entry["attributeTypes"] = [
            "( 2.5.4.3 NAME 'cn' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )",
            "( 2.5.4.31 NAME 'member' SYNTAX '1.3.6.1.4.1.1466.115.121.1.12' )",
            "( 1.2.840.113556.1.2.120 NAME 'uSNChanged' SYNTAX '1.2.840.113556.1.4.906' SINGLE-VALUE NO-USER-MODIFICATION )",
            "( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX '1.3.6.1.4.1.1466.115.121.1.27' SINGLE-VALUE )",
            "( 1.2.840.113556.1.4.2 NAME 'objectGUID' SYNTAX '1.3.6.1.4.1.1466.115.121.1.40' SINGLE-VALUE )",
            "( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )",
            "( 1.2.840.113556.1.2.2 NAME 'whenCreated' SYNTAX '1.3.6.1.4.1.1466.115.121.1.24' SINGLE-VALUE )",
        ]
        entry["objectClasses"] = [
            "( 2.5.6.0 NAME 'top' ABSTRACT MUST (objectClass $ objectCategory $ nTSecurityDescriptor $ instanceType ) )",
            "( 1.2.840.113556.1.5.9 NAME 'user' SUP top STRUCTURAL MAY (userAccountControl ) )",
            "( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST (groupType ) MAY (member ) )",
        ]
        entry["dITContentRules"] = [
            "( 1.2.840.113556.1.5.9 NAME 'user' AUX ( securityPrincipal ) MUST (sAMAccountName $ objectSid $ cn ) MAY (info ) )"
        ]
        return entry
    }()

    @Test(
        arguments: [
            ("active-directory", ["1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"], nil),
            ("samba-ad", ["1.2.840.113556.1.4.800"], "Samba Team (https://www.samba.org)"),
            ("ad-lds", ["1.2.840.113556.1.4.1851"], nil), (nil, ["1.2.840.113556.1.4.1670"], nil),
        ] as [(String?, [AttributeValue], AttributeValue?)])
    func isKnownByWhatItCan(name: String?, capabilities: [AttributeValue], vendor: AttributeValue?) {
        let root = DialectTests.rootDSE([
            "supportedCapabilities": capabilities, "vendorName": vendor.map { [$0] } ?? [],
        ])
        #expect(Dialect.detected(from: root)?.name == name)
    }

    @Test(arguments: [
        "0efd9595-4a5e-a84f-a6cc-afc841704060", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-fffffffffffe",
    ])
    func readsIdsInTheOrderOfWindows(id: String) throws {
        let dialect = Dialect.activeDirectory
        guard case .equal("objectGUID", let value)? = dialect.idFilter(id.uppercased()) else {
            Issue.record("no filter for \(id)")
            return
        }
        #expect(value.bytes.count == 16 && dialect.id(from: value) == id)
    }

    @Test func swapsTheBytesOfTheFirstThreeGroups() {
        let dialect = Dialect.activeDirectory
        let bytes: [UInt8] = [
            0x0E, 0xFD, 0x95, 0x95, 0x4A, 0x5E, 0xA8, 0x4F, 0xA6, 0xCC, 0xAF, 0xC8, 0x41, 0x70, 0x40, 0x60,
        ]
        #expect(dialect.id(from: AttributeValue(bytes: bytes)) == "9595fd0e-5e4a-4fa8-a6cc-afc841704060")
        #expect(dialect.id(from: AttributeValue(bytes: bytes.dropLast())) == nil)
        #expect(dialect.idFilter("9595fd0e5e4a4fa8a6ccafc841704060") == nil)
    }

    @Test(arguments: Dialect.all) func imaginesIdsThatCanBeLookedFor(dialect: Dialect) throws {
        let value = dialect.imaginedID()
        let id = try #require(dialect.id(from: value))
        #expect(dialect.idFilter(id) == .equal(dialect.idAttribute, value))
        #expect(dialect.imaginedID() != value)
    }

    @Test func comparesBySyntaxWhatTheSchemaSaysNothingOf() throws {
        let schema = try Dialect.sambaAD.schema(in: Self.subschema)
        #expect(schema.equality(of: "cn") == .caseIgnore && schema.attributeType("cn")?.substring != nil)
        #expect(schema.equality(of: "member") == .distinguishedName && schema.holdsNames("member"))
        #expect(
            schema.equality(of: "objectGUID") == .octetString && schema.attributeType("objectGUID")?.ordering == nil)
        let number = try #require(schema.attributeType("uSNChanged"))
        #expect(number.equality?.equal("7", "007") == true && number.ordering?.isOrdered("9", before: "10") == true)
        #expect(try Dialect.openLDAP.schema(in: Self.subschema).equality(of: "cn") == nil)
    }

    @Test func demandsOnlyWhatClientsCanSend() throws {
        let schema = try Dialect.activeDirectory.schema(in: Self.subschema)
        #expect(schema.required(by: ["user"]) == ["cn", "objectClass"])
        #expect(schema.required(by: ["group"]) == ["objectClass"])
        let allowed = schema.allowed(by: ["user"])
        #expect(allowed.contains("sAMAccountName") && allowed.contains("userAccountControl"))
    }

    @Test(arguments: [
        (Dialect.openLDAP, "2026-11-30T02:45:47Z", "20261130024547Z"),
        (.sambaAD, "2026-11-30T02:45:47Z", "20261130024547.0Z"),
        (.sambaAD, "2026-11-30T02:45:47.5Z", "20261130024547.5Z"),
    ])
    func writesMomentsAsTheServerReadsThem(dialect: Dialect, moment: String, text: String) throws {
        #expect(dialect.timeForm.text(of: try #require(Timestamp(internetDateTime: moment))) == text)
    }

    static let group = DistinguishedName(server: "CN=team,DC=acme")

    @Test(
        arguments: [
            (.entryAlreadyExists, .modify(Self.group, [Modification(.add, "member", ["CN=a"])]), .alreadyThere),
            (
                .entryAlreadyExists, .modify(Self.group, [Modification(.replace, "sAMAccountName", ["a"])]),
                .constraint
            ),
            (.unwillingToPerform, .modify(Self.group, [Modification(.delete, "member", ["CN=a"])]), .notThere),
            (.unwillingToPerform, .modify(Self.group, [Modification(.replace, "title", ["a"])]), .unwilling),
            (.noSuchObject, .modify(Self.group, [Modification(.add, "member", ["CN=a"])]), .referenceMissing),
            (.noSuchObject, .delete(Self.group), .targetMissing),
            (
                .other, .rename(Self.group, to: RelativeDistinguishedName("CN", "a"), superior: Self.group),
                .parentMissing
            ),
        ] as [(ResultCode, Change, Failure)])
    func meansOtherThingsByItsCodes(code: ResultCode, change: Change, failure: Failure) {
        #expect(Dialect.activeDirectory.meaning(of: LDAPError(code), during: change) == failure)
    }

    @Test func tellsWhoIsActiveWithoutAPassword() {
        let enabling = Change.modify(
            Self.group,
            [Modification(.delete, "userAccountControl", ["514"]), Modification(.add, "userAccountControl", ["512"])])
        let refusal = LDAPError(.unwillingToPerform, diagnostic: "0000052D: SvcErr: DSID-031A12D2, problem 5003")
        #expect(Dialect.activeDirectory.meaning(of: refusal, during: enabling) == .passwordRefused)
        let other = LDAPError(.unwillingToPerform, diagnostic: "00002077: SvcErr: DSID-031903A9")
        #expect(Dialect.activeDirectory.meaning(of: other, during: enabling) == .unwilling)
    }
}
