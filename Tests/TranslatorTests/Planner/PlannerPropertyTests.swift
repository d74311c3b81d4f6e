import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// What holds for every update: checked on entries and wishes made at random, from seeds that a failure names.
@Suite struct PlannerPropertyTests {
    static let world = PlannerWorld {
        $0.renaming = .follow
        $0.rules.append(
            Mapping.Rule(
                path: AttributePath(attribute: "phoneNumbers", subAttribute: "value"), attribute: "telephoneNumber")
        )
        $0.rules.append(
            Mapping.Rule(path: AttributePath(attribute: "preferredLanguage"), attribute: "preferredLanguage"))
    }
    static let planner = Self.world.planner
    static let projector = EntryProjector(Self.world.bound)
    static let group = DistinguishedName(server: "cn=staff,dc=acme")

    @Test(arguments: 0..<400)
    func isAppliedTakenBackAndAppliedOnlyOnce(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let entry = dice.entry()
        let wished = dice.resource(over: Self.projector.resource(from: entry))
        var directory = MemoryDirectory([entry, Self.staff(naming: entry)])
        let before = directory.entries
        guard let plan = try? self.plan(entry, wished) else { return }

        for step in plan.steps { try directory.apply(step.change) }
        let written = try #require(directory.entries.values.first { $0["entryUUID"] == entry["entryUUID"] })
        let member = directory.entries[Self.group]?["member"].first?.text
        #expect(member.map { DistinguishedName(server: $0) } == written.dn)
        self.checkShown(wished, in: written)
        self.checkHidden(of: entry, in: written)
        if !self.isUncovered(written, by: wished) { #expect(try self.plan(written, wished).steps == []) }

        for inverse in plan.steps.reversed().compactMap(\.inverse) { try directory.apply(inverse) }
        #expect(plan.steps.allSatisfy { $0.inverse != nil })
        #expect(directory.entries.mapValues(\.sorted) == before.mapValues(\.sorted))
        #expect(directory.entries[entry.dn]?.dn.description == entry.dn.description)
    }

    @Test func mostWishesArePlanned() {
        let planned = (0..<400 as Range<UInt64>).filter { seed in
            var dice = Dice(seed: seed)
            let entry = dice.entry()
            return (try? self.plan(entry, dice.resource(over: Self.projector.resource(from: entry))))?.steps.isEmpty
                == false
        }
        #expect(planned.count > 150)
    }

    /// The comparison is part of how the world plans patches.
    @Test(arguments: 0..<400)
    func aPatchIsPlannedFromTheAttributesThatItIsOn(seed: UInt64) {
        var dice = Dice(seed: seed)
        let entry = dice.entry()
        let referrers = [Referrer(Self.staff(naming: entry), attribute: "member")]
        _ = try? Self.world.patch(entry, dice.operations(), referrers: referrers)
    }

    private func plan(_ entry: Entry, _ wished: Resource) throws -> Plan {
        try Self.planner.update(
            entry, current: Self.projector.resource(from: entry),
            revision: Revision(resource: wished, spoken: .only(Self.world.mapping.rules.map(\.path.whole) + [.active])),
            references: References(),
            referrers: [Referrer(Self.staff(naming: entry), attribute: "member")]
        )
    }

    /// Every path shows what was wished for, or a default.
    private func checkShown(_ wished: Resource, in entry: Entry) {
        let shown = Self.projector.resource(from: entry)
        for rule in Self.world.mapping.rules where !wished[rule.path].isEmpty {
            #expect(Set(shown[rule.path]) == Set(wished[rule.path]), "\(rule.path)")
        }
        #expect(shown[.active] == wished[.active])
    }

    /// Whether taking a value away has brought another one to light, which the same wish then takes away too.
    private func isUncovered(_ entry: Entry, by wished: Resource) -> Bool {
        let shown = Self.projector.resource(from: entry)
        return Self.world.mapping.rules.contains { rule in
            guard wished[rule.path].isEmpty, let text = shown[rule.path].first?.string else { return false }
            return rule.defaultValue?.render(wished) != text
        }
    }

    /// Every value that was not shown is still there, if only in the spelling of a wished one that is equal to it.
    private func checkHidden(of entry: Entry, in written: Entry) {
        let shown = Self.projector.resource(from: entry)
        for attribute in entry.attributes where attribute.description != "pwdAccountLockedTime" {
            let texts = Self.world.mapping.rules.filter { $0.attribute == attribute.description }
                .flatMap { shown[$0.path] }.compactMap(\.string)
            let hidden = attribute.values.filter { value in !texts.contains { AttributeValue($0) == value } }
            let kept = Set(written[attribute.description].map { Self.planner.key($0, of: attribute.description) })
            let keys = Set(hidden.map { Self.planner.key($0, of: attribute.description) })
            #expect(keys.isSubset(of: kept), "\(attribute.description)")
            let isMapped = Self.world.mapping.rules.contains { $0.attribute == attribute.description }
            if !isMapped { #expect(written[attribute.description] == attribute.values) }
        }
    }

    private static func staff(naming entry: Entry) -> Entry {
        var staff = Entry(dn: self.group)
        staff["objectClass"] = ["groupOfNames"]
        staff["cn"] = ["staff"]
        staff["member"] = [AttributeValue(entry.dn.description)]
        return staff
    }
}

/// The same seed makes the same entries and wishes.
private struct Dice: RandomNumberGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { self.generator = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { self.generator.next() }

    mutating func isLucky(_ chances: Int, of all: Int = 10) -> Bool { Int.random(in: 0..<all, using: &self) < chances }

    /// Some of the values, in any order.
    mutating func some(_ values: [AttributeValue], atLeast minimum: Int = 0) -> LDAP.Attribute.Values {
        values.shuffled(using: &self).prefix(Int.random(in: minimum...values.count, using: &self))
    }

    mutating func entry() -> Entry {
        var entry = Entry.bob()
        entry["uid"] = self.some(["bob", "b.lee", "robert"], atLeast: 1)
        entry["cn"] = self.some(["Bob Lee", "Lee, Bob", "Robert"], atLeast: 1)
        entry["sn"] = self.some(["Lee", "Li"], atLeast: 1)
        entry["mail"] = self.some(["a@x", "b@x", "c@x"], atLeast: 1)
        entry["title"] = self.some(["Clerk", "Cook"])
        entry["labeledURI"] = self.some(["https://a", "4711", "https://b", "4712"])
        entry["telephoneNumber"] = self.some(["+1 555 0100", "+2", "+3"])
        entry["description"] = self.some(["HR", "R+D"])
        entry["preferredLanguage"] = self.some(["en", "de"]).prefix(1)
        if self.isLucky(3) { entry["pwdAccountLockedTime"] = ["000001010000Z"] }
        let naming: AttributeDescription = self.isLucky(7) ? "uid" : "cn"
        if let value = entry[naming].randomElement(using: &self) {
            entry.dn = PlannerWorld.base.appending(RelativeDistinguishedName(naming, value))
        }
        return entry
    }

    private static let texts: [(AttributePath, [String])] = [
        (.userName, ["bob", "BOB", "rob", "b.lee", "a,b"]),
        (.externalID, ["4711", "4712", "4713"]),
        (AttributePath(attribute: "displayName"), ["Bob Lee", "BOB LEE", "Robert", "New"]),
        (AttributePath(attribute: "name", subAttribute: "familyName"), ["Lee", "Li", "Low"]),
        (AttributePath(attribute: "title"), ["Clerk", "clerk", "Chief"]),
        (AttributePath(attribute: "preferredLanguage"), ["en", "EN", "fr"]),
        (
            AttributePath(
                attribute: "emails", filter: .compare(AttributePath(attribute: "type"), .eq, "work"),
                subAttribute: "value"
            ), ["a@x", "B@X", "n@x"]
        ),
    ]

    /// The operations of a PATCH as JSON.
    mutating func operations() -> String {
        var operations: [String] = []
        for (path, texts) in Self.texts where self.isLucky(4) {
            let text = texts.randomElement(using: &self) ?? ""
            let op = self.isLucky(8) ? "replace" : self.isLucky(5) ? "add" : "remove"
            let value = op == "remove" ? "" : #", "value": "\#(text)""#
            let quoted = path.description.replacing("\"", with: "\\\"")
            operations.append(#"{"op": "\#(op)", "path": "\#(quoted)"\#(value)}"#)
        }
        if self.isLucky(3) { operations.append(#"{"op": "replace", "path": "active", "value": \#(self.isLucky(5))}"#) }
        if self.isLucky(3) { operations.append(#"{"op": "add", "path": "phoneNumbers", "value": [{"value": "+4"}]}"#) }
        if self.isLucky(1) { operations.append(#"{"op": "replace", "path": "nickName", "value": "B"}"#) }
        return "[" + operations.joined(separator: ", ") + "]"
    }

    mutating func resource(over current: Resource) -> Resource {
        var wished = current
        for (path, texts) in Self.texts where self.isLucky(4) {
            let text = self.isLucky(8) || path == .userName ? texts.randomElement(using: &self) : nil
            wished.set(text.map { [.string($0)] } ?? [], at: path)
        }
        if self.isLucky(5) {
            let numbers = self.some(["+15550100", "+2", "+4"]).compactMap(\.text).map(Value.string)
            wished.set(numbers, at: AttributePath(attribute: "phoneNumbers", subAttribute: "value"))
        }
        if self.isLucky(4) { wished.set([.boolean(self.isLucky(5))], at: .active) }
        return wished
    }
}
