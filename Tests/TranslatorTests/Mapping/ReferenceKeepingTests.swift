import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ReferenceKeepingTests {
    private static let groups = Mapping.groupOfNames(base: Fixture.base)

    private static func people(_ renaming: Mapping.Renaming) -> Mapping {
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.renaming = renaming
        mapping.rules.append(
            Mapping.Rule(
                path: AttributePath(schema: .enterpriseUser, attribute: "manager"), attribute: "manager",
                isReference: true))
        return mapping
    }

    private static func warning(
        _ mapping: Mapping, _ kept: [LDAP.AttributeDescription], isComplete: Bool = true
    ) -> String? {
        let keeping = ReferenceKeeping(attributes: kept, isComplete: isComplete)
        let others = [Self.people(.refuse), Self.groups]
        let problem = mapping.warning(about: keeping, referredToBy: others, in: Fixture.schema)
        #expect(problem.map { $0.key == .renaming } ?? true)
        return problem?.reason
    }

    @Test func twoThatTakeReferencesAlongAreOneTooMany() {
        let all = Self.warning(Self.people(.follow), ["MEMBER", "manager", "owner"])
        #expect(all?.contains("in manager and member, and the directory does so itself") == true)
        #expect(all?.contains("Say `server`") == true)
        let some = Self.warning(Self.people(.follow), ["member"], isComplete: false)
        #expect(some?.contains("in member, and the directory") == true)
        #expect(some?.contains("Let it keep manager, too") == true)
        #expect(Self.warning(Self.people(.follow), ["owner"]) == nil)
    }

    @Test func referencesThatNobodyTakesAlongAreTold() {
        let warning = Self.warning(Self.people(.server), ["member"])
        #expect(warning?.contains("takes them along in manager: ") == true)
        #expect(Self.warning(Self.people(.server), ["member"], isComplete: false) == nil)
        #expect(Self.warning(Self.people(.server), ["member", "manager"]) == nil)
        #expect(Self.warning(Self.people(.refuse), []) == nil)
    }

    @Test func onlyReferencesToTheTypeCount() {
        var groups = Self.groups
        groups.renaming = .server
        // Nobody's manager is a group.
        #expect(Self.warning(groups, ["member"]) == nil)
        #expect(Self.warning(groups, ["manager"])?.contains("in member: ") == true)
    }
}
