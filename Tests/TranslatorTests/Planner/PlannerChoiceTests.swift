import LDAP
import SCIM
import Testing

@testable import Translator

/// The planner gives an entry the place, the name and the values that Starbridge chooses for it.
@Suite struct PlannerChoiceTests {
    private static let title = AttributePath(attribute: "title")
    private static let bob = PlannerCreateTests.bob
    private static let people = "ou=people,dc=acme"

    private static func named(_ isNumbered: Bool = true, follows: Bool = true) throws -> PlannerWorld {
        let value = try Template(parsing: "{displayName}")
        return PlannerWorld { mapping in
            mapping.rdn = "cn"
            mapping.naming = Mapping.Naming(value, isNumbered: isNumbered, follows: follows)
            for index in mapping.rules.indices where mapping.rules[index].path.attribute == "displayName" {
                mapping.rules[index] = Mapping.Rule(path: mapping.rules[index].path, attribute: "description")
            }
        }
    }

    private static func placed(_ change: (inout Mapping) -> Void = { _ in }) -> PlannerWorld {
        var table = PlaceTable()
        table["Sales"] = DistinguishedName(server: "ou=sales,\(Self.people)")
        table["Board"] = DistinguishedName(server: "ou=board,\(Self.people)")
        return PlannerWorld { mapping in
            mapping.placement = Mapping.Placement(
                .table(by: Self.title, table), fallback: DistinguishedName(server: Self.people))
            change(&mapping)
        }
    }

    private static func allocating(_ source: Mapping.Allocation.Source = .number(100...199, nil)) -> PlannerWorld {
        PlannerWorld { mapping in
            mapping.objectClasses = ["inetOrgPerson", "posixAccount"]
            mapping.allocations = [.init("uidNumber", source)]
            mapping.rules.append(Mapping.Rule(path: AttributePath(attribute: "nickName"), attribute: "loginShell"))
        }
    }

    private static func set(_ path: String, _ value: String) -> String {
        #"[{"op":"replace","path":"\#(path)","value":"\#(value)"}]"#
    }

    // MARK: Places

