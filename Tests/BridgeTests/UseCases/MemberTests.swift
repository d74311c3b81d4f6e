import Bridge
import Directories
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// Members come and go by value, whatever is known of those who are there.
@Suite struct MemberTests {
    private typealias World = BridgeWorld

    private static let stays = "cn=inspector,ou=services,dc=acme,dc=example"

    private static func people(_ world: World, _ count: Int) throws -> [Known] {
        try (0..<count).map { try world.addPerson("p\($0)") }
    }

    /// Nobody reads a group of a hundred thousand to add one.
    @Test func comeAndGoWithoutReadingTheList() async throws {
        let world = World()
        let people = try Self.people(world, 3)
        let team = try world.addGroup("team", Self.stays)
        let (a, b, c) = (people[0], people[1], people[2])
        for (operation, members) in [
            (World.members("Add", a.id, b.id), [a, b]), (World.members("Add", a.id, b.id), [a, b]),
            (#"{"op":"add","path":"members","value":"\#(c.id)"}"#, [a, b, c]),
            (World.members("Remove", a.id), [b, c]), (World.members("Remove", a.id), [b, c]),
            (#"{"op":"remove","path":"members[value eq \"\#(b.id)\"]"}"#, [c]),
            (#"{"op":"add","value":{"members":[{"value":"\#(b.id.uppercased())"}]}}"#, [b, c]),
            (World.members("Remove", World.nobody), [b, c]), (World.members("Remove"), [b, c]),
        ] {
            try await world.patchGroup(team.id, operation)
            #expect(world.members(team.dn) == Set(members.map(\.dn) + [Self.stays]), "\(operation)")
        }
        let reads = world.directory.searches.filter {
            $0.attributes.contains("member") || $0.attributes.contains("*") || $0.attributes.isEmpty
        }
        #expect(reads == [])
    }

    @Test func whatIsAsWishedIsNotWritten() async throws {
        let world = World()
        let people = try Self.people(world, 2)
        let team = try world.addGroup("team", people[0].dn)
        let version = world.values("entryCSN", of: team.dn)
        try await world.patchGroup(team.id, World.members("add", people[0].id))
        try await world.patchGroup(team.id, World.members("remove", people[1].id))
        try await world.patchGroup(team.id, World.set("displayName", "team"), World.members("add", people[0].id))
        #expect(world.directory.written == [])
        #expect(world.values("entryCSN", of: team.dn) == version)
    }

    @Test func someAreThereAlreadyAndTheOthersCome() async throws {
        let world = World()
        let people = try Self.people(world, 4)
        let team = try world.addGroup("team", people[0].dn, people[1].dn)
        try await world.patchGroup(
            team.id, World.members("remove", people[0].id, people[3].id),
            World.members("add", people[1].id, people[2].id))
        #expect(world.members(team.dn) == [people[1].dn, people[2].dn])
        #expect(world.directory.written.count == 1)
    }

    @Test func whoIsNobodyIsNoMember() async throws {
        let world = World()
        let people = try Self.people(world, 1)
        let team = try world.addGroup("team", people[0].dn)
        await refused(400, .invalidValue, World.nobody) {
            try await world.patchGroup(team.id, World.members("add", people[0].id, World.nobody))
        }
        for value in [#"[{"value":null}]"#, "[{}]", #"[{"display":"x"}]"#] {
            await refused(400, .invalidValue, "members") {
                try await world.patchGroup(team.id, #"{"op":"add","path":"members","value":\#(value)}"#)
            }
        }
        #expect(world.members(team.dn) == [people[0].dn])
        #expect(world.directory.attempts == [])
    }

    /// The class demands a member, and the placeholder is nobody.
    @Test func anEmptyGroupHoldsThePlaceholder() async throws {
        let world = World()
        let people = try Self.people(world, 2)
        let made = try await world.createGroup(#"{"displayName":"team"}"#)
        let (id, dn) = (try #require(made.id), "cn=team,ou=groups,\(World.suffix)")
        let (a, b) = (people[0], people[1])
        let clear = #"{"op":"remove","path":"members"}"#
        // The operations, the members afterwards, and how many writes were tried.
        let steps: [([String], Set<String>, Int)] = [
            ([World.members("remove", a.id)], [""], 1), ([clear], [""], 0), ([World.members("add", a.id)], [a.dn], 1),
            ([World.members("add", a.id)], [a.dn], 1), ([World.members("remove", a.id)], [""], 2),
            ([World.members("add", a.id, b.id)], [a.dn, b.dn], 1), ([World.members("remove", a.id, b.id)], [""], 2),
            ([World.members("add", a.id), World.members("remove", a.id)], [""], 1),
            ([World.members("add", a.id, b.id)], [a.dn, b.dn], 1), ([World.members("remove", b.id)], [a.dn], 1),
            ([clear], [""], 1), ([clear, World.members("add", b.id)], [b.dn], 1),
            ([World.members("remove", b.id), World.members("add", a.id)], [a.dn], 1),
        ]
        #expect(world.members(dn) == [""])
        for (operations, members, writes) in steps {
            let before = world.directory.attempts.count
            for operation in [operations] {
                _ = try await world.groups.patch(id: id, with: try World.patch(operation), context: World.context)
            }
            #expect(world.members(dn) == members, "\(operations)")
            #expect(world.directory.attempts.count - before == writes, "\(operations)")
            let shown = try await world.readGroup(id).memberIDs
            #expect(shown == Set([a, b].filter { members.contains($0.dn) }.map(\.id)), "\(operations)")
        }
    }

    /// Without a placeholder the directory keeps its last member, and the client is told.
    @Test func theLastMemberStaysWhereNothingMayTakeTheirPlace() async throws {
        let world = World(groups: { $0.rules[1].placeholder = nil })
        let people = try Self.people(world, 2)
        let team = try world.addGroup("team", people[0].dn)
        await refused(400, .invalidValue, "members cannot be empty") {
            try await world.patchGroup(team.id, World.members("remove", people[0].id))
        }
        #expect(world.members(team.dn) == [people[0].dn])
        try await world.patchGroup(team.id, World.members("remove", people[0].id), World.members("add", people[1].id))
        #expect(world.members(team.dn) == [people[1].dn])
    }

    /// What no mapping shows is not the client's to remove.
    @Test func areReplacedAndClearedAsFarAsTheyAreShown() async throws {
        let world = World()
        let people = try Self.people(world, 3)
        let (a, b, c) = (people[0], people[1], people[2])
        let hidden = [Self.stays, World.dn("long.gone")]
        let team = try world.addGroup("team", a.dn, b.dn, hidden[0], hidden[1])
        for _ in 0..<2 {
            try await world.patchGroup(team.id, World.members("replace", b.id, c.id))
            #expect(world.members(team.dn) == Set([b.dn, c.dn] + hidden))
        }
        #expect(world.directory.written.count == 1)
        #expect(
            world.directory.ldif == """
                dn: \(team.dn)
                changetype: modify
                delete: member
                member: \(a.dn)
                -
                add: member
                member: \(c.dn)
                -

                """)
        let cleared = try await world.putGroup(team.id, #"{"displayName":"team","members":[]}"#)
        #expect(cleared.memberIDs == [])
        #expect(world.members(team.dn) == Set(hidden))
    }

    @Test func aPutWithoutMembersLeavesThem() async throws {
        let world = World()
        let people = try Self.people(world, 2)
        let team = try world.addGroup("team", people[0].dn)
        let kept = try await world.putGroup(team.id, #"{"displayName":"team"}"#)
        #expect(kept.memberIDs == [people[0].id])
        #expect(world.directory.attempts == [])
        let other = #"{"displayName":"team","members":[{"value":"\#(people[1].id)"}]}"#
        let changed = try await world.putGroup(team.id, other)
        #expect(changed.memberIDs == [people[1].id])
        #expect(world.members(team.dn) == [people[1].dn])
    }

    /// Only what is shown of the members tells who is meant, so they are read.
    @Test func arePickedByWhatIsShownOfThem() async throws {
        let world = World()
        let people = try Self.people(world, 2)
        let inner = try world.addGroup("inner", people[0].dn)
        let team = try world.addGroup("team", people[0].dn, people[1].dn, inner.dn, World.dn("long.gone"))
        for (operation, members) in [
            (#"{"op":"remove","path":"members[type eq \"Group\"]"}"#, people.map(\.dn)),
            (#"{"op":"remove","path":"members[display eq \"Nobody\"]"}"#, people.map(\.dn)),
            (
                #"{"op":"replace","path":"members[value eq \"\#(people[0].id)\"].value","value":"\#(inner.id)"}"#,
                [people[1].dn, inner.dn]
            ), (#"{"op":"remove","path":"members[not (type eq \"Group\")]"}"#, [inner.dn]),
        ] {
            try await world.patchGroup(team.id, operation)
            #expect(world.members(team.dn) == Set(members + [World.dn("long.gone")]), "\(operation)")
        }
    }

    @Test func theLastTwoGoAtTheSameTime() async throws {
        let world = World()
        let people = try Self.people(world, 2)
        let team = try world.addGroup("team", people[0].dn, people[1].dn)
        let other = people[1].dn
        world.directory.interrupt(
            .other { $0.load("dn: \(team.dn)\nchangetype: modify\ndelete: member\nmember: \(other)\n-\n") })
        try await world.patchGroup(team.id, World.members("remove", people[0].id))
        #expect(world.members(team.dn) == [""])
    }

    /// Whoever is renamed between the look-up of the name and the write is named by the new one.
    @Test func aMemberWhoIsRenamedMeanwhileIsNamedAnew() async throws {
        let world = World(over: World.carelessDirectory(), users: { $0.renaming = .follow })
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", Self.stays)
        world.directory.interrupt(
            .other { $0.load("dn: \(ada.dn)\nchangetype: modrdn\nnewrdn: uid=eva\ndeleteoldrdn: 1\n") })
        try await world.patchGroup(team.id, World.members("add", ada.id))
        #expect(world.members(team.dn) == [World.dn("eva"), Self.stays])
    }

    @Test func aMemberWhoIsDeletedMeanwhileIsRefused() async throws {
        let world = World(over: World.carelessDirectory(), users: { $0.renaming = .follow })
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", Self.stays)
        world.directory.interrupt(.other { $0.load("dn: \(ada.dn)\nchangetype: delete\n") })
        await refused(400, .invalidValue, ada.id) { try await world.patchGroup(team.id, World.members("add", ada.id)) }
        #expect(world.members(team.dn) == [Self.stays])
    }

    @Test func aGroupHasAVersionOnlyWhereEveryChangeMovesIt() async throws {
        let world = World()
        let people = try Self.people(world, 2)
        let team = try world.addGroup("team", people[0].dn)
        let read = try await world.readGroup(team.id)
        #expect(read.meta?.version == nil)
        await refused(412, nil, "no version") {
            try await world.patchGroup(
                team.id, World.members("add", people[1].id), context: try World.context(ifMatch: "W/\"x\""))
        }
        var dialect = Dialect.openLDAP
        dialect.movesVersionWithMembers = true
        let moving = World(over: world.directory, dialect: dialect)
        let version = try await moving.readGroup(team.id).meta?.version
        let context = try World.context(ifMatch: version)
        try await moving.patchGroup(team.id, World.members("add", people[1].id), context: context)
        await refused(412) {
            try await moving.patchGroup(team.id, World.members("remove", people[1].id), context: context)
        }
        #expect(world.members(team.dn) == Set(people.map(\.dn)))
    }

    @Test func whoHasLeftIsTakenAwayForGood() async throws {
        let world = World()
        let body = World.person("ada", #""externalId":"ada-1""#)
        let id = try #require(try await world.create(body).id)
        let team = try world.addGroup("team", World.dn("ada"), Self.stays)
        try await world.delete(id)
        #expect(world.members(team.dn) == [World.dn("ada", "ou=leavers"), Self.stays])
        await refused(400, .invalidValue, id) { try await world.patchGroup(team.id, World.members("add", id)) }
        try await world.patchGroup(team.id, World.members("remove", id.uppercased()))
        #expect(try await world.create(body).id == id)
        #expect(world.members(team.dn) == [Self.stays])
    }
}
