import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct MarkTests {
    private static func mapping(_ mark: Mapping.Mark, _ change: (inout Mapping) -> Void = { _ in }) -> Mapping {
        PlannerWorld {
            $0.deletion = .mark(mark)
            change(&$0)
        }.mapping
    }

    @Test(arguments: [
        (Mapping.Mark("alien", "x"), "does not know"), (Mapping.Mark("jpegPhoto", "x"), "nobody can search"),
        (Mapping.Mark("title", "x"), "writes too"), (Mapping.Mark("entryCSN", "x"), "only the directory itself"),
        (Mapping.Mark("preferredLanguage", "x"), "does not allow"),
        (Mapping.Mark(.objectClass, "alien"), "does not know"),
        (Mapping.Mark(.objectClass, "inetOrgPerson"), "gives to everybody"),
        (Mapping.Mark(.objectClass, "person"), "not auxiliary"),
        (Mapping.Mark(.objectClass, "leaver"), "`active` uses too"),
    ])
    func isRefusedWhereItCannotWork(mark: Mapping.Mark, reason: String) {
        let mapping = Self.mapping(mark) { $0.activation.append(.objectClass("leaver", of: .inactive)) }
        let problems = mapping.problems(in: .sample, dialect: .openLDAP)
        #expect(problems.contains { $0.key == .deletion && $0.reason.contains(reason) }, "\(problems)")
    }

    @Test(arguments: [Mapping.Mark("description", "deleted"), Mapping.Mark(.objectClass, "leaver")])
    func fitsWhereItWorks(mark: Mapping.Mark) {
        let problems = Self.mapping(mark).problems(in: .sample, dialect: .openLDAP)
        #expect(!problems.contains { $0.key == .deletion || $0.key == .filter })
    }

    /// However often a mapping is bound.
    @Test func theFilterFindsNobodyMarked() {
        let mapping = Self.mapping(Mapping.Mark("description", "deleted"))
        let bound = mapping.canonical(in: .sample, .openLDAP)
        #expect("\(bound.filter)" == "(&(objectClass=inetOrgPerson)(!(description=deleted)))")
        #expect(bound.canonical(in: .sample, .openLDAP).filter == bound.filter)
        #expect(bound.filter.matches(.bob(), schema: .sample) == true)
        #expect(bound.filter.matches(.bob(["description": ["Deleted"]]), schema: .sample) == false)
    }

    /// The attribute, its values, and those with the mark.
    @Test(
        arguments: [
            ("description", [], ["x"]), ("description", ["a"], ["a", "x"]), ("description", ["X", "a"], ["a", "x"]),
            ("preferredLanguage", ["de"], ["x"]),
        ] as [(String, LDAP.Attribute.Values, LDAP.Attribute.Values)])
    func standsBesideOthersWhereThereMayBeSome(
        attribute: String, values: LDAP.Attribute.Values, marked: LDAP.Attribute.Values
    ) {
        let mark = Mapping.Mark(AttributeDescription(attribute), "x")
        #expect(mark.values(over: values, in: .sample) == marked)
        #expect(!mark.values(without: marked, in: .sample).contains("x"))
    }

    @Test func aMarkedEntryThatComesBackUnderAnotherNameIsSeenLast() throws {
        let world = PlannerWorld { $0.deletion = .mark(Mapping.Mark("description", "deleted")) }
        let entry = Entry.bob(["description": ["deleted"], "pwdAccountLockedTime": ["000001010000Z"]])
        let resource = try world.resource(
            #"{"userName":"rob","name":{"familyName":"R"},"emails":[{"type":"work","value":"rob@acme.example"}]}"#)
        let plan = try world.planner.revive(entry, as: resource, references: References())
        let changes = plan.summary
        #expect(plan.effect == .revive && changes.count == 4, "\(changes)")
        #expect(changes[1].hasPrefix("rename uid=rob") && changes[2].contains("-description=deleted"))
        #expect(changes[3] == "=pwdAccountLockedTime=" && plan.steps[3].role == .finishing)
    }
}
