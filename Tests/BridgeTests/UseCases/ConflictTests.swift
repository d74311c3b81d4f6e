import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// What a 409 says: who holds the value, whether a client can see them, and what to do.
@Suite struct ConflictTests {
    private typealias World = BridgeWorld

    /// A bridge that keeps mail addresses unique by itself, over a directory that does not care.
    private static func world(_ change: (inout Mapping) -> Void = { _ in }) -> World {
        World(over: MemoryDirectory { $0.habits.uniqueAttributes = [] }) { mapping in
            mapping.rdn = "cn"
            for index in mapping.rules.indices where mapping.rules[index].attribute == "mail" {
                mapping.rules[index].isUnique = true
            }
            change(&mapping)
        }
    }

    private static func address(_ text: String) -> String { #""emails":[{"type":"work","value":"\#(text)"}]"# }

    @Test func somebodyWhoIsShownIsToBeMatched() async throws {
        let world = Self.world()
        let holder = try world.addPerson("holder")
        for body in [World.person("HOLDER"), World.person("new", Self.address("Holder@acme.example"))] {
            let error = await refused(409, .uniqueness, holder.dn, "same person", "matching attribute") {
                try await world.create(body)
            }
            #expect(error?.detail.contains("nothing was changed") == false)
        }
        #expect(world.directory.attempts == [])
    }

    @Test func theValueThatIsTakenIsNamed() async throws {
        let world = Self.world()
        try world.addPerson("holder")
        await refused(409, .uniqueness, "userName (uid)") { try await world.create(World.person("holder")) }
        await refused(409, .uniqueness, "emails", "(mail)") {
            try await world.create(World.person("new", Self.address("holder@acme.example")))
        }
    }

    @Test func aChangeSaysThatNothingWasChanged() async throws {
        let world = Self.world()
        let holder = try world.addPerson("holder")
        let other = try world.addPerson("other", "title: T")
        let error = await refused(409, .uniqueness, holder.dn, "userName", "nothing was changed") {
            try await world.patch(other.id, World.set("userName", "holder"), World.set("title", "New"))
        }
        #expect(error?.detail.contains("creating") == false)
        #expect(world.values("title", of: other.dn) == ["T"])
    }

    @Test func somebodyWhoIsDisabledIsSaidToBe() async throws {
        let world = Self.world()
        let holder = try world.addPerson("holder", "pwdAccountLockedTime: 000001010000Z")
        await refused(409, .uniqueness, holder.dn, "is disabled", "rename or delete", "on_rename") {
            try await world.create(World.person("holder"))
        }
    }

    @Test func aValueBehindAnotherIsSaidToBeHidden() async throws {
        let world = Self.world()
        let holder = try world.addPerson("holder", "mail: first@acme.example", "mail: second@acme.example")
        let error = await refused(409, .uniqueness, holder.dn, "mail", "behind another value") {
            try await world.create(World.person("new", Self.address("second@acme.example")))
        }
        #expect(error?.detail.contains("let the client match it") == false)
        await refused(409, .uniqueness, holder.dn, "matching attribute") {
            try await world.create(World.person("new", Self.address("first@acme.example")))
        }
    }

    @Test func somebodyOutsideOfTheFilterIsSaidToBe() async throws {
        let world = Self.world { $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .present("title")]) }
        let holder = try world.addPerson("holder")
        let other = try world.addPerson("other", "title: T")
        await refused(409, .uniqueness, holder.dn, "outside the base or the filter") {
            try await world.create(World.person("holder", #""title":"T""#))
        }
        await refused(409, .uniqueness, holder.dn, "outside the base or the filter") {
            try await world.patch(other.id, World.set("userName", "holder"))
        }
    }

    @Test func somebodyWithoutAnIDIsSaidToBe() async throws {
        let world = World(over: MemoryDirectory { $0.unreadable = ["entryUUID"] })
        let dn = World.dn("holder")
        world.directory.load("dn: \(dn)\nobjectClass: inetOrgPerson\nuid: holder\ncn: x\nsn: x\n")
        await refused(409, .uniqueness, dn, "shows no entryUUID") { try await world.create(World.person("holder")) }
    }

    @Test func severalHoldersAreAConflictToo() async throws {
        let world = Self.world()
        let one = try world.addPerson("one", "uid: shared")
        try world.addPerson("two", "uid: shared")
        await refused(409, .uniqueness, one.dn) { try await world.create(World.person("shared")) }
    }

    @Test func aGroupIsNoPerson() async throws {
        let world = World()
        let team = try world.addGroup("team", "")
        let other = try world.addGroup("other", "")
        let error = await refused(409, .uniqueness, team.dn, "same group", "displayName") {
            try await world.createGroup(#"{"displayName":"TEAM"}"#)
        }
        #expect(error?.detail.contains("person") == false)
        await refused(409, .uniqueness, team.dn, "nothing was changed") {
            try await world.patchGroup(other.id, World.set("displayName", "team"))
        }
    }

    /// The entry itself may have got the value meanwhile, by another writer.
    @Test func anEntryIsNotInItsOwnWay() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(
            .other { $0.load("dn: \(ada.dn)\nchangetype: modrdn\nnewrdn: uid=eva\ndeleteoldrdn: 1\n") })
        #expect(try await world.patch(ada.id, World.set("userName", "eva")).text("userName") == "eva")
        let mail = World.set("emails[type eq \"work\"].value", "ADA@acme.example")
        #expect(try await world.patch(ada.id, mail).text("emails.value") == "ADA@acme.example")
    }

    /// The directory refuses what it keeps unique itself, and is asked who holds it.
    @Test func whatTheDirectoryKeepsUniqueIsNamed() async throws {
        let world = World()
        let holder = try world.addPerson("holder")
        let ada = try world.addPerson("ada")
        await refused(409, .uniqueness, holder.dn, "emails", "nothing was changed") {
            try await world.patch(ada.id, World.set("emails[type eq \"work\"].value", "HOLDER@acme.example"))
        }
        #expect(world.directory.attempts.count == 1)
        #expect(world.values("mail", of: ada.dn) == ["ada@acme.example"])
    }

    @Test func aConstraintThatNobodyCanNameIsNoConflict() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.refused(.constraintViolation))
        await refused(400, .invalidValue) { try await world.patch(ada.id, World.set("title", "x")) }
    }

    @Test func twoCallsForOneNameDoNotBothWrite() async throws {
        let world = Self.world()
        let (ada, eve) = (try world.addPerson("ada"), try world.addPerson("eve"))
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for id in [ada.id, eve.id, ada.id, eve.id] {
                group.addTask {
                    do {
                        try await world.patch(id, World.set("userName", "wanted"))
                        return 200
                    } catch let error as SCIMError {
                        return error.status
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Whoever got the name may send it again.
        #expect(statuses.sorted() == [200, 200, 409, 409])
        #expect(try await world.find(#"userName eq "wanted""#).totalResults == 1)
    }
}
