import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// An entry gets another name, and whoever names it is told.
@Suite struct RenameTests {
    private typealias World = BridgeWorld

    private static let other = "cn=other,\(World.suffix)"

    /// A bridge that takes references along itself.
    private static func following(_ renaming: Mapping.Renaming = .follow) -> World {
        World(over: World.carelessDirectory()) {
            $0.renaming = renaming
            World.showManager(&$0)
        }
    }

    private static func rename(_ name: String) -> String { World.set("userName", name) }

    @Test func theBridgeTakesReferencesAlong() async throws {
        let world = Self.following()
        let boss = try world.addPerson("boss")
        let report = try world.addPerson("report", "manager: \(boss.dn)")
        world.directory.load("dn: \(boss.dn)\nchangetype: modify\nadd: manager\nmanager: \(boss.dn)\n-\n")
        let team = try world.addGroup("team", boss.dn, Self.other)
        #expect(try await world.patch(boss.id, Self.rename("chief")).text("userName") == "chief")
        let new = World.dn("chief")
        #expect(world.values("manager", of: report.dn) == [new])
        #expect(world.values("manager", of: new) == [new])
        #expect(world.members(team.dn) == [new, Self.other])
    }

    @Test func isRefusedWhereNobodyTakesReferencesAlong() async throws {
        let world = Self.following(.refuse)
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn)
        await refused(400, .mutability, team.dn, "on_rename") { try await world.patch(ada.id, Self.rename("eva")) }
        #expect(world.directory.attempts == [])
        world.directory.load("dn: \(team.dn)\nchangetype: delete\n")
        try await world.patch(ada.id, Self.rename("eva"))
        #expect(world.exists(World.dn("eva")))
    }

    @Test func whatIsNotMappedIsNeitherLeftNorWritten() async throws {
        let world = Self.following()
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, Self.other)
        let foreign = try world.addGroup("foreign", ada.dn, below: "ou=services")
        let error = await refused(400, .mutability, foreign.dn, "`server`") {
            try await world.patch(ada.id, Self.rename("eva"))
        }
        #expect(error?.detail.contains(team.dn) == false)
        #expect(world.directory.attempts == [])
    }

    @Test func anEntryWithOthersBelowItKeepsItsName() async throws {
        for renaming in [Mapping.Renaming.follow, .refuse] {
            let world = Self.following(renaming)
            let ada = try world.addPerson("ada")
            world.directory.load("dn: cn=phone,\(ada.dn)\nobjectClass: device\ncn: phone\n")
            await refused(400, .mutability, ada.dn, "cn=phone") { try await world.patch(ada.id, Self.rename("eva")) }
            try await world.patch(ada.id, Self.rename("ADA"))
            #expect(world.values("uid", of: ada.dn) == ["ADA"])
        }
    }

    /// Groups of RFC 2307 name an account by its plain name, which nobody carries along.
    @Test func anAccountNameThatGroupsHoldIsNotChanged() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let posix = "cn=posix,ou=groups,\(World.suffix)"
        world.directory.load("dn: \(posix)\nobjectClass: posixGroup\ncn: posix\ngidNumber: 5\nmemberUid: ada\n")
        await refused(400, .mutability, posix, "memberUid", "ada") { try await world.patch(ada.id, Self.rename("eva")) }
        #expect(world.directory.attempts == [])
    }

    @Test func anAccountNameThatIsNotTheEntrysNameIsNotChangedEither() async throws {
        let world = World(users: { $0.rdn = "cn" })
        let ada = try world.addPerson("ada")
        for number in 1...4 {
            world.directory.load(
                "dn: cn=g\(number),ou=groups,\(World.suffix)\nobjectClass: posixGroup\ncn: g\(number)\ngidNumber: 5\nmemberUid: ada\n"
            )
        }
        await refused(400, .mutability, "cn=g1", "and 1 more", "memberUid") {
            try await world.patch(ada.id, Self.rename("eva"))
        }
        try await world.patch(ada.id, World.set("title", "T"))
        #expect(world.directory.written.count == 1)
    }

    @Test func aNameThatSomebodyHasIsAConflict() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let eva = try world.addPerson("eva")
        let error = await refused(409, .uniqueness, eva.dn, "nothing was changed") {
            try await world.patch(ada.id, Self.rename("EVA"))
        }
        #expect(error?.detail.contains("creating") == false)
        #expect(world.directory.attempts == [])
    }

    @Test(arguments: [Mapping.Renaming.follow, .server])
    func aNewNameInheritsNothing(renaming: Mapping.Renaming) async throws {
        let world = Self.following(renaming)
        let ada = try world.addPerson("ada")
        let dead = try world.addGroup("dead", World.dn("eva"), Self.other)
        try await world.patch(ada.id, Self.rename("eva"))
        #expect(world.exists(World.dn("eva")))
        #expect(world.members(dead.dn) == [Self.other])
    }

    @Test(arguments: [Mapping.Renaming.follow, .refuse])
    func whatNamesTheEntryMeanwhileIsTakenAlong(renaming: Mapping.Renaming) async throws {
        let world = Self.following(renaming)
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", Self.other)
        world.directory.interrupt(
            .other { $0.load("dn: \(team.dn)\nchangetype: modify\nadd: member\nmember: \(ada.dn)\n-\n") })
        try await world.patch(ada.id, Self.rename("eva"))
        #expect(world.members(team.dn) == [World.dn("eva"), Self.other])
    }

    // MARK: - Broken off

    /// Every step of a rename is refused in turn: all is as it was.
    @Test(arguments: 1...4) func aRefusedStepTakesTheOthersBack(step: Int) async throws {
        let world = Self.following()
        let ada = try world.addPerson("ada", "title: Old")
        let teams = [
            try world.addGroup("one", ada.dn), try world.addGroup("two", ada.dn, Self.other),
            try world.addGroup("new", World.dn("eva"), Self.other),
        ]
        let before = (world.members(teams[0].dn), world.members(teams[1].dn), world.members(teams[2].dn))
        world.directory.interrupt(write: step, .refused(.insufficientAccessRights))
        await refused(403) { try await world.patch(ada.id, Self.rename("eva"), World.set("title", "New")) }
        #expect(world.exists(ada.dn) && !world.exists(World.dn("eva")))
        #expect(world.values("title", of: ada.dn) == ["Old"])
        #expect(before == (world.members(teams[0].dn), world.members(teams[1].dn), world.members(teams[2].dn)))
    }

    /// The directory goes away at every step in turn: the call is repeated, and all is as wished.
    @Test(arguments: 1...6, [false, true]) func aCallThatWasBrokenOffIsFinishedByItsRepeat(step: Int, isMade: Bool)
        async throws
    {
        let world = Self.following()
        let ada = try world.addPerson("ada", "title: Old")
        let report = try world.addPerson("report", "manager: \(ada.dn)")
        let (one, two) = (try world.addGroup("one", ada.dn), try world.addGroup("two", ada.dn, Self.other))
        world.directory.interrupt(write: step, .lost(isMade: isMade))
        let wish = [Self.rename("eva"), World.set("title", "New")]
        do {
            try await world.patch(ada.id, wish[0], wish[1])
        } catch let error as SCIMError {
            #expect(error.status == 503, "\(error)")
            #expect(error.retryAfter != nil)
        }
        let answer = try await world.patch(ada.id, wish[0], wish[1])
        let new = World.dn("eva")
        #expect(try answer.text("userName") == "eva")
        #expect(world.values("entryUUID", of: new) == [ada.id])
        #expect(world.values("title", of: new) == ["New"])
        #expect(world.members(one.dn) == [new])
        #expect(world.members(two.dn) == [new, Self.other])
        #expect(world.values("manager", of: report.dn) == [new])
    }

    @Test(arguments: 1...5, [false, true]) func aDeletionThatWasBrokenOffIsFinishedByItsRepeat(step: Int, isMade: Bool)
        async throws
    {
        let world = Self.following()
        let ada = try world.addPerson("ada")
        let (one, two) = (try world.addGroup("one", ada.dn), try world.addGroup("two", ada.dn, Self.other))
        world.directory.interrupt(write: step, .lost(isMade: isMade))
        do {
            try await world.delete(ada.id)
        } catch let error as SCIMError {
            #expect(error.status == 503, "\(error)")
        }
        do {
            try await world.delete(ada.id)
        } catch let error as SCIMError {
            // It was done, and nobody knew.
            #expect(error.status == 404, "\(error)")
        }
        let trashed = World.dn("ada", "ou=leavers")
        #expect(world.values("entryUUID", of: trashed) == [ada.id])
        #expect(world.directory[trashed]?["pwdAccountLockedTime"] == World.lock)
        #expect(world.members(one.dn) == [trashed])
        #expect(world.members(two.dn) == [trashed, Self.other])
    }

    @Test func whatOthersHaveChangedMeanwhileIsNotTakenBack() async throws {
        let world = Self.following()
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, Self.other)
        let interim = "cn=renaming-\(ada.id),ou=people,\(World.suffix)"
        world.directory.interrupt(
            write: 2,
            Interruption.refused(.insufficientAccessRights).after {
                $0.load("dn: \(team.dn)\nchangetype: modify\ndelete: member\nmember: \(interim)\n-\n")
            })
        await refused(500, nil, team.dn) { try await world.patch(ada.id, Self.rename("eva")) }
        #expect(world.members(team.dn) == [Self.other])
    }

    @Test func isJudgedByWhatFailedLast() async throws {
        let world = Self.following()
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn)
        world.directory.interrupt(write: 2, .refused(.assertionFailed))
        world.directory.interrupt(write: 3, .refused(.serverDown))
        let error = await refused(503, nil, "Try again", team.dn) { try await world.patch(ada.id, Self.rename("eva")) }
        #expect(error?.retryAfter == 10)
        try await world.patch(ada.id, Self.rename("eva"))
        #expect(world.members(team.dn) == [World.dn("eva")])
    }

    /// While references are on their way they name nobody else.
    @Test func whoIsNamedByTheInterimNameIsShown() async throws {
        let world = Self.following()
        let ada = try world.addPerson("ada")
        let interim = "cn=renaming-\(ada.id),ou=people,\(World.suffix)"
        let team = try world.addGroup("team", interim, Self.other)
        let report = try world.addPerson("report", "manager: \(interim)")
        let read = try await world.readGroup(team.id)
        #expect(read.memberIDs == [ada.id])
        #expect(try await world.read(report.id).text("\(World.enterprise):manager.value") == ada.id)
        // The next call that speaks of names finishes what an earlier one has left.
        try await world.patch(ada.id, Self.rename("ada"))
        #expect(world.members(team.dn) == [ada.dn, Self.other])
        #expect(world.values("manager", of: report.dn) == [ada.dn])
    }

    // MARK: - Servers that keep references right

    /// The answer to a rename was lost, and the entry has told that it is made: whether references went along is looked for.
    @Test func aServerThatDiedInARenameIsLookedAfter() async throws {
        let world = Self.following(.server)
        let ada = try world.addPerson("ada")
        let report = try world.addPerson("report", "manager: \(ada.dn)")
        let team = try world.addGroup("team", ada.dn, Self.other)
        world.directory.interrupt(.readBack)
        try await world.patch(ada.id, Self.rename("eva"))
        #expect(world.values("manager", of: report.dn) == [World.dn("eva")])
        #expect(world.members(team.dn) == [World.dn("eva"), Self.other])
    }

    @Test func aServerThatDiedInADeletionIsLookedAfter() async throws {
        let world = World(over: World.carelessDirectory(), users: { $0.deletion = .delete })
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, Self.other)
        world.directory.interrupt(.readBack)
        try await world.delete(ada.id)
        #expect(world.members(team.dn) == [Self.other])
    }

    /// Nobody knows whether the rename was made; the repeat of the call finds out, and looks after the references.
    @Test(arguments: [false, true]) func aRenameOfUnknownOutcomeIsFinishedByItsRepeat(isMade: Bool) async throws {
        let world = Self.following(.server)
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, Self.other)
        world.directory.interrupt(.lost(isMade: isMade))
        await refused(503) { try await world.patch(ada.id, Self.rename("eva")) }
        #expect(try await world.patch(ada.id, Self.rename("eva")).text("userName") == "eva")
        // What was in doubt is looked after; what the server was simply told to do is its own affair.
        #expect(world.members(team.dn) == [isMade ? World.dn("eva") : ada.dn, Self.other])
    }

    /// Nobody inherits the name of somebody of whose rename nobody knows.
    @Test func aNewEntryDoesNotInheritFromARenameOfUnknownOutcome() async throws {
        let world = Self.following(.server)
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, Self.other)
        world.directory.interrupt(.lost(isMade: true))
        await refused(503) { try await world.patch(ada.id, Self.rename("eva")) }
        let body = World.person("ada", #""emails":[{"type":"work","value":"new@acme.example"}]"#)
        #expect(try await world.create(body).id != ada.id)
        #expect(world.members(team.dn) == [World.dn("eva"), Self.other])
    }

    @Test func whatOnlyTheServerMayWriteIsSaid() async throws {
        let world = World(over: World.carelessDirectory(), options: { $0.maximumAttempts = 1 })
        let ada = try world.addPerson("ada")
        let foreign = try world.addGroup("foreign", ada.dn, below: "ou=services")
        world.directory.interrupt(.readBack)
        let error = await refused(503, nil, ada.dn, foreign.dn, "referential integrity") {
            try await world.patch(ada.id, Self.rename("eva"))
        }
        #expect(error?.retryAfter == 10)
        // The disable is not kept waiting by that.
        #expect(try await world.patch(ada.id, World.disable).isActive == false)
        await refused(503, nil, foreign.dn) { try await world.patch(ada.id, World.set("title", "x")) }
    }
}
