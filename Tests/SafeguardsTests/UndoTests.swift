import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

@testable import Safeguards

/// What is taken back is as it was, and what that has done can be taken back as well.
@Suite struct UndoTests {
    private typealias World = UndoWorld

    // MARK: Values

    @Test func valuesComeBack() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Clerk", "telephoneNumber: 1")
        try await world.goesThereAndBack(.update) {
            try await world.patch(ada, World.set("title", "Chief"), World.set("nickName", "Countess"))
        }
        try await world.goesThereAndBack(.update) {
            try await world.patch(ada, #"{"op":"remove","path":"title"}"#)
        }
        try await world.goesThereAndBack(.update) { try await world.patch(ada, World.set("title", "chief")) }
    }

    @Test func aSpellingComesBack() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Clerk")
        try await world.goesThereAndBack(.update) { try await world.patch(ada, World.set("title", "CLERK")) }
    }

    // MARK: Accounts

    @Test func aDisabledPersonIsEnabledAgain() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        try await world.goesThereAndBack(.disable) { try await world.patch(ada, World.disable) }
        try await world.goesThereAndBack(.enable) { try await world.patch(ada, World.enable) }
    }

    @Test func whoWasLockedOtherwiseSinceStaysLocked() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        try await world.patch(ada, World.disable)
        world.directory.load(
            "dn: \(World.dn("ada"))\nchangetype: modify\nreplace: pwdAccountLockedTime\npwdAccountLockedTime: 20261201000000Z\n-\n"
        )
        let item = try #require(try await world.undo().items.first)
        #expect(item.state == .changedSince && item.attributes == ["pwdAccountLockedTime"], "\(item)")
        #expect(item.by == nil)
    }

    // MARK: Names

    @Test func aNameComesBackAndTakesReferencesAlong() async throws {
        let world = World(over: World.careless()) { $0.renaming = .follow }
        let ada = try world.addPerson("ada")
        try world.addPerson("bob")
        try world.addGroup("team", World.dn("ada"), World.dn("bob"))
        try await world.goesThereAndBack(.rename) {
            try await world.patch(ada, World.set("userName", "eva"), World.set("title", "Chief"))
        }
        // Who came into a group after the rename is taken along, too.
        let event = try #require(world.archive.all.last { $0.origin.method == "PATCH" })
        try world.addGroup("late", World.dn("eva"))
        let report = try await world.undo(event.id)
        #expect(report.isComplete, "\(report)")
        #expect(world.values("member", of: World.group("late")) == [World.dn("ada")])
    }

    @Test func aServerTakesReferencesAlong() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        try world.addGroup("team", World.dn("ada"))
        try await world.goesThereAndBack(.rename) { try await world.patch(ada, World.set("userName", "eva")) }
    }

    @Test func aNameThatSomebodyElseHasByNowIsNotTaken() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        try await world.patch(ada, World.set("userName", "eva"))
        try world.addPerson("ada", mail: "other")
        let item = try #require(try await world.undo().items.first)
        #expect(item.state == .refused, "\(item)")
    }

    @Test func changesAreTakenBackUnderAnotherName() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Clerk")
        try await world.patch(ada, World.set("title", "Chief"))
        let event = try #require(world.archive.all.last)
        try await world.patch(ada, World.set("userName", "eva"))
        let report = try await world.undo(event.id)
        #expect(report.items.first?.state == .undone && report.items.first?.entry == World.dn("eva"), "\(report)")
        #expect(world.values("title", of: World.dn("eva")) == ["Clerk"])
    }

    // MARK: Members

    @Test func membersGoAndComeBack() async throws {
        let world = World()
        let ids = try ["ada", "bob", "cyd"].map { try world.addPerson($0) }
        let team = try world.addGroup("team", World.dn("ada"))
        try await world.goesThereAndBack(.membership(added: 1, removed: 0)) {
            try await world.patchGroup(team, World.members("add", ids[1]))
        }
        try await world.goesThereAndBack(.membership(added: 0, removed: 1)) {
            try await world.patchGroup(team, World.members("remove", ids[1]))
        }
        try await world.goesThereAndBack(.membership(added: 2, removed: 1)) {
            try await world.patchGroup(team, World.members("replace", ids[1], ids[2]))
        }
    }

    @Test func whoWasAMemberBeforeStaysOne() async throws {
        let world = World()
        let (ada, bob) = (try world.addPerson("ada"), try world.addPerson("bob"))
        let team = try world.addGroup("team", World.dn("ada"))
        try await world.goesThereAndBack(.membership(added: 1, removed: 0)) {
            try await world.patchGroup(team, World.members("add", ada, bob))
        }
    }

    @Test func aMemberWhoHasLeftSinceIsNotLookedFor() async throws {
        let world = World()
        let (ada, bob) = (try world.addPerson("ada"), try world.addPerson("bob"))
        let team = try world.addGroup("team", World.dn("nobody"))
        try await world.patchGroup(team, World.members("add", ada, bob))
        let event = try #require(world.archive.all.last)
        try await world.patchGroup(team, World.members("remove", ada))
        let report = try await world.undo(event.id)
        #expect(report.isComplete, "\(report)")
        #expect(world.values("member", of: World.group("team")) == [World.dn("nobody")])
    }

    @Test func aMemberWhoHasAnotherNameSinceIsNotTakenForOneWhoHasLeft() async throws {
        let world = World()
        let (ada, bob) = (try world.addPerson("ada"), try world.addPerson("bob"))
        let team = try world.addGroup("team", World.dn("nobody"))
        try await world.patchGroup(team, World.members("add", ada))
        let alone = try #require(world.archive.all.last)
        try await world.patchGroup(team, World.members("remove", ada))
        try await world.patchGroup(team, World.members("add", ada, bob))
        let both = try #require(world.archive.all.last)
        try await world.patch(ada, World.set("userName", "eva"))
        for event in [alone, both] {
            let report = try await world.undo(event.id)
            #expect(report.items.map(\.state) == [.changedSince] && !report.isComplete, "\(report)")
            #expect(report.items.first?.reason?.contains(World.dn("ada")) == true, "\(report)")
        }
        #expect(world.values("member", of: World.group("team")) == [World.dn("nobody"), World.dn("eva")])
    }

    @Test func whoHasAnotherNameSinceIsNotAMemberAgainByTheFormerOne() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", World.dn("nobody"), World.dn("ada"))
        try await world.patchGroup(team, World.members("remove", ada))
        let event = try #require(world.archive.all.last)
        try await world.patch(ada, World.set("userName", "eva"))
        let report = try await world.undo(event.id)
        #expect(report.items.map(\.state) == [.changedSince], "\(report)")
        #expect(world.values("member", of: World.group("team")) == [World.dn("nobody")])
    }

    // MARK: Entries

    @Test func whoWasMadeLeavesAsTheConfigurationSays() async throws {
        let world = World()
        let before = try await world.contents()
        try await world.create("ada")
        let report = try await world.undo()
        #expect(report.items.map(\.state) == [.undone], "\(report)")
        #expect(world.directory[World.dn("ada", "ou=leavers")] != nil)
        try await world.undo()
        #expect(world.directory[World.dn("ada")] != nil)
        #expect(try await world.contents().count == before.count + 1)
    }

    @Test func nobodyIsRemovedForGoodWithoutBeingTold() async throws {
        let world = World { $0.deletion = nil }
        try await world.create("ada")
        let event = try #require(world.archive.all.last)
        let item = try #require(try await world.undo().items.first)
        #expect(item.state == .refused && item.reason?.contains("--delete") == true, "\(item)")
        #expect(try await world.undo(event.id, mayDelete: true).isComplete)
        #expect(world.directory[World.dn("ada")] == nil)
    }

    @Test func whoHasBeenChangedSinceIsNotRemoved() async throws {
        let world = World()
        try await world.create("ada")
        let event = try #require(world.archive.all.last)
        try await world.patch(try world.id(World.dn("ada")), World.set("userName", "eva"))
        let item = try #require(try await world.undo(event.id).items.first)
        #expect(item.state == .changedSince && item.attributes.contains("uid"), "\(item)")
        #expect(item.by?.principal == "entra")
    }

    @Test func whoWentToTheTrashComesBackWithTheID() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        try world.addGroup("team", World.dn("ada"))
        try await world.goesThereAndBack(.delete) { try await world.delete(ada) }
        #expect(try world.id(World.dn("ada", "ou=leavers")) == ada)
    }

    @Test func whoWasMarkedComesBack() async throws {
        let world = World {
            $0.deletion = .mark(.init("employeeType", "deleted"))
            $0.filter = .and([$0.filter, .not(.equal("employeeType", "deleted"))])
        }
        let ada = try world.addPerson("ada")
        try await world.goesThereAndBack(.delete) { try await world.delete(ada) }
    }

    @Test func whoWasRemovedForGoodComesBackWithAnotherID() async throws {
        let world = World { $0.deletion = .delete }
        let ada = try world.addPerson("ada", "title: Clerk", "pwdAccountLockedTime: 000001010000Z")
        try world.addPerson("bob")
        try world.addGroup("team", World.dn("ada"), World.dn("bob"))
        try await world.goesThereAndBack(.delete) { try await world.delete(ada) }
        let event = try #require(world.archive.all.last { $0.origin.method == "DELETE" })
        let item = try #require(try await world.undo(event.id).items.first)
        #expect(item.needsRestart && item.state == .undone, "\(item)")
        #expect(try world.id(World.dn("ada")) != ada)
    }

    @Test func theBridgeHasTakenThemOutOfTheirGroups() async throws {
        let world = World(over: World.careless()) {
            $0.deletion = .delete
            $0.renaming = .follow
        }
        let ada = try world.addPerson("ada")
        try world.addPerson("bob")
        try world.addGroup("team", World.dn("ada"), World.dn("bob"))
        try await world.goesThereAndBack(.delete) { try await world.delete(ada) }
    }

    @Test func whoIsThereAgainIsNotMadeTwice() async throws {
        let world = World { $0.deletion = .delete }
        let ada = try world.addPerson("ada")
        try await world.delete(ada)
        let event = try #require(world.archive.all.last)
        try await world.create("ada2", #""emails":[{"type":"work","value":"other@acme.example"}]"#)
        world.directory.load(
            "dn: \(World.dn("ada2"))\nchangetype: modify\nadd: uid\nuid: ada\n-\n")
        let item = try #require(try await world.undo(event.id).items.first)
        #expect(item.state == .refused && item.reason?.contains(World.dn("ada2")) == true, "\(item)")
    }

    // MARK: What stands in the way

    @Test func whatSomebodyElseHasChangedStays() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Clerk")
        try await world.patch(ada, World.set("title", "Chief"), World.set("nickName", "Countess"))
        let event = try #require(world.archive.all.last)
        try await world.patch(ada, World.set("title", "Boss"))
        let later = try #require(world.archive.all.last)
        let item = try #require(try await world.undo(event.id).items.first)
        #expect(item.state == .changedSince && item.attributes == ["title"], "\(item)")
        #expect(item.by == UndoReport.Writer(event: later.id, principal: "entra"))
        #expect(world.values("title", of: World.dn("ada")) == ["Boss"])
        // Newest first, both go.
        let both = try await world.undo(later.id, event.id)
        #expect(both.isComplete, "\(both)")
        #expect(world.values("title", of: World.dn("ada")) == ["Clerk"])
    }

    @Test func whoIsGoneIsSaid() async throws {
        let world = World { $0.deletion = .delete }
        let ada = try world.addPerson("ada")
        try await world.patch(ada, World.set("title", "Chief"))
        let event = try #require(world.archive.all.last)
        try await world.delete(ada)
        let item = try #require(try await world.undo(event.id).items.first)
        #expect(item.state == .gone && item.by?.principal == "entra", "\(item)")
    }

    @Test func anEventThatNobodyKnowsIsRefused() async throws {
        let world = World()
        let unknown = try #require(EventID("000000000000000"))
        let item = try #require(try await world.undo(unknown).items.first)
        #expect(item.state == .refused && item.reason == "There is no event \(unknown) in the journal.")
    }

    @Test func anEventUnderWayIsRefused() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        try await world.patch(ada, World.set("title", "Chief"))
        var event = try #require(world.archive.all.last)
        event.id = try #require(EventID("zzzzzzzzzzzzzzz"))
        event.outcome = nil
        world.archive.add(event)
        let item = try #require(try await world.undo(event.id).items.first)
        #expect(item.state == .refused && item.reason?.contains("under way") == true)
    }

    @Test func whatNobodyKnowsIsLookedUp() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Clerk")
        try await world.patch(ada, World.set("title", "Chief"))
        var event = try #require(world.archive.all.last)
        event.steps[0].fate = .unknown
        event.outcome = .init(.unknown)
        event.id = try #require(EventID("zzzzzzzzzzzzzzz"))
        world.archive.add(event)
        #expect(try await world.undo(event.id).items.map(\.state) == [.undone])
        #expect(try await world.undo(event.id).items.map(\.state) == [.alreadySo])
    }

    @Test func aPasswordIsNotTakenBack() async throws {
        let world = World {
            $0.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
        }
        let ada = try world.addPerson("ada")
        try await world.patch(ada, World.set("password", "secret-9"))
        var event = try #require(world.archive.all.last)
        event.steps[0].secrets = ["userPassword"]
        (event.steps[0].change, event.steps[0].inverse) = (nil, nil)
        event.id = try #require(EventID("zzzzzzzzzzzzzzz"))
        world.archive.add(event)
        let item = try #require(try await world.undo(event.id).items.first)
        #expect(item.state == .cannot && item.reason?.contains("userPassword") == true, "\(item)")
    }

    @Test func manyPeopleComeBack() async throws {
        let world = World()
        let ids = try (0..<40).map { try world.addPerson("p\($0)") }
        for id in ids { try await world.patch(id, World.disable) }
        let events = world.archive.all.map(\.id).reversed()
        let preview = await world.preview(Array(events))
        #expect(preview.items.count == 40 && preview.isComplete)
        let report = await Undo([world.users], archive: world.archive, order: World.order()).run(Array(events))
        #expect(report.items.map(\.event) == Array(events) && report.items.allSatisfy { $0.state == .undone })
        let again = await Undo([world.users], archive: world.archive, order: World.order()).run(Array(events))
        #expect(again.items.allSatisfy { $0.state == .alreadySo })
    }
}
