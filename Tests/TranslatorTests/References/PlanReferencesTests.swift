import LDAP
import SCIM
import Testing

@testable import Translator

/// The entries that a plan names, of which the bridge looks afterwards whether they still have their names.
@Suite struct PlanReferencesTests {
    private typealias Edits = PlannerEditTests

    private static let ids = ["1", "2", "3"].map { ResourceID($0) }

    /// A plan that adds and removes the members with these ids.
    private static func plan(adding added: [String], removing removed: [String], isPermissive: Bool = true) -> Plan {
        let gone = removed.isEmpty ? [] : [Modification(.delete, "member", removed.map(Edits.member))]
        let come = added.isEmpty ? [] : [Modification(.add, "member", added.map(Edits.member))]
        return Plan(steps: [
            Plan.Step(.modify(Edits.group().dn, gone + come), needsPermissiveModify: isPermissive)
        ])
    }

    private static func texts(_ references: References) -> [String] { references.ids.map(\.text).sorted() }

    @Test func namesWhomItAdds() {
        let planner = Edits.world().planner
        let plan = Self.plan(adding: ["1", "2"], removing: ["3"])
        #expect(Self.texts(planner.named(Self.ids, by: plan, Edits.references)) == ["1", "2"])
        #expect(Self.texts(planner.named([ResourceID("2")], by: plan, Edits.references)) == ["2"])
    }

    @Test func namesTheMembersOfANewGroup() {
        let plan = Plan(steps: [Plan.Step(.add(Edits.group([Edits.member("3")])))])
        #expect(Self.texts(Edits.world().planner.named(Self.ids, by: plan, Edits.references)) == ["3"])
    }

    /// What a plan adds and removes, and whom it may have missed: the condition of a single removal is that the value is there.
    @Test(arguments: [
        ([], ["1", "2"], ["1", "2"]), (["3"], ["1"], ["1"]), ([], ["1"], []), (["1"], [], []),
    ])
    func mayMissWhomItRemovesUnread(added: [String], removed: [String], missed: [String]) {
        let planner = Edits.world().planner
        let plan = Self.plan(adding: added, removing: removed)
        #expect(Self.texts(planner.unnamed(Self.ids, by: plan, Edits.references)) == missed)
        let known = Self.plan(adding: added, removing: removed, isPermissive: false)
        #expect(planner.unnamed(Self.ids, by: known, Edits.references).isEmpty)
    }

    @Test func whoeverIsLostIsTakenOutAndNothingElseIsSpokenOf() {
        var lost = References()
        lost.note(Self.ids[0], named: Edits.name("1"))
        let current = Resource(attributes: ["displayName": "staff", "active": false])
        let revision = Edits.world().planner.revision(current, without: lost)
        #expect(revision.resource == current)
        #expect(revision.spoken == .nothing)
        #expect(revision.edits == [Edit(path: AttributePath(attribute: "members"), action: .remove(["1"]))])
    }
}
