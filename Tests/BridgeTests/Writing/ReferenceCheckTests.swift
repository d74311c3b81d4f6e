import Directories
import LDAP
import SCIM
import Testing
import Translator

@testable import Bridge

/// Whether the entries that a plan has named have still the names by which it did so.
@Suite struct ReferenceCheckTests {
    private static let group = DistinguishedName(server: "cn=staff,ou=groups,dc=acme")
    private static let bob = DistinguishedName(server: "uid=bob,ou=people,dc=acme")
    private static let robert = DistinguishedName(server: "uid=robert,ou=people,dc=acme")
    private static let ann = DistinguishedName(server: "uid=ann,ou=people,dc=acme")
    private static let (groupID, bobID, annID) = (
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
        "6ba7b812-9dad-11d1-80b4-00c04fd430c8"
    )

    private static let book: Rulebook = {
        let schema = LDAP.Schema(
            attributeTypes: [
                AttributeType(oid: "2.5.4.3", names: ["cn"], equality: .caseIgnore),
                AttributeType(oid: "2.5.4.31", names: ["member"], equality: .distinguishedName),
                AttributeType(oid: "1.3.6.1.1.16.4", names: ["entryUUID"], equality: .caseIgnore),
            ], objectClasses: [])
        let people = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=people,dc=acme"))
        let groups = Mapping.groupOfNames(base: DistinguishedName(server: "ou=groups,dc=acme"))
        let server = DirectoryServer(rootDSE: RootDSE(entry: Entry(dn: DistinguishedName([]))), schema: schema)
        return Rulebook(
            mapping: groups, targets: [people, groups], baseURL: "", dialect: .openLDAP, server: server)
    }()

    /// What is known of people with some ids.
    private static func people(_ names: [(String, DistinguishedName)]) -> References {
        var known = References()
        for (id, name) in names {
            known.note(ResourceID(id), named: name, as: Referent(resourceType: "User", location: ""))
        }
        return known
    }

    private static func change(_ operation: Modification.Operation, _ names: [DistinguishedName]) -> Change {
        .modify(group, [Modification(operation, "member", names.map { AttributeValue($0.description) })])
    }

    /// Adds or removes members without knowing whether they are there.
    private static func blind(_ operation: Modification.Operation, _ names: DistinguishedName...) -> Plan {
        let inverse = change(operation == .add ? .delete : .add, names)
        return Plan(
            steps: [Plan.Step(change(operation, names), inverse: inverse, needsPermissiveModify: true)],
            effect: .membership(added: 1, removed: 0))
    }

    private static func check(_ plan: Plan) -> ReferenceCheck {
        ReferenceCheck(
            [ResourceID(bobID), ResourceID(annID)], in: plan, of: groupID, people([(bobID, bob), (annID, ann)]), book)
    }

    private static let moved = people([(bobID, robert), (annID, ann)])

    @Test func holdsWhileEverybodyHasTheNameThatWasWritten() throws {
        let check = Self.check(Self.blind(.add, Self.bob, Self.ann))
        #expect(check.verdict(on: Self.people([(Self.bobID, Self.bob), (Self.annID, Self.ann)])) == .holds)
        // People are asked for where people are.
        let question = try #require(check.questions.first)
        #expect(check.questions.count == 1 && question.request.base == Self.book.targets[0].base)
    }

    @Test func asksNothingWhereNobodyIsNamed() {
        let plan = Plan(steps: [Plan.Step(.modify(Self.group, [Modification(.replace, "cn", ["staff"])]))])
        #expect(Self.check(plan).questions.isEmpty)
        #expect(Self.check(plan).verdict(on: References()) == .holds)
    }

    @Test(arguments: [moved, people([(annID, ann)])])
    func stripsWhoeverHasAnotherNameOrNone(present: References) {
        let lost = Self.people([(Self.bobID, Self.bob)])
        #expect(Self.check(Self.blind(.add, Self.bob, Self.ann)).verdict(on: present) == .strip(lost))
    }

    @Test func undoesAPlanThatLeavesTheEntryAsItWas() throws {
        var step = Plan.Step(Self.change(.add, [Self.bob]), inverse: Self.change(.delete, [Self.bob]))
        step.recovery.id = AttributeValueAssertion(attribute: "entryUUID", value: AttributeValue(Self.groupID))
        let verdict = Self.check(Plan(steps: [step], effect: .membership(added: 1, removed: 0))).verdict(on: Self.moved)
        guard case .undo(let inverse, let lost) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(inverse.steps.map(\.change) == [Self.change(.delete, [Self.bob])])
        #expect(lost == Self.people([(Self.bobID, Self.bob)]))
    }

    /// Of a single value that goes the write itself demands that it is there.
    @Test func plansAnewWhereOneThatGoesHasAnotherName() {
        #expect(Self.check(Self.blind(.delete, Self.bob, Self.ann)).verdict(on: Self.moved) == .strip(References()))
        #expect(Self.check(Self.blind(.delete, Self.bob)).verdict(on: Self.moved) == .holds)
    }
}
