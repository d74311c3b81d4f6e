import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct LDAPErrorSCIMTests {
    static let mapping = Mapping.inetOrgPerson(base: Fixture.base).canonical(in: Fixture.schema, .openLDAP)
    static let modify = Change.modify(
        Fixture.ann, [Modification(.replace, "sn", ["x"]), Modification(.add, "title", ["y"])])
    static let add = Change.add(Fixture.entry(["uid": ["ann"], "pwdAccountLockedTime": ["000001010000Z"]]))
    static let rename = Change.rename(Fixture.ann, to: RelativeDistinguishedName("uid", "eve"))
    static let move = Change.rename(
        Fixture.ann, to: RelativeDistinguishedName("uid", "ann"),
        superior: DistinguishedName(server: "ou=leavers,dc=acme")
    )

    /// Result code, change, status, type, and what the detail must say.
    @Test(
        arguments: [
            (.entryAlreadyExists, Self.add, 409, .uniqueness, ["uid=ann,ou=people,dc=acme", "userName"]),
            (.entryAlreadyExists, Self.rename, 409, .uniqueness, ["uid=eve,ou=people,dc=acme"]),
            (.constraintViolation, Self.modify, 400, .invalidValue, ["name.familyName (sn)", "title (title)"]),
            (.noSuchObject, Self.modify, 404, nil, ["uid=ann,ou=people,dc=acme", "restart provisioning"]),
            (.noSuchObject, Self.add, 500, nil, ["no entry ou=people,dc=acme", "the base"]),
            (.noSuchObject, nil, 500, nil, ["no entry ou=people,dc=acme"]),
            (.invalidAttributeSyntax, Self.modify, 400, .invalidValue, ["name.familyName (sn)", "syntax"]),
            (.objectClassViolation, Self.add, 400, .invalidValue, ["userName (uid)", "active (pwdAccountLockedTime)"]),
            (.namingViolation, Self.rename, 400, .invalidValue, ["uid=eve,ou=people,dc=acme", "userName"]),
            (.notAllowedOnNonLeaf, .delete(Fixture.ann), 409, nil, ["entries below it"]),
            (.sizeLimitExceeded, nil, 400, .tooMany, ["size limit"]),
            (.insufficientAccessRights, Self.modify, 403, nil, ["write sn, title of uid=ann"]),
            (.insufficientAccessRights, Self.add, 403, nil, ["add uid=ann", "children of ou=people,dc=acme"]),
            (.insufficientAccessRights, Self.move, 403, nil, ["rename", "uid=ann,ou=leavers,dc=acme", "both parents"]),
            (.insufficientAccessRights, nil, 403, nil, ["search below ou=people,dc=acme"]),
            (.invalidCredentials, nil, 503, nil, ["directory.bind"]),
            (.confidentialityRequired, nil, 503, nil, ["ldaps://"]),
            (.busy, Self.modify, 503, nil, ["nothing was changed"]),
            (.serverDown, nil, 503, nil, ["down"]),
            (.assertionFailed, Self.modify, 503, nil, ["Another program changed"]),
            (.unavailableCriticalExtension, Self.modify, 500, nil, ["directory.kind"]),
            (.unwillingToPerform, Self.modify, 500, nil, ["refused changing uid=ann"]),
            (.unwillingToPerform, .delete(Fixture.ann), 403, nil, ["does not let uid=ann", "be deleted"]),
            (.attributeOrValueExists, Self.modify, 400, .invalidValue, ["for the same"]),
            (.noSuchAttribute, Self.modify, 400, .invalidValue, ["no longer there"]),
        ] as [(ResultCode, Change?, Int, SCIMError.Kind?, [String])])
    func saysWhatToDo(code: ResultCode, change: Change?, status: Int, type: SCIMError.Kind?, words: [String]) {
        let error = SCIMError(LDAPError(code), during: change, mapping: Self.mapping, dialect: .openLDAP)
        #expect(error.status == status)
        #expect(error.type == type)
        #expect(words.allSatisfy { error.detail.contains($0) }, "\(error.detail)")
        #expect((error.retryAfter != nil) == (status == 503))
    }

    /// Active Directory calls a missing right what is an object's protection from accidental deletion.
    @Test(arguments: [(Change.delete(Fixture.ann), true), (Self.move, true), (Self.modify, false)])
    func namesTheProtectionOfActiveDirectory(change: Change, isTold: Bool) {
        var dialect = Dialect.openLDAP
        let error = LDAPError(.insufficientAccessRights)
        #expect(!SCIMError(error, during: change, dialect: dialect).detail.contains("accidental deletion"))
        dialect.protectsEntries = true
        #expect(SCIMError(error, during: change, dialect: dialect).detail.contains("accidental deletion") == isTold)
    }

    @Test(
        arguments: [
            ("title: value #0 invalid per syntax", false), ("TITLE: value #0 invalid per syntax", false),
            ("telephoneNumber: value #0 invalid per syntax", true), ("", true),
        ])
    func namesTheAttributeThatTheDirectoryAccuses(diagnostic: String, blamesAll: Bool) {
        let error = SCIMError(
            LDAPError(.invalidAttributeSyntax, diagnostic: diagnostic), during: Self.modify, mapping: Self.mapping,
            dialect: .openLDAP)
        #expect(error.detail.contains("title (title)"))
        #expect(error.detail.contains("name.familyName (sn)") == blamesAll)
    }

    @Test func namesTheAttributesOfASearchThatNoIndexAnswers() {
        let filter = LDAP.Filter.and([
            .equal("objectClass", "inetOrgPerson"), .or([.equal("title", "x"), .equal("member", "cn=y")]),
        ])
        for (filter, words) in [(filter, "title (title), member"), (.present("objectClass"), "look-through limit")] {
            let error = SCIMError(
                LDAPError(.adminLimitExceeded), searching: filter, mapping: Self.mapping, dialect: .ds389)
            #expect(error.status == 500)
            #expect(error.detail.contains(words), "\(error.detail)")
            #expect(error.detail.contains("objectClass") == false)
        }
    }

    @Test func namesWhereAReferralLeads() {
        let error = SCIMError(LDAPError(.referral, referrals: ["ldap://b/"]), during: Self.modify, dialect: .openLDAP)
        #expect(error.status == 500)
        #expect(error.detail.contains("ldap://b/"))
    }

    @Test func tellsThatAWriteMayHaveBeenDone() {
        let lost = LDAPError(.timeout, outcome: .unknown)
        let error = SCIMError(lost, during: Self.modify, mapping: Self.mapping, dialect: .openLDAP)
        #expect(error.status == 503)
        #expect(error.detail.contains("may or may not"))
    }

    @Test func keepsSecretsOfTheDiagnosticText() {
        let refused = LDAPError(.invalidAttributeSyntax, diagnostic: "userPassword: hunter2")
        let secret = Change.modify(Fixture.ann, [Modification(.replace, "userPassword", ["hunter2"])])
        let public_ = SCIMError(refused, during: Self.modify, mapping: Self.mapping, dialect: .openLDAP)
        #expect(public_.detail.contains("The directory says: userPassword: hunter2"))
        #expect(
            !SCIMError(refused, during: secret, mapping: Self.mapping, dialect: .openLDAP).detail.contains("hunter2"))
    }

    @Test(arguments: ["e", "\u{65}\u{301}"])
    func cutsALongDiagnostic(character: String) {
        func detail(_ count: Int) -> String {
            let error = LDAPError(.other, diagnostic: String(repeating: character, count: count))
            return SCIMError(error, during: Self.modify, mapping: Self.mapping, dialect: .openLDAP).detail
        }
        let longest = " The directory says: " + String(repeating: character, count: 300)
        #expect(detail(300).hasSuffix(longest))
        #expect(detail(301).hasSuffix(longest + "…"))
    }

    @Test(
        arguments: [
            (200, ResultCode.other, 500), (201, .other, 400), (201, .unwillingToPerform, 500), (201, .unavailable, 503),
        ])
    func suspectsALongName(length: Int, code: ResultCode, status: Int) {
        let leaf = RelativeDistinguishedName("uid", AttributeValue(String(repeating: "x", count: length)))
        let entry = Entry(dn: Fixture.base.appending(leaf), attributes: [])
        for change in [Change.add(entry), .rename(Fixture.ann, to: leaf)] {
            let error = SCIMError(
                LDAPError(code, diagnostic: "too long"), during: change, mapping: Self.mapping, dialect: .openLDAP)
            #expect(error.status == status)
            #expect((error.type == .invalidValue) == (status == 400))
            if status == 400 { #expect(error.detail.hasSuffix("userName (uid). The directory says: too long")) }
        }
    }

    @Test(arguments: Failure.allCases)
    func hasAnAnswerToEveryFailure(failure: Failure) {
        var dialect = Dialect.openLDAP
        dialect.meanings = [Dialect.Meaning(.other, failure)]
        for change in [Self.modify, Self.add, Self.rename, Self.move, .delete(Fixture.ann), nil] {
            let error = SCIMError(LDAPError(.other), during: change, mapping: Self.mapping, dialect: dialect)
            #expect((400..<600).contains(error.status) && error.status != 401)
            #expect(error.detail.hasSuffix(".") && error.detail.contains(" "))
        }
    }
}