    @Test(arguments: [("Sales", "ou=sales,"), ("sales", "ou=sales,"), ("Clerk", "")])
    func aNewEntryIsMadeInItsPlace(title: String, place: String) throws {
        let plan = try Self.placed().create(#"{\#(Self.bob),"title":"\#(title)"}"#)
        #expect(plan.steps.first?.change.target == DistinguishedName(server: "uid=bob,\(place)\(Self.people)"))
    }

    @Test func withoutAPlaceANewEntryIsRefused() throws {
        let world = Self.placed { $0.placement?.fallback = nil }
        let error = refusal { try world.create(#"{\#(Self.bob),"title":"Clerk"}"#) }
        #expect(error?.type == .invalidValue && error?.detail.contains("title \"Clerk\"") == true)
        #expect(error?.detail.contains("users.place") == true)
        #expect(refusal { try world.create("{\(Self.bob)}") }?.detail.contains("title, which is missing") == true)
    }

    @Test(arguments: [
        ("", "Sales", ["rename uid=bob keeping the old value below ou=sales,ou=people,dc=acme", "+title=Sales"]),
        ("", "Clerk", ["+title=Clerk"]),
        // Somebody else has put them there.
        ("ou=guests,", "Sales", ["+title=Sales"]),
        (
            "ou=sales,", "Board",
            ["rename uid=bob keeping the old value below ou=board,ou=people,dc=acme", "+title=Board"]
        ),
        ("ou=sales,", "Sales", ["+title=Sales"]),
    ])
    func anEntryMovesWhenTheValueChanges(place: String, title: String, summary: [String]) throws {
        let entry = Entry.bob(dn: "uid=bob,\(place)\(Self.people)")
        let plan = try Self.placed().patch(entry, Self.set("title", title))
        #expect(plan.summary == summary)
        #expect(plan.effect == (summary.count == 2 ? .rename : .update))
    }

    @Test func whatDoesNotChangeTheValueMovesNobody() throws {
        let entry = Entry.bob(["title": ["Sales"]])
        #expect(try Self.placed().patch(entry, Self.set("displayName", "B")).summary == ["-cn=Bob Lee +cn=B"])
        #expect(try Self.placed().patch(entry, Self.set("title", "Sales")).summary == [])
    }

    @Test func anUnknownValueMovesNobodyWithoutADefault() throws {
        let world = Self.placed { $0.placement?.fallback = nil }
        let entry = Entry.bob(["title": ["Sales"]], dn: "uid=bob,ou=sales,\(Self.people)")
        #expect(try world.patch(entry, Self.set("title", "Clerk")).summary == ["-title=Sales +title=Clerk"])
        #expect(try Self.placed().patch(entry, Self.set("title", "Clerk")).summary.first?.hasPrefix("rename") == true)
    }

    @Test func aMoveIsRefusedLikeARename() throws {
        let world = Self.placed { $0.renaming = .refuse }
        let referrers = [Referrer.group("staff", ["uid=bob,\(Self.people)"])]
        let error = refusal { try world.patch(.bob(), Self.set("title", "Sales"), referrers: referrers) }
        #expect(error?.type == .mutability)
    }

    @Test func whoIsEnabledComesToTheirPlace() throws {
        let gone = "ou=gone,\(Self.people)"
        let world = Self.placed { $0.activation = [.move(below: DistinguishedName(server: gone))] }
        let entry = Entry.bob(["title": ["Sales"]], dn: "uid=bob,\(gone)")
        let plan = try world.patch(entry, #"[{"op":"replace","path":"active","value":true}]"#)
        #expect(plan.steps.last?.change.resultingName == DistinguishedName(server: "uid=bob,ou=sales,\(Self.people)"))
        #expect(try world.patch(entry, Self.set("title", "Board")).summary == ["-title=Sales +title=Board"])
        let off = try world.create(#"{\#(Self.bob),"title":"Sales","active":false}"#)
        #expect(off.steps.first?.change.target == DistinguishedName(server: "uid=bob,\(gone)"))
    }

    // MARK: Names

    @Test func aNewEntryIsNamedByTheTemplate() throws {
        let world = try Self.named()
        let body = #"{\#(Self.bob),"displayName":"Jane Doe"}"#
        #expect(try world.create(body).steps.first?.change.target.description == "cn=Jane Doe,\(Self.people)")
        var choices = Choices()
        choices.name = 3
        let plan = try world.create(body, choosing: choices)
        #expect(plan.steps.first?.change.target.description == "cn=Jane Doe 3,\(Self.people)")
        #expect(plan.summary.first?.contains("description=Jane Doe ") == true)
        #expect(plan.lacking == [])
        #expect(try world.create("{\(Self.bob)}").steps.first?.change.target.description == "cn=bob,\(Self.people)")
    }

    private static func jane(_ cn: String = "Jane Doe 2") -> Entry {
        .bob(["cn": [AttributeValue(cn)], "description": ["Jane Doe"]], dn: "cn=\(cn),\(people)")
    }

    @Test(arguments: [
        ("Jane Doe 2", "Jane Roe", ["rename cn=Jane Roe", "-description=Jane Doe +description=Jane Roe"]),
        ("Jane Doe 2", "jane doe", ["-description=Jane Doe +description=jane doe"]),
        // Somebody else has named them.
        ("J. Doe", "Jane Roe", ["-description=Jane Doe +description=Jane Roe"]),
        // A call that was broken off has renamed them.
        ("Jane Roe", "Jane Roe", ["-description=Jane Doe +description=Jane Roe"]),
    ])
    func aNameFollowsWhatItIsMadeOf(cn: String, displayName: String, summary: [String]) throws {
        let world = try Self.named()
        #expect(try world.patch(Self.jane(cn), Self.set("displayName", displayName)).summary == summary)
    }

    @Test func aNameThatIsKeptStays() throws {
        let world = try Self.named(follows: false)
        let plan = try world.patch(Self.jane(), Self.set("displayName", "Jane Roe"))
        #expect(plan.summary == ["-description=Jane Doe +description=Jane Roe"])
    }

    @Test func aNameThatWouldBeMadeOfNothingStays() throws {
        let plan = try Self.named().patch(Self.jane(), #"[{"op":"remove","path":"displayName"}]"#)
        #expect(plan.summary == ["-description=Jane Doe"])
    }

    @Test func anEntryNamedByAnotherAttributeKeepsItsName() throws {
        let entry = Entry.bob(["description": ["Jane Doe"]])
        let plan = try Self.named().patch(entry, Self.set("displayName", "Jane Roe"))
        #expect(plan.summary == ["-description=Jane Doe +description=Jane Roe"])
    }

    // MARK: What is allocated

    @Test func aNewEntryLacksItsNumberUntilOneIsChosen() throws {
        let world = Self.allocating()
        let plan = try world.create("{\(Self.bob)}")
        #expect(plan.lacking == world.mapping.allocations)
        var choices = Choices()
        choices.allocated["uidNumber"] = 117
        let chosen = try world.create("{\(Self.bob)}", choosing: choices)
        #expect(chosen.lacking == [] && chosen.summary.first?.contains("uidNumber=117") == true)
    }

    @Test func anEntryGetsItsNumberWhenItsClassesDemandIt() throws {
        let world = Self.allocating()
        let shell = Self.set("nickName", "/bin/sh")
        #expect(try world.patch(.bob(), shell).lacking == world.mapping.allocations)
        var choices = Choices()
        choices.allocated["uidNumber"] = 117
        let plan = try world.patch(.bob(), shell, choosing: choices)
        #expect(plan.summary == ["+loginShell=/bin/sh +objectClass=posixAccount +uidNumber=117"])
        #expect(try world.patch(.bob(), Self.set("displayName", "B")).lacking == [])
        let posix = Entry.bob(["objectClass": ["inetOrgPerson", "posixAccount"], "uidNumber": ["7"]])
        #expect(try world.patch(posix, shell).summary == ["+loginShell=/bin/sh"])
    }

    @Test func whatTheClassDemandsBesidesComesWithTheNumber() throws {
        var world = Self.allocating()
        world.mapping.objectClasses = ["inetOrgPerson", "homed"]
        let home = try Template(parsing: "/home/{userName}")
        world.mapping.computed = [Mapping.Computed(attribute: "homeDirectory", templates: [home], isInitial: true)]
        var choices = Choices()
        choices.allocated["uidNumber"] = 117
        let plan = try world.patch(.bob(), Self.set("nickName", "/bin/sh"), choosing: choices)
        #expect(
            plan.summary == [
                "+loginShell=/bin/sh +objectClass=homed +uidNumber=117 +homeDirectory=/home/bob"
            ])
        #expect(try world.patch(.bob(), Self.set("displayName", "B")).summary == ["-cn=Bob Lee +cn=B"])
    }

    @Test func aTextIsMadeOfTheResource() throws {
        let world = Self.allocating(.text(try Template(parsing: "{displayName}"), limit: 6))
        func value(_ body: String, _ number: Int?) throws -> String? {
            let resource = try world.resource(body)
            return try world.planner.value(of: world.mapping.allocations[0], number, for: resource).text
        }
        #expect(try value(#"{"displayName":"Bobby Lee"}"#, nil) == "Bobby")
        #expect(try value(#"{"displayName":"Bobby"}"#, 12) == "Bobb12")
        #expect(try value(#"{"userName":"bob"}"#, 1) == "bob")
        #expect(throws: SCIMError.self) { try value("{}", 1) }
    }

    @Test func aCounterIsCountedUpOrExchanged() {
        let counter = Mapping.Allocation.Counter(DistinguishedName(server: "cn=next,dc=acme"), "uidNumber")
        let counted = Plan.taking(105, from: counter, at: 103, byIncrement: true)
        #expect(counted.summary == ["±uidNumber=3"] && counted.effect == .allocate)
        #expect(counted.steps.allSatisfy { $0.inverse == nil })
        #expect(
            Plan.taking(103, from: counter, at: 103, byIncrement: false).summary == ["-uidNumber=103 +uidNumber=104"])
    }
}
