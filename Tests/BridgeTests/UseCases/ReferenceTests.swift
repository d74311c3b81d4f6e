import Bridge
import Directories
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// References are names in the directory and ids for clients.
@Suite struct ReferenceTests {
    private typealias World = BridgeWorld

    private static let manager = "\(World.enterprise):manager"

    private static func manage(_ id: String) -> String {
        #"{"op":"replace","path":"\#(Self.manager)","value":"\#(id)"}"#
    }

    private static func managerID(_ resource: Resource) throws -> String? {
        try resource.text("\(Self.manager).value")
    }

    @Test func aManagerIsShownAndWrittenByTheirID() async throws {
        let world = World(users: World.showManager)
        let boss = try world.addPerson("boss", "displayName: no")
        let ada = try world.addPerson("ada", "manager: \(boss.dn)")
        let read = try await world.read(ada.id)
        #expect(try Self.managerID(read) == boss.id)
        #expect(try read.text("\(Self.manager).displayName") == "Old")
        #expect(try read.text("\(Self.manager).$ref") == "https://scim.example.com/scim/v2/Users/\(boss.id)")
        let other = try world.addPerson("other")
        for value in [
            #""\#(other.id)""#, #"{"value":"\#(other.id.uppercased())"}"#, #"[{"$ref":"x","value":"\#(other.id)"}]"#,
            #"{"$ref":"https://scim.example.com/scim/v2/Users/\#(other.id)"}"#,
        ] {
            let answer = try await world.patch(ada.id, #"{"op":"add","path":"\#(Self.manager)","value":\#(value)}"#)
            #expect(try Self.managerID(answer) == other.id, "\(value)")
            #expect(world.values("manager", of: ada.dn) == [other.dn], "\(value)")
            try await world.patch(ada.id, #"{"op":"remove","path":"\#(Self.manager)"}"#)
            #expect(world.values("manager", of: ada.dn) == [], "\(value)")
        }
        let made = try await world.create(
            World.person("new", #""\#(World.enterprise)":{"manager":{"value":"\#(boss.id)"}}"#))
        #expect(try Self.managerID(made) == boss.id)
        #expect(world.values("manager", of: World.dn("new")) == [boss.dn])
    }

    @Test func whoIsNobodyIsNoManager() async throws {
        let world = World(users: World.showManager)
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn)
        let outside = try world.addPerson("outside", below: "ou=services")
        for id in [World.nobody, "nobody", team.id, outside.id] {
            await refused(400, .invalidValue, id) { try await world.patch(ada.id, Self.manage(id)) }
        }
        await refused(400, .invalidValue, World.nobody) {
            try await world.create(
                World.person("new", #""\#(World.enterprise)":{"manager":{"value":"\#(World.nobody)"}}"#))
        }
        #expect(world.directory.attempts == [])
    }

    @Test func whoIsGoneIsNotShownAndStays() async throws {
        let world = World(users: World.showManager)
        let ada = try world.addPerson("ada", "manager: \(World.dn("long.gone"))")
        #expect(try Self.managerID(try await world.read(ada.id)) == nil)
        try await world.patch(ada.id, World.set("title", "Chief"))
        try await world.put(ada.id, World.person("ada"))
        #expect(world.values("manager", of: ada.dn) == [World.dn("long.gone")])
        #expect(try await world.find("\(Self.manager) pr").totalResults == 0)
    }

    /// Not every server has an attribute with the name of its entry.
    @Test func whoCannotBeFoundByTheirNameIsReadByIt() async throws {
        var dialect = Dialect.openLDAP
        dialect.nameAttribute = "nameThatNoSchemaKnows"
        let world = World(dialect: dialect, users: World.showManager)
        let boss = try world.addPerson("boss")
        let outside = try world.addPerson("outside", below: "ou=services")
        let (ada, eve) = (
            try world.addPerson("ada", "manager: \(boss.dn)"), try world.addPerson("eve", "manager: \(outside.dn)")
        )
        let bob = try world.addPerson("bob", "manager: \(World.dn("long.gone"))")
        #expect(try Self.managerID(try await world.read(ada.id)) == boss.id)
        for other in [eve, bob] { #expect(try Self.managerID(try await world.read(other.id)) == nil) }
        let team = try world.addGroup("team", ada.dn, outside.dn, World.dn("long.gone"))
        #expect(try await world.readGroup(team.id).memberIDs == [ada.id])
    }

    @Test func aListResolvesEachManagerOnce() async throws {
        let world = World(users: World.showManager)
        let boss = try world.addPerson("boss")
        for number in 0..<20 { try world.addPerson("p\(number)", "manager: \(boss.dn)") }
        let before = world.directory.searches.count
        let list = try await world.find("\(Self.manager) eq \"\(boss.id)\"")
        #expect(list.totalResults == 20)
        #expect(try list.shown.allSatisfy { try Self.managerID($0) == boss.id })
        // Who the boss is, who has them, and who the managers of those are.
        #expect(world.directory.searches.count - before <= 5)
    }

    @Test func whoeverIsDeletedMeanwhileIsNobodysManager() async throws {
        let world = World(over: World.carelessDirectory()) {
            $0.renaming = .follow
            World.showManager(&$0)
        }
        let boss = try world.addPerson("boss")
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.other { $0.load("dn: \(boss.dn)\nchangetype: delete\n") })
        await refused(400, .invalidValue, boss.id) { try await world.patch(ada.id, Self.manage(boss.id)) }
        #expect(world.values("manager", of: ada.dn) == [])
    }

    @Test(arguments: [true, false]) func aPersonShowsTheirGroups(isKept: Bool) async throws {
        let world = World(
            over: isKept ? MemoryDirectory() : World.carelessDirectory(), users: { $0.showGroups(.default) })
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn)
        try world.addGroup("other", "cn=other,\(World.suffix)")
        let groups = try await world.read(ada.id)[AttributePath(attribute: "groups")]
        #expect(groups.compactMap { $0.object?["value"]?.string } == (isKept ? [team.id] : []))
        await refused(400, .mutability, "groups") {
            try await world.patch(ada.id, #"{"op":"add","path":"groups","value":[{"value":"\#(team.id)"}]}"#)
        }
    }

    @Test func membersAreShownByWhatTheyAre() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let inner = try world.addGroup("inner", ada.dn)
        let team = try world.addGroup("team", ada.dn, inner.dn, World.dn("long.gone"))
        let read = try await world.readGroup(team.id)
        let members = read[AttributePath(attribute: "members")].compactMap(\.object)
        #expect(Set(members.map { $0["type"] }) == ["User", "Group"])
        #expect(read.memberIDs == [ada.id, inner.id])
        let projection = Projection(excluded: [AttributePath(attribute: "members")])
        let before = world.directory.searches.count
        let short = try await world.readGroup(team.id, projection)
        #expect(short.memberIDs == [] && world.directory.searches.count == before + 1)
    }
}
