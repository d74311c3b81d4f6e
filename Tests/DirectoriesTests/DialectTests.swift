import Directories
import LDAP
import Testing

@Suite struct DialectTests {
    static let dn = DistinguishedName(server: "uid=ann,ou=people,dc=acme")
    static let trash = DistinguishedName(server: "ou=leavers,dc=acme")
    static let modify = Change.modify(Self.dn, [Modification(.replace, "title", ["x"])])
    static let move = Change.rename(Self.dn, to: RelativeDistinguishedName("uid", "ann"), superior: Self.trash)

    static func rootDSE(_ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]>) -> RootDSE {
        var entry = Entry(dn: DistinguishedName(server: ""))
        for (attribute, values) in attributes { entry[attribute] = values[...] }
        return RootDSE(entry: entry)
    }

    @Test func knowsServersByTheirRootDSE() {
        #expect(Dialect.detected(from: Self.rootDSE(["objectClass": ["top", "OpenLDAProotDSE"]]))?.name == "openldap")
        let ds389 = Self.rootDSE(["objectClass": ["top"], "vendorName": ["389 Project"]])
        #expect(Dialect.detected(from: ds389)?.name == "389ds")
        #expect(Dialect.detected(from: Self.rootDSE(["objectClass": ["top"], "vendorName": ["Else"]])) == nil)
        #expect(Dialect.detected(from: Self.rootDSE([:])) == nil)
    }

    @Test func usesWhatIsListedOrWorksUnlistedAndNotVetoed() {
        let listed = Self.rootDSE([
            "supportedControl": [
                "1.3.6.1.1.12", "1.3.6.1.1.13.2", "2.16.840.1.113730.3.4.9", "1.2.840.113556.1.4.473",
            ],
            "supportedFeatures": ["1.3.6.1.4.1.4203.1.5.3"],
        ])
        let bare = Self.rootDSE([:])
        var dialect = Dialect.openLDAP
        #expect(dialect.supportsAssertion(listed) && !dialect.supportsAssertion(bare))
        #expect(dialect.supportsPostRead(listed) && !dialect.supportsPostRead(bare))
        #expect(dialect.supportsVirtualListView(listed) && !dialect.supportsVirtualListView(bare))
        #expect(dialect.supports(.absoluteFilters, listed) && !dialect.supports(.absoluteFilters, bare))
        #expect(!dialect.supports(.pagedResults, listed))
        #expect(dialect.supportsPermissiveModify(bare))
        dialect.vetoedCapabilities = [.assertion, .permissiveModify]
        #expect(!dialect.supportsAssertion(listed) && !dialect.supportsPermissiveModify(listed))
    }

    @Test func protectsWritesOnEveryServer() {
        let listed = Self.rootDSE(["supportedControl": ["1.3.6.1.1.12"]])
        let bare = Self.rootDSE([:])
        var dialect = Dialect.openLDAP
        #expect(dialect.concurrency(on: listed) == .assertion)
        #expect(dialect.concurrency(on: bare) == .exchange())
        dialect.vetoedCapabilities = [.assertion]
        #expect(dialect.concurrency(on: listed) == .exchange())
        for other in [Dialect.Concurrency.exchange(except: ["userAccountControl"]), .lock] {
            dialect.concurrency = other
            #expect(dialect.concurrency(on: listed) == other && dialect.concurrency(on: bare) == other)
        }
    }

    @Test(arguments: [
        ("0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01", true), ("0C4B1D6E-9F6A-103F-8B2D-3F1C5E7A9B01", true), ("", false),
        ("0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b0", false), ("0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01)(uid=*", false),
        ("0c4b1d6e09f6a-103f-8b2d-3f1c5e7a9b01", false), ("0c4b1d6g-9f6a-103f-8b2d-3f1c5e7a9b01", false),
    ])
    func findsEntriesByUUID(id: String, isID: Bool) {
        let value = AttributeValue(id)
        #expect(Dialect.openLDAP.idFilter(id) == (isID ? .equal("entryUUID", value) : nil))
        #expect(Dialect.openLDAP.id(from: value) == (isID ? id : nil))
    }

    @Test(arguments: [
        ("5357e1d0-e78911f1-a5b3ca4a-0280660c", true), ("5357E1D0-E78911F1-A5B3CA4A-0280660C", true), ("", false),
        ("5357e1d0-e789-11f1-a5b3-ca4a0280660c", false), ("5357e1d0-e78911f1-a5b3ca4a-0280660", false),
        ("5357e1d0-e78911f1-a5b3ca4a-0280660c-", false), ("5357e1d0-e78911f1-a5b3ca4a-0280660g", false),
        ("5357e1d0-e78911f1-a5b3ca4a0280660c", false),
    ])
    func findsEntriesByFourWords(id: String, isID: Bool) {
        let value = AttributeValue(id)
        #expect(Dialect.ds389.idFilter(id) == (isID ? .equal("nsUniqueId", value) : nil))
        #expect(Dialect.ds389.id(from: value) == (isID ? id : nil))
    }

    @Test(
        arguments: [
            (.attributeOrValueExists, Self.modify, .alreadyThere), (.noSuchAttribute, Self.modify, .notThere),
            (.entryAlreadyExists, .add(Entry(dn: Self.dn)), .alreadyExists),
            (.constraintViolation, Self.modify, .constraint),
            (.noSuchObject, Self.modify, .targetMissing), (.noSuchObject, .delete(Self.dn), .targetMissing),
            (.noSuchObject, .add(Entry(dn: Self.dn)), .parentMissing), (.noSuchObject, nil, .parentMissing),
            (.noSuchObject, Self.move, .targetMissing), (.invalidAttributeSyntax, Self.modify, .invalidSyntax),
            (.undefinedAttributeType, Self.modify, .schemaViolation), (.notAllowedOnRDN, Self.modify, .namingViolation),
            (.notAllowedOnNonLeaf, .delete(Self.dn), .hasChildren), (.sizeLimitExceeded, nil, .tooManyEntries),
            (.adminLimitExceeded, nil, .unindexed),
            (.insufficientAccessRights, Self.modify, .accessDenied), (.assertionFailed, Self.modify, .lostRace),
            (.invalidCredentials, nil, .bindRefused), (.confidentialityRequired, nil, .strongerAuthRequired),
            (.busy, Self.modify, .unavailable), (.serverDown, nil, .unavailable), (.timeout, nil, .unavailable),
            (.referral, Self.modify, .referral), (.unavailableCriticalExtension, nil, .unsupported),
            (.unwillingToPerform, Self.modify, .unwilling), (.other, Self.modify, .unexpected),
            (ResultCode(rawValue: 4711), nil, .unexpected),
        ] as [(ResultCode, Change?, Failure)])
    func readsResultCodes(code: ResultCode, change: Change?, failure: Failure) {
        #expect(Dialect.openLDAP.meaning(of: LDAPError(code), during: change) == failure)
    }

    @Test func readsWhatACodeMeansElsewhere() {
        var dialect = Dialect.openLDAP
        dialect.meanings = [Dialect.Meaning(.unwillingToPerform, .notThere)]
        #expect(dialect.meaning(of: LDAPError(.unwillingToPerform), during: Self.modify) == .notThere)
        #expect(dialect.meaning(of: LDAPError(.unwillingToPerform)) == .notThere)
    }

    /// Active Directory answers so of members, and means something else by the same codes elsewhere.
    static let members = [
        Dialect.Meaning(.entryAlreadyExists, .alreadyThere, during: [.addValues], of: ["member"]),
        Dialect.Meaning(.unwillingToPerform, .notThere, during: [.removeValues], of: ["member"]),
        Dialect.Meaning(.constraintViolation, .alreadyExists, during: [.add, .rename], of: ["userPrincipalName"]),
    ]

    @Test(
        arguments: [
            (.entryAlreadyExists, .modify(Self.dn, [Modification(.add, "member", ["cn=b"])]), .alreadyThere),
            (.entryAlreadyExists, .modify(Self.dn, [Modification(.add, "MEMBER", ["cn=b"])]), .alreadyThere),
            (.entryAlreadyExists, .modify(Self.dn, [Modification(.add, "owner", ["cn=b"])]), .alreadyExists),
            (.entryAlreadyExists, .add(Entry(dn: Self.dn)), .alreadyExists),
            (.unwillingToPerform, .modify(Self.dn, [Modification(.delete, "member", ["cn=b"])]), .notThere),
            (.unwillingToPerform, .modify(Self.dn, [Modification(.add, "member", ["cn=b"])]), .unwilling),
            (
                .unwillingToPerform,
                .modify(Self.dn, [Modification(.replace, "title"), Modification(.delete, "member", ["cn=b"])]),
                .notThere
            ),
            (.unwillingToPerform, .delete(Self.dn), .unwilling), (.unwillingToPerform, nil, .unwilling),
            (
                .constraintViolation,
                .add(Entry(dn: Self.dn, attributes: [Attribute("userPrincipalName", values: ["a@b"])])), .alreadyExists
            ),
            (.constraintViolation, .add(Entry(dn: Self.dn)), .constraint), (.constraintViolation, nil, .constraint),
        ] as [(ResultCode, Change?, Failure)])
    func readsWhatACodeMeansOfAnOperationAndAnAttribute(code: ResultCode, change: Change?, failure: Failure) {
        var dialect = Dialect.openLDAP
        dialect.meanings = Self.members
        #expect(dialect.meaning(of: LDAPError(code), during: change) == failure)
    }

    @Test func doesNotKnowWhetherALostWriteWasDone() {
        let lost = LDAPError(.serverDown, outcome: .unknown)
        #expect(Dialect.openLDAP.meaning(of: lost, during: Self.modify) == .unknownOutcome)
    }

    @Test(arguments: [
        ("ou=people,dc=acme", Failure.targetMissing), ("dc=acme", .targetMissing), ("", .targetMissing),
        ("dc=other", .targetMissing),
    ])
    func tellsTheEntryFromItsNewParent(nearest: String, failure: Failure) {
        let error = LDAPError(.noSuchObject, matchedDN: nearest)
        #expect(Dialect.openLDAP.meaning(of: error, during: Self.move) == failure)
    }

    @Test func missesTheNewParent() {
        let far = Change.rename(
            Self.dn, to: RelativeDistinguishedName("uid", "ann"), superior: DistinguishedName(server: "ou=x,dc=other")
        )
        let error = LDAPError(.noSuchObject, matchedDN: "dc=other")
        #expect(Dialect.openLDAP.meaning(of: error, during: far) == .parentMissing)
    }
}
