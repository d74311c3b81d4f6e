import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct PlannerDeleteTests {
    static let lock: AttributeValue = "000001010000Z"
    static let staff = Referrer.group("staff", ["uid=bob,ou=people,dc=acme", "cn=other,dc=acme"])

    @Test func deletesNothingByDefault() throws {
        let world = PlannerWorld { $0.deletion = nil }
        let error = refusal { try world.planner.delete(.bob()) }
        #expect(error?.status == 501)
        #expect(error?.detail.contains("on_delete") == true)
        #expect(throws: SCIMError.self) { try world.planner.checkDeletable() }
        #expect(throws: Never.self) { try PlannerWorld().planner.checkDeletable() }
    }

    @Test(arguments: [
        (
            Entry.bob(), false,
            ["=pwdAccountLockedTime=000001010000Z", "rename uid=bob keeping the old value below \(trash)"]
        ),
        (
            Entry.bob(["pwdAccountLockedTime": [lock]]), false, ["rename uid=bob keeping the old value below \(trash)"]
        ),
        (
            Entry.bob(), true,
            [
                "=pwdAccountLockedTime=000001010000Z",
                "rename uid=bob-\(PlannerWorld.id) keeping the old value below \(trash)",
            ]
        ),
    ])
    func locksAndMovesToTheTrash(entry: Entry, isNameTaken: Bool, summary: [String]) throws {
        let world = PlannerWorld()
        let plan = try world.planner.delete(entry, isNameTaken: isNameTaken)
        #expect(plan.summary == summary)
        #expect(plan.effect == .delete)
        #expect(plan.steps.first?.precondition?.description.contains("entryCSN") == true)
        #expect(plan.steps.dropFirst().allSatisfy { $0.precondition?.description == "(entryUUID=\(PlannerWorld.id))" })

        var older = Entry.bob(dn: "uid=bob,\(PlannerWorld.trash)")
        older["entryUUID"] = ["7d9e2c4a-0000-103f-8b2d-3f1c5e7a9b01"]
        var directory = MemoryDirectory(isNameTaken ? [entry, older] : [entry])
        for step in plan.steps { try directory.apply(step.change) }
        let moved = try #require(directory.entries.values.first { $0["entryUUID"] == entry["entryUUID"] })
        #expect(moved.dn.isWithin(PlannerWorld.trash))
        #expect(moved["pwdAccountLockedTime"] == [Self.lock])
        #expect(moved["uid"].first == "bob")
        for inverse in plan.steps.reversed().compactMap(\.inverse) { try directory.apply(inverse) }
        #expect(directory.entries[entry.dn]?.sorted == entry.sorted)
    }

    static let trash = PlannerWorld.trash

    @Test func deletesForGoodSoThatItCanBeAddedAgain() throws {
        let world = PlannerWorld { $0.deletion = .delete }
        let entry = Entry.bob([
            "description": ["HR"], "pwdAccountLockedTime": [Self.lock], "createTimestamp": ["20261123212810Z"],
            "unknownHere": ["kept"],
        ])
        let plan = try world.planner.delete(entry)
        #expect(plan.summary == ["delete uid=bob,ou=people,dc=acme"])
        #expect(
            plan.steps.first?.inverse?.summary == "add uid=bob,ou=people,dc=acme: objectClass=inetOrgPerson uid=bob "
                + "cn=Bob Lee sn=Lee mail=bob@acme.example description=HR pwdAccountLockedTime=000001010000Z unknownHere=kept"
        )
        #expect(plan.steps.first?.precondition?.description.contains("entryCSN") == true)
        #expect(
            world.planner.attributesToReadBeforeDelete.map(\.description)
                == ["*", "pwdAccountLockedTime", "entryUUID", "createTimestamp", "modifyTimestamp", "entryCSN"]
        )
    }

    @Test(arguments: [Mapping.Deletion.delete, .trash(base: PlannerWorld.trash)])
    func caresForReferences(deletion: Mapping.Deletion) throws {
        var world = PlannerWorld { $0.deletion = deletion }
        let own = try world.planner.delete(.bob(), referrers: [Self.staff]).summary
        world.mapping.renaming = .refuse
        let error = refusal { try world.planner.delete(.bob(), referrers: [Self.staff]) }
        #expect(error?.detail.contains("on_rename") == true)
        #expect(try world.planner.delete(.bob()).summary == own)
        world.mapping.renaming = .follow
        let plan = try world.planner.delete(.bob(), referrers: [Self.staff])
        let (gone, new) = ("-member=uid=bob,ou=people,dc=acme", "uid=bob,\(PlannerWorld.trash)")
        let interim = "cn=renaming-\(PlannerWorld.id),ou=people,dc=acme"
        let wished =
            deletion == .delete
            ? [gone] + own
            : [own[0], "\(gone) +member=\(interim)", own[1], "-member=\(interim) +member=\(new)"]
        #expect(plan.summary == wished)
        if deletion != .delete {
            #expect(plan.steps.map(\.role) == [.disabling, .ordinary, .ordinary, .finishing])
        }
    }

    @Test func whoIsMarkedLeavesGroupsAfterTheLockAndBeforeTheMark() throws {
        var world = PlannerWorld { $0.deletion = .mark(Mapping.Mark("employeeType", "Gone")) }
        let kept = try world.planner.delete(.bob()).summary
        #expect(kept.count == 2)
        for renaming in [Mapping.Renaming.refuse, .server, .follow] {
            world.mapping.renaming = renaming
            let plan = try world.planner.delete(.bob(), referrers: [Self.staff], memberships: [Self.staff])
            #expect(plan.summary == [kept[0], "-member=uid=bob,ou=people,dc=acme", kept[1]], "\(renaming)")
            #expect(plan.steps.map(\.role) == [.disabling, .ordinary, .ordinary])
            #expect(plan.steps[1].inverse?.summary == "+member=uid=bob,ou=people,dc=acme")
        }
    }

    @Test func whoIsTheLastMemberLeavesAPlaceholder() throws {
        let world = PlannerWorld { $0.deletion = .mark(Mapping.Mark("employeeType", "Gone")) }
        var group = Referrer.group("alone", ["uid=bob,ou=people,dc=acme"])
        #expect(refusal { try world.planner.delete(.bob(), memberships: [group]) } != nil)
        group.placeholder = ""
        let plan = try world.planner.delete(.bob(), memberships: [group])
        #expect(plan.summary.contains("-member=uid=bob,ou=people,dc=acme +member="))
    }
}

