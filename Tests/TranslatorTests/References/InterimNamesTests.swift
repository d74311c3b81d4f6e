import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct InterimNamesTests {
    static let id = PlannerWorld.id
    static let names = InterimNames(below: PlannerWorld.base, areInUse: true)

    @Test func aNameHoldsTheIdAndTellsIt() {
        let name = Self.names.name(of: ResourceID(Self.id.uppercased()))
        #expect(name.description == "cn=renaming-\(Self.id),ou=people,dc=acme")
        #expect(Self.names.id(in: name)?.text == Self.id)
        #expect(Self.names.id(in: Self.names.value(of: ResourceID(Self.id)))?.text == Self.id)
    }

    @Test(arguments: [
        "cn=renaming-\(id),ou=groups,dc=acme", "cn=renaming-\(id)", "cn=renaming-,ou=people", "cn=renaming-\(id),",
        "uid=renaming-\(id),ou=people,dc=acme", "cn=renaming-\(id),cn=x,ou=people,dc=acme", "", "cn=renaming-",
    ])
    func anyOtherNameTellsNone(name: String) {
        #expect(Self.names.id(in: DistinguishedName(server: name)) == nil)
        #expect(Self.names.id(in: AttributeValue(name)) == nil)
    }

    @Test func thereAreNoneWhereNobodyTakesReferencesAlong() {
        let names = InterimNames(below: PlannerWorld.base, areInUse: false)
        #expect(names.id(in: names.name(of: ResourceID(Self.id))) == nil)
    }
}

/// References that are on their way: the interim name is taken for the entry that it stands for.
@Suite struct ReferencesUnderWayTests {
    static let ids = [PlannerWorld.id, "11111111-2222-3333-4444-555555555555"]
    static let names = ["uid=p1,ou=people,dc=acme", "uid=p2,ou=people,dc=acme"]
    static let interim = "cn=renaming-\(ids[0]),ou=people,dc=acme"
    static let other = "uid=other,ou=people,dc=acme"
    static let left = "uid=left,\(PlannerWorld.trash)"

    /// What is known once the names were looked up; somebody who is `hidden` is in the trash.
    static func references(isHidden: Bool = false) -> References {
        var references = References()
        for (id, name) in zip(Self.ids, Self.names) where !isHidden || id != Self.ids[0] {
            references.note(ResourceID(id), named: DistinguishedName(server: name))
        }
        if !isHidden { references.note(ResourceID(Self.ids[0]), alsoNamed: DistinguishedName(server: Self.interim)) }
        return references
    }

    // MARK: Members

    static func patch(
        _ members: [String], _ operations: String, _ knowledge: Knowledge,
        _ references: References = Self.references()
    ) throws -> Plan {
        var group = PlannerEditTests.group(members.map { AttributeValue($0) })
        group["entryCSN"] = ["7"]
        var world = PlannerEditTests.world()
        world.mapping.renaming = .follow
        world.interims = InterimNames(below: PlannerWorld.base, areInUse: true)
        return try world.patch(group, operations, references, knowing: knowledge)
    }

    static let remove = #"[{"op":"remove","path":"members","value":[{"value":"\#(ids[0])"}]}]"#

    @Test func aMemberIsRemovedUnreadOnlyWhileItsNameIsNotUnderWay() throws {
        let plan = try Self.patch([], Self.remove, .blind)
        #expect(plan.summary == ["-member=\(Self.names[0])"])
        let precondition = plan.steps.first?.precondition?.description ?? ""
        #expect(precondition.contains("(!(member=\(Self.interim)))"))
        #expect(!precondition.contains("entryCSN"))
    }

    @Test(arguments: [Knowledge.named, .all])
    func aMemberIsRemovedByWhateverStandsForIt(knowledge: Knowledge) throws {
        let plan = try Self.patch([Self.other, Self.interim], Self.remove, knowledge)
        #expect(plan.summary == ["-member=\(Self.interim)"])
        #expect(plan.steps.first?.precondition?.description.contains("entryCSN=7") == true)
        let both = try Self.patch([Self.other, Self.interim, Self.names[0]], Self.remove, knowledge)
        #expect(both.summary == ["-member=\(Self.interim),\(Self.names[0])"])
    }

