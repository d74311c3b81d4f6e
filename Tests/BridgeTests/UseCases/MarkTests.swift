import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// What is deleted by a mark stays where it is and is gone for SCIM, until the same person returns.
@Suite struct MarkTests {
    private typealias World = BridgeWorld

    private static let marks = [Mapping.Mark("employeeType", "Deleted")]

    private static func world(_ directory: MemoryDirectory = MemoryDirectory()) -> World {
        World(over: directory, users: { $0.deletion = .mark(Self.marks[0]) })
    }

    private static let ada = World.person("ada", #""externalId":"ada-1","title":"Old""#)

    @Test func staysAndIsGoneForSCIM() async throws {
        let world = Self.world()
        let id = try #require(try await world.create(Self.ada).id)
        let team = try world.addGroup("team", World.dn("ada"))
        try await world.delete(id)
        #expect(world.values("employeeType", of: World.dn("ada")) == ["Deleted"])
        #expect(world.directory[World.dn("ada")]?["pwdAccountLockedTime"] == World.lock)
        #expect(world.values("entryUUID", of: World.dn("ada")) == [id])
        #expect(world.members(team.dn) == [World.dn("ada")])
        let written = world.directory.written.count
        await refused(404, nil, id) { try await world.read(id) }
        await refused(404, nil, id) { try await world.delete(id) }
        await refused(404, nil, id) { try await world.patch(id, World.set("active", "true")) }
        await refused(404, nil, id) { try await world.put(id, Self.ada) }
        #expect(try await world.find().userNames == [])
        #expect(try await world.find(#"userName eq "ada""#).userNames == [])
        #expect(try await world.find("active eq false").userNames == [])
        #expect(try await world.readGroup(team.id).memberIDs == [])
        #expect(world.directory.written.count == written)
    }

    @Test func whoIsDisabledAlreadyIsOnlyMarked() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada", "pwdAccountLockedTime: 000001010000Z", "employeeType: Clerk")
        try await world.delete(ada.id)
        #expect(world.directory.written.count == 1)
        #expect(world.values("employeeType", of: ada.dn) == ["Clerk", "Deleted"])
    }

    @Test(arguments: [#""externalId":"ada-1","displayName":"Back""#, #""externalId":"ada-1","active":false"#])
    func theSamePersonComesBackWithTheirID(members: String) async throws {
        let world = Self.world()
        let id = try #require(try await world.create(Self.ada).id)
        let team = try world.addGroup("team", World.dn("ada"))
        try await world.delete(id)
        let back = try await world.create(World.person("ada", members))
        let isActive = !members.contains("false")
        #expect(back.id == id && back.isActive == isActive)
        #expect(world.values("employeeType", of: World.dn("ada")) == [])
        #expect(world.directory[World.dn("ada")]?["pwdAccountLockedTime"] == (isActive ? [] : World.lock))
        #expect(world.values("title", of: World.dn("ada")) == [])
        #expect(try await world.read(id).text("userName") == "ada")
        #expect(try await world.readGroup(team.id).memberIDs == [id])
        try await world.delete(id)
        await refused(404, nil, id) { try await world.read(id) }
    }

    /// A name that is used again does not inherit the groups of whoever had it.
    @Test func somebodyElseOfThatNameIsTold() async throws {
        let world = Self.world()
        let id = try #require(try await world.create(Self.ada).id)
        try await world.delete(id)
        await refused(409, .uniqueness, World.dn("ada"), "was deleted", "externalId") {
            try await world.create(World.person("ada", #""externalId":"ada-2""#))
        }
        #expect(world.values("employeeType", of: World.dn("ada")) == ["Deleted"])
    }

    @Test func aRefusedMarkLeavesTheLock() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(write: 2, .refused(.insufficientAccessRights))
        await refused(403, nil, ada.dn, "is disabled, and stays so") { try await world.delete(ada.id) }
        #expect(world.directory[ada.dn]?["pwdAccountLockedTime"] == World.lock)
        #expect(try await world.read(ada.id).isActive == false)
        try await world.delete(ada.id)
        #expect(world.values("employeeType", of: ada.dn) == ["Deleted"])
    }

    @Test func deletesWhatWasChangedMeanwhileToo() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.other { $0.load("dn: \(ada.dn)\nchangetype: modify\nadd: title\ntitle: Late\n-\n") })
        try await world.delete(ada.id)
        #expect(world.values("employeeType", of: ada.dn) == ["Deleted"])
        #expect(world.values("title", of: ada.dn) == ["Late"])
    }

    /// A write that began before the entry was marked does not reach it.
    @Test func aWriteThatComesTooLateFindsNobody() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(
            .other { $0.load("dn: \(ada.dn)\nchangetype: modify\nadd: employeeType\nemployeeType: Deleted\n-\n") })
        await refused(404, nil, ada.id) { try await world.patch(ada.id, World.set("title", "Late")) }
        #expect(world.values("title", of: ada.dn) == [])
    }

    @Test func ofFiveWhoComeBackAtTheSameTimeOneDoes() async throws {
        let world = Self.world()
        let id = try #require(try await world.create(Self.ada).id)
        try await world.delete(id)
        let ids = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        return try await world.create(Self.ada).id
                    } catch let error as SCIMError {
                        return "\(error.status)"
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ids.filter { $0 == id }.count == 1 && ids.filter { $0 == "409" }.count == 4)
    }

    /// Marked people who name somebody stand in nobody's way.
    @Test(arguments: [Mapping.Renaming.refuse, .follow])
    func theMarkedStandInNobodysWay(renaming: Mapping.Renaming) async throws {
        let world = World(over: World.carelessDirectory()) {
            $0.deletion = .mark(Self.marks[0])
            $0.renaming = renaming
            World.showManager(&$0)
        }
        let boss = try world.addPerson("boss")
        let ada = try world.addPerson("ada", "manager: \(boss.dn)", "employeeType: Deleted")
        try await world.patch(boss.id, World.set("userName", "chief"))
        #expect(world.values("manager", of: ada.dn) == [World.dn("chief")])
    }

    @Test func aGroupCanBeMarkedToo() async throws {
        let world = World(groups: { $0.deletion = .mark(Mapping.Mark("businessCategory", "deleted")) })
        let team = try world.addGroup("team", "cn=other,\(World.suffix)")
        try await world.groups.delete(id: team.id, context: World.context)
        #expect(world.values("businessCategory", of: team.dn) == ["deleted"])
        await refused(404, nil, team.id) { try await world.readGroup(team.id) }
    }
}