@Suite struct PlannerReviveTests {
    static let lock: AttributeValue = "000001010000Z"
    let world = PlannerWorld { $0.revival = .externalId }

    static func trashed(_ leaf: String, _ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]> = [:])
        -> Entry
    {
        var entry = Entry.bob(attributes, dn: "\(leaf),\(PlannerWorld.trash)")
        entry["pwdAccountLockedTime"] = [Self.lock]
        return entry
    }

    static let back = "rename uid=bob keeping the old value below ou=people,dc=acme"
    static let body =
        #""userName":"bob","displayName":"Bob Lee","name":{"familyName":"Lee"},"#
        + #""emails":[{"type":"work","value":"bob@acme.example"}]"#

    @Test(arguments: [
        (trashed("uid=bob"), "{\(body)}", [back, "=pwdAccountLockedTime="]),
        (trashed("uid=bob", ["uid": ["bob", "b.lee"]]), "{\(body)}", [back, "=pwdAccountLockedTime="]),
        (trashed("uid=bob"), #"{\#(body),"active":false}"#, [back]),
        (
            trashed("uid=bob-\(PlannerWorld.id)", ["uid": ["bob", AttributeValue("bob-\(PlannerWorld.id)")]]),
            "{\(body)}",
            ["rename uid=bob below ou=people,dc=acme", "=pwdAccountLockedTime="]
        ),
        (
            trashed("uid=bob", ["title": ["Clerk"], "o": ["Acme"], "description": ["HR"]]),
            #"{\#(body),"title":"Chief"}"#,
            ["-o=Acme -title=Clerk +title=Chief", back, "=pwdAccountLockedTime="]
        ),
        (
            trashed("cn=Bob Lee", ["uid": ["robert"]]), "{\(body)}",
            [
                "-uid=robert +uid=bob", "rename cn=Bob Lee keeping the old value below ou=people,dc=acme",
                "=pwdAccountLockedTime=",
            ]
        ),
    ])
    func movesBackAndUnlocksLast(entry: Entry, body: String, summary: [String]) throws {
        let plan = try self.world.planner.revive(entry, as: try self.world.resource(body), references: References())
        #expect(plan.summary == summary)
        #expect(plan.effect == .revive)
        #expect(plan.steps.first?.precondition?.description.contains("objectClass") == false)

        var directory = MemoryDirectory([entry])
        for step in plan.steps { try directory.apply(step.change) }
        let revived = try #require(directory.entries.values.first)
        #expect(revived.dn.parent == PlannerWorld.base)
        #expect(revived["entryUUID"] == entry["entryUUID"])
        #expect(self.world.project(revived)[.userName] == ["bob"])
        #expect(self.world.planner.activity.isActive(revived) == !body.contains("false"))
        for inverse in plan.steps.reversed().compactMap(\.inverse) { try directory.apply(inverse) }
        #expect(directory.entries[entry.dn]?.sorted == entry.sorted)
    }

    @Test func undoesADeletion() throws {
        var directory = MemoryDirectory([.bob()])
        let deletion = try self.world.planner.delete(.bob(), isNameTaken: true)
        for step in deletion.steps { try directory.apply(step.change) }
        let trashed = try #require(directory.entries.values.first)
        let revival = try self.world.planner.revive(
            trashed, as: try self.world.resource("{\(Self.body)}"), references: References()
        )
        for step in revival.steps { try directory.apply(step.change) }
        #expect(directory.entries.values.first?.sorted == Entry.bob().sorted)
    }

    @Test func refusesWhatACreateRefuses() throws {
        let resource = try self.world.resource(#"{"userName":"bob"}"#)
        let error = refusal {
            try self.world.planner.revive(Self.trashed("uid=bob"), as: resource, references: References())
        }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("emails") == true)
    }
}