    @Test func whoIsInTheTrashIsRemovedByEitherName() throws {
        var references = Self.references(isHidden: true)
        references.note(trashed: References([Self.ids[0]: DistinguishedName(server: Self.left)]))
        let plan = try Self.patch([Self.other, Self.interim], Self.remove, .named, references)
        #expect(plan.summary == ["-member=\(Self.interim)"])
        let left = try Self.patch([Self.other, Self.left], Self.remove, .named, references)
        #expect(left.summary == ["-member=\(Self.left)"])
    }

    @Test(arguments: [
        (["value": ids[1]], false, ["-member=\(interim) +member=\(names[1])"]),
        (["value": ids[0]], false, []),
        (["value": ids[1]], true, ["-member=\(interim) +member=\(names[1])"]),
    ])
    func membersAreReplacedByTheirIds(value: [String: String], isHidden: Bool, summary: [String]) throws {
        let operations = #"[{"op":"replace","path":"members","value":[{"value":"\#(value["value"] ?? "")"}]}]"#
        let plan = try Self.patch(
            [Self.other, Self.interim], operations, .all, Self.references(isHidden: isHidden))
        #expect(plan.summary == summary)
    }

    // MARK: Managers

    static let manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"

    static let world = PlannerWorld {
        $0.renaming = .follow
        $0.rules.append(
            Mapping.Rule(
                path: AttributePath(schema: .enterpriseUser, attribute: "manager"), attribute: "manager",
                isReference: true))
    }

    @Test(arguments: [
        ([interim], false), ([interim], true), ([left], false), ([names[0]], false), ([names[0], left], false),
    ])
    func aManagerIsReplacedOrRemovedByWhateverStandsForThem(held: [String], isHidden: Bool) throws {
        let entry = Entry.bob(["manager": held.map { AttributeValue($0) }])
        let references = Self.references(isHidden: isHidden)
        let replaced = try Self.world.patch(
            entry, #"[{"op":"replace","path":"\#(Self.manager)","value":"\#(Self.ids[1])"}]"#, references)
        #expect(replaced.summary == ["-manager=\(held.joined(separator: ",")) +manager=\(Self.names[1])"])
        let removed = try Self.world.patch(entry, #"[{"op":"remove","path":"\#(Self.manager)"}]"#, references)
        #expect(removed.summary == ["-manager=\(held.joined(separator: ","))"])
        let other = try Self.world.patch(entry, #"[{"op":"replace","path":"title","value":"T"}]"#, references)
        #expect(other.summary == ["+title=T"])
    }

    @Test func theSameManagerStays() throws {
        let entry = Entry.bob(["manager": [AttributeValue(Self.interim)]])
        let again = #"[{"op":"replace","path":"\#(Self.manager)","value":"\#(Self.ids[0])"}]"#
        #expect(try Self.world.patch(entry, again, Self.references()).summary == [])
    }

    @Test(arguments: [
        (#"members eq "\#(ids[0])""#, "(|(member=\(names[0]))(member=\(interim)))"),
        (#"members[value eq "\#(ids[0])"]"#, "(|(member=\(names[0]))(member=\(interim)))"),
    ])
    func theyAreFoundByTheirIds(filter: String, translated: String) throws {
        let translator = FilterTranslator(
            BoundMapping(mapping: PlannerEditTests.world().mapping, dialect: .openLDAP, schema: .sample),
            interims: InterimNames(below: PlannerWorld.base, areInUse: true))
        let translation = try translator.translate(
            try SCIM.Filter(parsing: filter), references: Self.references())
        #expect(translation.filter.description == translated)
        #expect(translation.residual == nil)
    }

    @Test func somebodyWithTwoNamesIsShownOnce() {
        var entry = PlannerEditTests.group([Self.interim, Self.names[0], Self.names[1]].map { AttributeValue($0) })
        entry["entryUUID"] = []
        let shown = PlannerEditTests.world().project(entry, Self.references())
        #expect(shown[AttributePath(attribute: "members")].count == 2)
    }
}
