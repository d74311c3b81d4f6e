import LDAP
import SCIM
import Testing

@testable import Translator

/// Groups that must have a member have one that is nobody while they are empty.
@Suite struct PlannerPlaceholderTests {
    private typealias Edits = PlannerEditTests

    private static let add = #"[{"op":"add","path":"members","value":[{"value":"1"}]}]"#
    private static let remove = #"[{"op":"remove","path":"members[value eq \"1\"]"}]"#
    private static let clear = #"[{"op":"remove","path":"members"}]"#

    private static func plan(
        _ members: [AttributeValue], _ operations: String, _ knowledge: Knowledge = .blind
    ) throws -> Plan {
        try Edits.world("groupOfNames", placeholder: "").patch(
            Edits.group(members, "groupOfNames"), operations, Edits.references, knowing: knowledge)
    }

    @Test(arguments: [#"{"displayName":"staff"}"#, #"{"displayName":"staff","members":[]}"#])
    func standsForNobodyInANewGroup(body: String) throws {
        let plan = try Edits.world("groupOfNames", placeholder: "").create(body)
        #expect(plan.summary == ["add cn=staff,ou=groups,dc=acme: objectClass=groupOfNames cn=staff member="])
        let free = try Edits.world("team", placeholder: "").create(body)
        #expect(free.summary == ["add cn=staff,ou=groups,dc=acme: objectClass=team cn=staff"])
    }

    @Test func makesRoomForTheFirstMember() throws {
        let plan = try Self.plan([""], Self.add)
        #expect(plan.summary == ["-member= +member=\(Edits.p[0])"])
        #expect(plan.effect == .membership(added: 1, removed: 0))
        #expect(plan.steps.first?.precondition.map { "\($0)".contains("(!(member=))") } == false)
    }

    @Test func mustNotAppearBesideAMember() throws {
        let plan = try Self.plan([], Self.add)
        #expect(plan.summary == ["+member=\(Edits.p[0])"])
        #expect(plan.steps.first?.precondition.map { "\($0)".contains("(!(member=))") } == true)
        let free = try Edits.world("team", placeholder: "").patch(Edits.group(), Self.add, Edits.references)
        #expect(free.steps.first?.precondition.map { "\($0)".contains("(!(member=))") } == false)
    }

    @Test(arguments: [remove, clear])
    func takesThePlaceOfTheLastMember(operations: String) throws {
        var group = Edits.group([Edits.member("1")], "groupOfNames")
        group["entryCSN"] = ["7"]
        let plan = try Edits.world("groupOfNames", placeholder: "").patch(
            group, operations, Edits.references, knowing: .all)
        #expect(plan.summary == ["-member=\(Edits.p[0]) +member="])
        #expect(plan.effect == .membership(added: 0, removed: 1))
        #expect(plan.steps.first?.precondition.map { "\($0)".contains("(entryCSN=7)") } == true)
    }

    @Test func isNotNeededBesideOthers() throws {
        let others: [AttributeValue] = [Edits.member("1"), "cn=service,dc=acme"]
        #expect(try Self.plan(others, Self.remove, .all).summary == ["-member=\(Edits.p[0])"])
        #expect(try Self.plan(others, Self.clear, .all).summary == ["-member=\(Edits.p[0])"])
        #expect(try Self.plan([""], Self.clear, .all).summary == [])
        #expect(try Self.plan(["", Edits.member("1")], Self.remove, .all).summary == ["-member=\(Edits.p[0])"])
    }

    @Test func isNeverShown() throws {
        let world = Edits.world("groupOfNames", placeholder: "cn=nobody,dc=acme")
        let projector = EntryProjector(world.bound)
        let group = Edits.group(["CN=Nobody,dc=acme", Edits.member("1")], "groupOfNames")
        #expect(projector.references(in: [group]) == [.entry(Edits.name("1"))])
        let translator = FilterTranslator(world.bound)
        let translation = try translator.translate(try SCIM.Filter(parsing: "members pr"))
        #expect("\(translation.filter)" == "(member=*)")
        let left = try #require(EntryFilter(translation, projector))
        let empty = Edits.group(["CN=Nobody,dc=acme"], "groupOfNames")
        #expect(left.names(in: [group, empty, group]) == [.entry(Edits.name("1"))])
        let resolved = References(["1": Edits.name("1")])
        #expect(left.matches([group, empty], knowing: resolved) == [true, false])
        #expect(left.matches([group, empty]) == [false, false])
    }
}
