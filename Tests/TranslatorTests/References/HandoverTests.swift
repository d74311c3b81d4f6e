import LDAP
import SCIM
import Testing

@testable import Translator

/// References to an entry that gets another name: stopped after any step and repeated, all is as if nothing had happened, and
/// nobody inherits the name of somebody dead.
@Suite struct HandoverTests {
    static let old = "uid=bob,ou=people,dc=acme"
    static let new = "uid=rob,ou=people,dc=acme"
    static let interim = "cn=renaming-\(PlannerWorld.id),ou=people,dc=acme"
    static let ann = "uid=ann,ou=people,dc=acme"
    static let rename = #"[{"op":"replace","value":{"title":"Chief","userName":"rob"}}]"#

    let world = PlannerWorld { $0.renaming = .follow }

    @Test func takesReferencesToTheNewNameByWayOfAnInterimOne() throws {
        let plan = try self.world.patch(.bob(), Self.rename, referrers: [.group("staff", [Self.ann, Self.old])])
        #expect(
            plan.summary == [
                "-member=\(Self.old) +member=\(Self.interim)", "rename uid=rob", "+title=Chief",
                "-member=\(Self.interim) +member=\(Self.new)",
            ])
        #expect(plan.steps.map(\.role) == [.ordinary, .ordinary, .ordinary, .finishing])
        #expect(plan.steps[1].precondition?.description.contains("entryCSN") == true)
        #expect(plan.steps[0].inverse?.summary == "-member=\(Self.interim) +member=\(Self.old)")
        #expect(
            plan.steps[3].precondition?.description == "(&(entryUUID=\(Referrer.groupID))(member=\(Self.interim)))")
    }

    @Test(arguments: [Mapping.Renaming.follow, .server])
    func takesTheNameOfTheDeadAwayFirst(renaming: Mapping.Renaming) throws {
        let world = PlannerWorld { $0.renaming = renaming }
        let plan = try world.patch(.bob(), Self.rename, referrers: [.group("dead", [Self.ann, Self.new])])
        #expect(plan.summary == ["-member=\(Self.new)", "rename uid=rob", "+title=Chief"])
        var only = Referrer.group("dead", [Self.new])
        only.placeholder = ""
        let replaced = try world.patch(.bob(), Self.rename, referrers: [only])
        #expect(replaced.summary.first == "-member=\(Self.new) +member=")
        var foreign = Referrer.group("foreign", [Self.new])
        foreign.isShown = false
        let error = refusal { try world.patch(.bob(), Self.rename, referrers: [foreign]) }
        #expect(error?.status == 409)
        #expect(error?.detail.contains("cn=foreign,dc=acme") == true)
    }

    @Test func aNewEntryInheritsNothing() throws {
        let name = DistinguishedName(server: Self.new)
        let steps = try self.world.planner.clearing(
            EntryNames(old: name, new: name, interim: nil),
            from: [.group("dead", [Self.ann, "UID=rob,OU=people,dc=acme"])])
        #expect(Plan(steps: steps).summary == ["-member=UID=rob,OU=people,dc=acme"])
        #expect(steps.first?.inverse?.summary == "+member=UID=rob,OU=people,dc=acme")
    }

    /// A world in which groups know people by their user names.
    private static func keyed(_ renaming: Mapping.Renaming) -> PlannerWorld {
        PlannerWorld(keys: ["uid"]) { $0.renaming = renaming }
    }

    private static func unix(_ name: String, _ uids: String...) -> Referrer {
        var referrer = Referrer.group(name, [])
        referrer.attribute = "memberUid"
        referrer.key = "uid"
        referrer.entry["memberUid"] = uids.map { AttributeValue($0) }[...]
        return referrer
    }

    @Test(arguments: [Mapping.Renaming.follow, .server])
    func takesUserNamesAlongWhoeverCaresForDistinguishedOnes(renaming: Mapping.Renaming) throws {
        let plan = try Self.keyed(renaming).patch(.bob(), Self.rename, referrers: [Self.unix("unix", "ann", "bob")])
        let interim = "renaming-\(PlannerWorld.id)"
        #expect(
            plan.summary == [
                "-memberUid=bob +memberUid=\(interim)", "rename uid=rob", "+title=Chief",
                "-memberUid=\(interim) +memberUid=rob",
            ])
        #expect(
            plan.keys == [KeyNames("uid", old: ["bob"], new: "rob", interim: AttributeValue(interim))])
    }

    @Test func userNamesOfTheDeadGoAndAnEntryThatKeepsItsNameTakesNothingAlong() throws {
        let world = Self.keyed(.follow)
        let plan = try world.patch(.bob(), Self.rename, referrers: [Self.unix("dead", "ann", "rob")])
        #expect(plan.summary == ["-memberUid=rob", "rename uid=rob", "+title=Chief"])
        let title = #"[{"op":"replace","path":"title","value":"Chief"}]"#
        let other = try world.patch(.bob(), title, referrers: [Self.unix("unix", "renaming-\(PlannerWorld.id)")])
        #expect(other.summary == ["+title=Chief", "-memberUid=renaming-\(PlannerWorld.id) +memberUid=bob"])
        #expect(other.keys == [])
        let refused = refusal {
            try Self.keyed(.refuse).patch(.bob(), Self.rename, referrers: [Self.unix("unix", "bob")])
        }
        #expect(refused?.detail.contains("on_rename") == true)
    }

    @Test func theTrashStandsInNobodysWay() throws {
        var world = PlannerWorld { $0.renaming = .refuse }
        var leaver = Referrer.group("leaver", [Self.ann, Self.old])
        leaver.entry.dn = DistinguishedName(server: "uid=leaver,\(PlannerWorld.trash)")
        leaver.isDeleted = true
        #expect(try world.patch(.bob(), Self.rename, referrers: [leaver]).summary.count == 4)
        world.mapping.deletion = .delete
        #expect(
            try world.planner.delete(.bob(), referrers: [leaver]).summary == [
                "-member=\(Self.old)", "delete \(Self.old)",
            ])
    }

    /// What the directory holds after each step, and what a bridge without a memory makes of it.
    @Test(arguments: 0...6, [false, true])
    func isFinishedByTheSameCallAfterAnyStep(stop: Int, isDead: Bool) throws {
        var groups = [[Self.old], [Self.ann, "uid=BOB,ou=people,dc=acme"], [Self.ann]]
        if isDead { groups[2].append(Self.new) }
        var directory = MemoryDirectory(
            [.bob()] + groups.enumerated().map { Referrer.group("g\($0)", $1).entry })
        let first = try self.patch(in: directory)
        for step in first.steps.prefix(stop) { try directory.apply(step.change) }
        for step in try self.patch(in: directory).steps { try directory.apply(step.change) }
        #expect(try self.patch(in: directory).summary == [])
        let members = (0..<3).map { number in
            directory.entries[DistinguishedName(server: "cn=g\(number),dc=acme")]?["member"].compactMap(\.text).sorted()
        }
        #expect(members == [[Self.new], [Self.ann, Self.new], [Self.ann]])
        #expect(directory.entries[DistinguishedName(server: Self.new)]?["title"] == ["Chief"])
    }

    @Test(arguments: 1...5)
    func whatIsTakenAwayMeanwhileStaysAway(stop: Int) throws {
        let name = DistinguishedName(server: "cn=g,dc=acme")
        var directory = MemoryDirectory([.bob(), Referrer.group("g", [Self.ann, Self.old]).entry])
        for step in try self.patch(in: directory).steps.prefix(stop) { try directory.apply(step.change) }
        // By whatever name stands for the entry.
        directory.entries[name]?["member"] = [AttributeValue(Self.ann)]
        for step in try self.patch(in: directory).steps { try directory.apply(step.change) }
        #expect(directory.entries[name]?["member"] == [AttributeValue(Self.ann)])
        #expect(try self.patch(in: directory).summary == [])
    }

    /// Plans the call as the bridge does, by what it finds.
    private func patch(in directory: MemoryDirectory) throws -> Plan {
        let bob = try #require(
            directory.entries.values.first { $0["uid"].contains("bob") || $0["uid"].contains("rob") })
        let names = self.world.planner.names(of: bob, becoming: DistinguishedName(server: Self.new))
        let referrers = directory.entries.values.map { Referrer($0, attribute: "member", placeholder: "") }.filter {
            names.change(by: nil).all.contains(where: $0.names)
        }
        let wanted = names.isSame ? referrers.filter { $0.names(names.change(by: nil).interim) } : referrers
        return try self.world.patch(bob, Self.rename, referrers: wanted)
    }
}

extension Referrer {
    static let groupID = "11111111-2222-3333-4444-555555555555"

    /// A group of these members.
    static func group(_ name: String, _ members: [String]) -> Referrer {
        var entry = Entry(dn: DistinguishedName(server: "cn=\(name),dc=acme"))
        entry["objectClass"] = ["groupOfNames"]
        entry["cn"] = [AttributeValue(name)]
        entry["entryUUID"] = [AttributeValue(Self.groupID)]
        entry["member"] = members.map { AttributeValue($0) }[...]
        return Referrer(entry, attribute: "member")
    }
}
