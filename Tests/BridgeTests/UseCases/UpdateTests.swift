import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// A PATCH or a PUT becomes the smallest change of an entry.
@Suite struct UpdateTests {
    private typealias World = BridgeWorld

    @Test func aPatchIsOneModifyOfWhatChanges() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Old", "o: Acme", "description: not ours")
        let answer = try await world.patch(
            ada.id, World.set("title", "New"), World.set("emails[type eq \"work\"].value", "a@acme.example"),
            #"{"op":"remove","path":"\#(World.enterprise):organization"}"#, World.set("name.familyName", "Old"))
        #expect(try answer.text("title") == "New")
        #expect(answer.id == ada.id)
        #expect(
            world.directory.ldif == """
                dn: \(ada.dn)
                changetype: modify
                delete: o
                o: Acme
                -
                delete: title
                title: Old
                -
                add: title
                title: New
                -
                delete: mail
                mail: ada@acme.example
                -
                add: mail
                mail: a@acme.example
                -

                """)
        #expect(world.values("description", of: ada.dn) == ["not ours"])
    }

    @Test func aPatchThatChangesNothingWritesNothing() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Same")
        let answer = try await world.patch(
            ada.id, World.set("title", "Same"), #"{"op":"remove","path":"externalId"}"#,
            World.set("nickName", "unmapped"))
        #expect(try answer == (await world.read(ada.id)))
        #expect(world.directory.attempts == [])
    }

    /// GET shows the first of several values; a PATCH of it leaves the others, and is not written twice.
    @Test func oneOfSeveralValuesIsChangedAndTheOthersStay() async throws {
        let world = World()
        let ada = try world.addPerson(
            "ada", "mail: one@acme.example", "mail: two@acme.example", "labeledURI: https://acme.example")
        let wish = [World.set("emails[type eq \"work\"].value", "new@acme.example"), World.set("externalId", "x-1")]
        for _ in 0..<2 { try await world.patch(ada.id, wish[0], wish[1]) }
        #expect(world.values("mail", of: ada.dn) == ["new@acme.example", "two@acme.example"])
        #expect(world.values("labeledURI", of: ada.dn) == ["https://acme.example", "x-1"])
        #expect(world.directory.written.count == 1)
    }

    @Test func aPutClearsWhatTheMappingOwnsAndNoMore() async throws {
        let world = World()
        let ada = try world.addPerson(
            "ada", "title: Old", "o: Acme", "description: not ours", "pwdAccountLockedTime: 000001010000Z")
        let answer = try await world.put(ada.id, World.person("ada", #""displayName":"Ada""#))
        #expect(world.values("title", of: ada.dn) == [])
        #expect(world.values("o", of: ada.dn) == [])
        #expect(world.values("cn", of: ada.dn) == ["Ada"])
        // The class demands a surname, and nobody said that the account is active.
        #expect(world.values("sn", of: ada.dn) == ["Old"])
        #expect(world.values("description", of: ada.dn) == ["not ours"])
        #expect(answer.isActive == false)
        #expect(world.values("pwdAccountLockedTime", of: ada.dn).count == 1)
        #expect(world.directory.written.count == 1)
        try await world.put(ada.id, World.person("ada", #""displayName":"Ada""#))
        #expect(world.directory.written.count == 1)
    }

    @Test func whatTheClassesDemandIsNotRemoved() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        await refused(400, .mutability, "name.familyName", "sn") {
            try await world.patch(ada.id, #"{"op":"remove","path":"name.familyName"}"#)
        }
        await refused(400, .mutability, "userName") {
            try await world.patch(ada.id, #"{"op":"remove","path":"userName"}"#)
        }
        await refused(400, .mutability, "emails") {
            try await world.patch(ada.id, #"{"op":"remove","path":"emails[type eq \"work\"].value"}"#)
        }
        #expect(world.directory.attempts == [])
    }

    @Test func aRefusedOperationTakesTheOthersWithIt() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        for (bad, type) in [
            (World.set("noSuchThing", "x"), SCIMError.Kind.invalidPath), (World.set("id", "x"), .mutability),
            (World.set("emails[kind eq \"x\"].value", "x"), .invalidPath),
        ] {
            await refused(400, type) { try await world.patch(ada.id, World.set("title", "New"), bad) }
        }
        #expect(world.directory.attempts == [])
    }

    @Test func whatTheDirectoryRefusesIsSaidInTheClientsWords() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        await refused(400, .invalidValue, "emails") {
            try await world.patch(ada.id, World.set("emails[type eq \"work\"].value", "ümlaut@acme.example"))
        }
        world.directory.interrupt(.refused(.insufficientAccessRights))
        await refused(403, nil, ada.dn) { try await world.patch(ada.id, World.set("title", "New")) }
        for code in [ResultCode.busy, .unavailable, .timeLimitExceeded] {
            world.directory.interrupt(.refused(code))
            let error = await refused(503) { try await world.patch(ada.id, World.set("title", "New")) }
            #expect(error?.retryAfter != nil)
        }
        #expect(world.values("title", of: ada.dn) == [])
    }

    @Test func whoIsOutsideOfBaseAndFilterDoesNotExist() async throws {
        let world = World {
            $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .not(.equal("title", "Robot"))])
        }
        let strangers = [
            try world.addPerson("outside", below: "ou=services"), try world.addPerson("robot", "title: Robot"),
            Known(dn: "", id: World.nobody), Known(dn: "", id: "*"), Known(dn: "", id: "x)(uid=*"),
        ]
        for stranger in strangers {
            await refused(404, nil, stranger.id) { try await world.read(stranger.id) }
            await refused(404, nil, stranger.id) { try await world.patch(stranger.id, World.set("title", "x")) }
            await refused(404, nil, stranger.id) { try await world.put(stranger.id, World.person("outside")) }
            await refused(404, nil, stranger.id) { try await world.delete(stranger.id) }
        }
        #expect(world.directory.attempts == [])
    }

    @Test func whatMayBeWrittenAndNotReadIsNamed() async throws {
        let world = World(over: MemoryDirectory { $0.unreadable = ["title"] })
        let ada = try world.addPerson("ada")
        await refused(500, nil, "title", "read", ada.dn) { try await world.patch(ada.id, World.set("title", "New")) }
        #expect(try await world.patch(ada.id, World.set("displayName", "Ada")).text("displayName") == "Ada")
    }

    /// A password takes the lock away, so the lock is written after it.
    @Test func aPasswordLeavesADisabledAccountDisabled() async throws {
        let world = World(users: World.takePasswords)
        let ada = try world.addPerson("ada", "pwdAccountLockedTime: 000001010000Z")
        let answer = try await world.patch(ada.id, World.set("password", "hush-hush"))
        #expect(world.values("userPassword", of: ada.dn) == ["hush-hush"])
        #expect(world.directory[ada.dn]?["pwdAccountLockedTime"] == World.lock)
        #expect(answer.isActive == false)
        #expect(!world.directory.ldif.contains("hush"))
        let eve = try world.addPerson("eve")
        try await world.patch(eve.id, World.set("password", "hush-hush"), World.disable)
        #expect(world.directory[eve.dn]?["pwdAccountLockedTime"] == World.lock)
        #expect(world.values("userPassword", of: eve.dn) == ["hush-hush"])
    }

    @Test func aChangedNameIsARename() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Old")
        let group = try world.addGroup("team", ada.dn)
        let answer = try await world.patch(ada.id, World.set("userName", "eva"), World.set("title", "New"))
        #expect(answer.id == ada.id)
        #expect(try answer.text("userName") == "eva")
        #expect(!world.exists(ada.dn))
        #expect(world.values("title", of: World.dn("eva")) == ["New"])
        #expect(world.members(group.dn) == [World.dn("eva")])
        #expect(world.directory.ldif.contains("newrdn: uid=eva\ndeleteoldrdn: 1\n"))
    }

    @Test func aServerThatBecomesAnotherIsReadAnew() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        try await world.patch(ada.id, World.set("title", "A"))
        world.directory.failOver()
        #expect(try await world.patch(ada.id, World.set("title", "B")).text("title") == "B")
    }
}
