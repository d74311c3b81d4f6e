import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// What is asked, written and demanded for the members of a group, by what is wished and how much is known of them.
@Suite struct MemberEditTests {
    private typealias Edits = PlannerEditTests

    private static let path = AttributePath(attribute: "members")

    /// What a call wishes for.
    enum Wish: String, CaseIterable {
        case add = "+1 +2"
        case remove = "-1"
        case exchange = "-1 +2"
        case clear = "clear"
        case replace = "=2"

        var actions: [Edit.Action] {
            switch self {
            case .add: [.add(["1", "2"])]
            case .remove: [.remove(["1"])]
            case .exchange: [.remove(["1"]), .add(["2"])]
            case .clear: [.clear]
            case .replace: [.replace(["2"])]
            }
        }
    }

    private static func edit(_ actions: [Edit.Action], in world: PlannerWorld) throws -> MemberEdit {
        let edits = actions.map { Edit(path: Self.path, action: $0) }
        return try #require(
            world.planner.memberEdits(of: Revision(resource: Resource(), edits: edits, spoken: .only([]))).first)
    }

    /// The values in short: `1` for the member with that id, `nobody` for the placeholder.
    private static func short(_ values: [AttributeValue]) -> String {
        values.map { value in
            if value == "" { return "nobody" }
            return ["1", "2", "3"].first { Edits.member($0) == value } ?? "\(value)"
        }.joined(separator: " ")
    }

    /// Values of a group that must have a member as far as they are known, and what comes of a wish: the values that go and come,
    /// and what is demanded beside the identity of the entry.
    @Test(
        arguments: [
            // Blind: whatever is named is written, and the server says whether that changes anything.
            (Wish.add, Knowledge.blind, [], "", "1 2", "(!(member=1)) (!(member=2)) no nobody"),
            (.add, .blind, ["nobody"], "nobody", "1 2", "(!(member=1)) (!(member=2))"),
            (.remove, .blind, [], "1", "", "(member=1)"),
            (.exchange, .blind, [], "1", "2", "(!(member=2)) (member=1) no nobody"),
            // Named: what is as wished is left out.
            (.add, .named, ["1"], "", "2", "no nobody"),
            (.add, .named, ["1", "2"], "", "", ""),
            (.add, .named, ["nobody"], "nobody", "1 2", ""),
            (.remove, .named, ["1"], "1", "", ""),
            (.remove, .named, [], "", "", ""),
            (.exchange, .named, ["1"], "1", "2", "no nobody"),
            // All: the last value makes room for the placeholder, and nothing else may happen meanwhile.
            (.add, .all, ["1", "3"], "", "2", "version no nobody"),
            (.remove, .all, ["1", "3"], "1", "", "version"),
            (.remove, .all, ["1"], "1", "nobody", "version"),
            (.exchange, .all, ["1"], "1", "2", "version no nobody"),
            (.clear, .all, ["1", "3"], "1 3", "nobody", "version"),
            (.clear, .all, ["nobody"], "", "", "version"),
            (.replace, .all, ["1", "2", "3"], "1 3", "", "version"),
            (.replace, .all, ["nobody"], "nobody", "2", "version"),
        ] as [(Wish, Knowledge, [String], String, String, String)])
    func isWrittenByWhatIsKnown(
        wish: Wish, knowledge: Knowledge, held: [String], gone: String, come: String, demanded: String
    ) throws {
        let members = held.map { $0 == "nobody" ? AttributeValue("") : Edits.member($0) }
        let edit = try Self.edit(wish.actions, in: Edits.world("groupOfNames", placeholder: ""))
        let change = try edit.change(
            of: Edits.group(members, "groupOfNames"), knowing: knowledge, Edits.references)
        #expect(Self.short(change.vacated + change.removed) == gone)
        #expect(Self.short(change.added + change.filled) == come)
        var demands = change.signs.map(Self.short)
        if change.dependsOnVersion { demands.append("version") }
        for condition in change.conditions {
            demands.append(condition == .not(.equal("member", "")) ? "no nobody" : "?")
        }
        #expect(demands.joined(separator: " ") == demanded)
    }

    private static func short(_ filter: LDAP.Filter) -> String {
        ["1", "2", "3"].reduce("\(filter)") { $0.replacing("\(Edits.name($1))", with: $1) }
    }

    /// What must be known at least, and what is then asked.
    @Test(arguments: [
        (Wish.add, Knowledge.blind, "nobody"), (.remove, .blind, "nobody"), (.exchange, .blind, "nobody"),
        (.clear, .all, "all"), (.replace, .all, "all"),
    ])
    func asksForTheLeastThatItNeeds(wish: Wish, least: Knowledge, asked: String) throws {
        let edits = [try Self.edit(wish.actions, in: Edits.world("groupOfNames", placeholder: ""))]
        #expect(edits.knowledge(atLeast: .blind) == least)
        #expect(edits.knowledge(atLeast: .named) == max(least, .named))
        #expect(try Self.asked(edits[0], knowing: least, after: nil) == asked)
        #expect(try Self.asked(edits[0], knowing: .all, after: nil) == "all")
        let free = try Self.edit(wish.actions, in: Edits.world(placeholder: ""))
        let questions = free.questions(about: Edits.group(), knowing: .blind, after: nil)
        #expect(questions.isEmpty, "whoever may have no member needs no placeholder")
    }

    @Test func asksForTheValuesOfTheRefusedPlan() throws {
        let edit = try Self.edit([.add(["1", "2"])], in: Edits.world("groupOfNames", placeholder: ""))
        let refused = Self.plan(adding: ["1", "2"])
        #expect(try Self.asked(edit, knowing: .named, after: refused) == "nobody 1 2")
        #expect(try Self.asked(edit, knowing: .blind, after: refused) == "nobody")
        let many = Self.plan(adding: (1...30).map { "\($0)" })
        #expect(try Self.asked(edit, knowing: .named, after: many) == "all")
    }

    @Test func asksForTheInterimNamesOfThoseWhoGo() throws {
        var world = Edits.world()
        world.interims = InterimNames(below: PlannerWorld.base, areInUse: true)
        let edit = try Self.edit([.remove(["1"]), .add(["2"])], in: world)
        #expect(edit.removedIDs.map(\.text) == ["1"])
        let questions = edit.questions(about: Edits.group(), knowing: .named, after: Self.plan(adding: ["2"]))
        #expect(questions.compactMap(\.value) == [Edits.member("2"), "cn=renaming-1,ou=people,dc=acme"])
        let many = try Self.edit([.remove((0...1000).map { .string("\($0)") })], in: world)
        #expect([many].knowledge(atLeast: .blind) == .all)
    }

    private static func plan(adding ids: [String]) -> Plan {
        let group = Edits.group()
        return Plan(steps: [Plan.Step(.modify(group.dn, [Modification(.add, "member", ids.map(Edits.member))]))])
    }

    private static func asked(
        _ edit: MemberEdit, knowing knowledge: Knowledge, after refused: Plan?
    ) throws -> String {
        edit.questions(about: Edits.group([], "groupOfNames"), knowing: knowledge, after: refused).map {
            $0.value.map { Self.short([$0]) } ?? "all"
        }.joined(separator: " ")
    }

    /// Whose names must be known: of what is replaced all, of what comes and goes those that servers compare in their own way.
    @Test func asksWhoseNamesAreThere() throws {
        let (known, plain, other) = (
            Edits.member("1"), "uid=x,dc=acme" as AttributeValue, "uid=ä,dc=acme" as AttributeValue
        )
        let group = Edits.group(["", known, plain, other], "groupOfNames")
        let world = Edits.world("groupOfNames", placeholder: "")
        func names(_ wish: Wish) throws -> [String] {
            try Self.edit(wish.actions, in: world).namesToResolve(in: group, Edits.references).compactMap(\.value.text)
        }
        #expect(try names(.replace) == ["uid=x,dc=acme", "uid=ä,dc=acme"])
        #expect(try names(.add) == ["uid=ä,dc=acme"])
        #expect(try names(.remove) == ["uid=ä,dc=acme"])
    }

    @Test(
        arguments: [
            (Knowledge.blind, Failure.alreadyThere, Knowledge.named), (.blind, .notThere, .named),
            (.blind, .lostRace, .named), (.blind, .schemaViolation, .all), (.blind, .accessDenied, nil),
            (.named, .alreadyThere, .named), (.named, .notThere, .named), (.named, .lostRace, nil),
            (.named, .schemaViolation, .all), (.all, .alreadyThere, .named), (.all, .lostRace, nil),
            (.all, .schemaViolation, nil),
        ] as [(Knowledge, Failure, Knowledge?)])
    func tellsWhatIsToBeKnownNext(known: Knowledge, refusal: Failure, needed: Knowledge?) {
        #expect(known.needed(after: refusal) == needed)
    }
}
