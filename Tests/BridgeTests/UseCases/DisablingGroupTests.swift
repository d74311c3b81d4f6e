import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// People can be disabled by the members of a group.
@Suite struct DisablingGroupTests {
    private typealias World = BridgeWorld

    private static let enable = #"{"op":"replace","path":"active","value":true}"#
    private static let other = "cn=other,\(World.suffix)"
    private static let group = "cn=switch,ou=groups,\(World.suffix)"

    private static func world(
        _ state: Mapping.Activation.State = .inactive, _ directory: MemoryDirectory = MemoryDirectory(),
        _ members: [String] = [Self.other], _ change: (inout Mapping) -> Void = { _ in }
    ) throws -> World {
        let world = World(over: directory) {
            $0.activation = [.group(DistinguishedName(server: Self.group), of: state)]
            change(&$0)
        }
        // Whoever shows their groups was there before them.
        if members.contains(World.dn("ada")) { try world.addPerson("ada", "title: T") }
        directory.load(
            "dn: \(Self.group)\nobjectClass: groupOfNames\ncn: switch\n"
                + members.map { "member: \($0)\n" }.joined())
        return world
    }

    private static func ada(_ world: World) throws -> Known {
        let id = world.values("entryUUID", of: World.dn("ada")).first
        return Known(dn: World.dn("ada"), id: try #require(id))
    }

    @Test(arguments: [Mapping.Activation.State.inactive, .active])
    func comesAndGoesOnce(state: Mapping.Activation.State) async throws {
        let world = try Self.world(state, MemoryDirectory(), [Self.other, World.dn("ada")])
        let ada = try Self.ada(world)
        let (away, back) = state == .active ? (World.disable, Self.enable) : (Self.enable, World.disable)
        let isActive = state == .active
        #expect(try await world.read(ada.id).isActive == isActive)
        for _ in 0..<2 { #expect(try await world.patch(ada.id, away).isActive != isActive) }
        #expect(world.members(Self.group) == [Self.other])
        for _ in 0..<2 { #expect(try await world.patch(ada.id, back).isActive == isActive) }
        #expect(world.members(Self.group) == [Self.other, ada.dn])
        #expect(world.directory.written.count == 2)
        #expect(try await world.find("active eq \(isActive)").userNames == ["ada"])
        #expect(try await world.find("active eq \(!isActive)").userNames == [])
    }

    @Test(arguments: [Mapping.Activation.State.inactive, .active], [true, false])
    func newPeopleComeIntoIt(state: Mapping.Activation.State, isActive: Bool) async throws {
        let world = try Self.world(state)
        let made = try await world.create(World.person("ada", #""active":\#(isActive)"#))
        #expect(made.isActive == isActive)
        let isMember = isActive == (state == .active)
        #expect(world.members(Self.group).contains(World.dn("ada")) == isMember)
    }

    @Test func aGroupThatCannotBeWrittenMakesNobody() async throws {
        let world = try Self.world(.active)
        world.directory.interrupt(write: 2, .refused(.insufficientAccessRights))
        await refused(403, nil, Self.group) { try await world.create(World.person("ada")) }
        #expect(!world.exists(World.dn("ada")))
    }

    @Test func otherChangesComeWithIt() async throws {
        let world = try Self.world()
        let ada = try world.addPerson("ada")
        let answer = try await world.patch(
            ada.id, World.set("title", "T"), World.set("userName", "leaver"), World.disable)
        #expect(answer.isActive == false)
        #expect(try answer.text("title") == "T")
        #expect(world.members(Self.group) == [Self.other, World.dn("leaver")])
    }

    /// A refused group leaves nothing but the other ways to disable.
    @Test func otherStrategiesStayWhereTheGroupIsRefused() async throws {
        let world = try Self.world { $0.activation.insert(.passwordPolicyLock, at: 0) }
        let ada = try world.addPerson("ada")
        world.directory.interrupt(write: 2, .refused(.insufficientAccessRights))
        await refused(403, nil, Self.group, "stays so") { try await world.patch(ada.id, World.disable) }
        #expect(world.directory[ada.dn]?["pwdAccountLockedTime"] == World.lock)
        #expect(try await world.patch(ada.id, World.disable).isActive == false)
        #expect(world.members(Self.group) == [Self.other, ada.dn])
    }

    @Test func anotherWriterMayHaveSeenToIt() async throws {
        let world = try Self.world()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(
            .other { $0.load("dn: \(Self.group)\nchangetype: modify\nadd: member\nmember: \(ada.dn)\n-\n") })
        #expect(try await world.patch(ada.id, World.disable).isActive == false)
        #expect(world.members(Self.group) == [Self.other, ada.dn])
    }

    /// What the directory does not show is not told.
    @Test func aDirectoryWithoutBackLinksIsNotBelieved() async throws {
        let world = try Self.world(.inactive, World.carelessDirectory())
        let ada = try world.addPerson("ada")
        await refused(503, nil, Self.group, ada.dn, "memberOf") { try await world.patch(ada.id, World.disable) }
    }

    @Test func aGroupThatIsGoneOrWouldBeEmptyIsNamed() async throws {
        let world = try Self.world(.inactive, MemoryDirectory(), [World.dn("ada")])
        let ada = try Self.ada(world)
        await refused(503, nil, Self.group, "nobody's account") { try await world.patch(ada.id, Self.enable) }
        world.directory.load("dn: \(Self.group)\nchangetype: delete\n")
        await refused(503, nil, Self.group, "is there") { try await world.patch(ada.id, World.disable) }
    }

    @Test func whoIsDeletedIsDisabledByItToo() async throws {
        let world = try Self.world()
        let id = try #require(try await world.create(World.person("ada", #""externalId":"ada-1""#)).id)
        try await world.delete(id)
        let trashed = World.dn("ada", "ou=leavers")
        #expect(world.exists(trashed) && world.members(Self.group) == [Self.other, trashed])
        let back = try await world.create(World.person("ada", #""externalId":"ada-1""#))
        #expect(back.id == id && back.isActive == true)
        #expect(world.members(Self.group) == [Self.other])
    }

    @Test func isProvedAtStart() async throws {
        let directory = MemoryDirectory()
        let world = try Self.world(.inactive, directory)
        try world.addPerson("ada")
        func report(_ group: String) async -> CheckReport {
            var mapping = World.people
            mapping.activation = [.group(DistinguishedName(server: group), of: .inactive)]
            return await StartupCheck(mapping: mapping, referredToBy: [World.teams], directory: directory).report()
        }
        let good = await report(Self.group)
        #expect(good.problems == [] && good.findings[.places] == .holds)
        #expect(good.warnings.contains { $0.reason.contains("must always have a member") })
        #expect(
            await report("cn=nowhere,\(World.suffix)").problems.contains { $0.reason.contains("there is no group") })
        #expect(await report(World.dn("ada")).problems.contains { $0.reason.contains("is no group with members") })
    }
}
