import LDAP
import Testing

@testable import Translator

/// The order of a plan's steps, and what each demands of the entry.
@Suite struct PlanBuilderTests {
    private static let bob = Entry.bob()
    private static let identity = "(entryUUID=\(PlannerWorld.id))"
    private static let version = "(entryCSN=20261123212810.232390Z#000000#000#000000)"
    private static let group = DistinguishedName(server: "cn=staff,ou=groups,dc=acme")

    private static var renaming: EntryRenaming {
        var renaming = EntryRenaming(of: Self.bob, to: Self.bob.dn.leaf ?? RelativeDistinguishedName("uid", "bob"))
        renaming.leaf.assertions[0].value = "rob"
        return renaming
    }

    private static func builder(_ renaming: EntryRenaming? = nil) -> PlanBuilder {
        PlanBuilder(PlannerWorld().planner, of: Self.bob, renaming)
    }

    private static var title: Difference {
        var draft = EntryDraft(Self.bob)
        draft.set(["Chief"], for: "title")
        return draft.difference(from: Self.bob, .sample)
    }

    private static var members: Difference {
        var difference = Difference()
        difference.append(MemberChange(attribute: "member", added: ["uid=ada,dc=acme"]))
        return difference
    }

    private static func demands(_ steps: [Plan.Step]) -> [String] {
        steps.map { $0.precondition.map { "\($0)" } ?? "" }
    }

    @Test func theFirstChangeIsOfTheVersionThatWasReadAndTheOthersOfTheSameEntry() {
        var builder = Self.builder()
        builder.modify(Self.title, .disabling)
        builder.modify(Self.title, .ordinary)
        let demands = Self.demands(builder.steps)
        #expect(demands.first?.contains(Self.version) == true)
        #expect(demands.last == Self.identity)
        #expect(builder.steps.map(\.role) == [.disabling, .ordinary])
        #expect(builder.steps.map { $0.recovery.version == nil } == [false, true])
    }

    @Test func whatIsRightForAnyVersionDoesNotDemandOne() {
        var builder = Self.builder()
        builder.dependsOnVersion = false
        builder.modify(Self.members, .ordinary, if: [.present("cn")])
        let demand = Self.demands(builder.steps).joined()
        #expect(!demand.contains("entryCSN"))
        #expect(demand.contains(Self.identity) && demand.contains("(cn=*)"))
    }

    @Test func conditionsAreForValuesThatWereNotRead() {
        var builder = Self.builder()
        builder.modify(Self.title, .ordinary, if: [.present("cn")])
        #expect(!Self.demands(builder.steps).joined().contains("(cn=*)"))
    }

    @Test func anEntryInTheTrashNeedNotBeShown() {
        var builder = Self.builder()
        builder.isInside = false
        builder.modify(Self.title, .ordinary)
        #expect(!Self.demands(builder.steps).joined().contains("objectClass"))
    }

    @Test func stepsFollowTheRenameUnderTheNewName() {
        var builder = Self.builder(Self.renaming)
        #expect(builder.finalName.description == "uid=rob,ou=people,dc=acme")
        let other = Plan.Step(.modify(Self.group, []), precondition: .present("member"))
        builder.modify(Self.title, .disabling)
        builder.rename(after: [other])
        builder.modify(Self.title, .ordinary)
        builder.append([other])
        let targets = builder.steps.map(\.change.target.description)
        #expect(targets == [Self.bob.dn, Self.group, Self.bob.dn, builder.finalName, Self.group].map(\.description))
        #expect(Self.demands(builder.steps).filter { $0 == "(member=*)" }.count == 2)
        #expect(Self.demands(builder.steps).filter { $0 == Self.identity }.count == 2)
    }

    @Test func anEntryThatNamesItselfIsProtectedLikeAnyStepOnIt() {
        var builder = Self.builder(Self.renaming)
        builder.rename(after: [Plan.Step(.modify(Self.bob.dn, []), precondition: .present("manager"))])
        #expect(Self.demands(builder.steps).first?.contains(Self.version) == true)
        #expect(Self.demands(builder.steps).last == Self.identity)
    }

    @Test func nothingIsNoStep() {
        var builder = Self.builder()
        builder.modify(Difference(), .ordinary)
        builder.rename(after: [])
        #expect(builder.steps.isEmpty)
    }
}
