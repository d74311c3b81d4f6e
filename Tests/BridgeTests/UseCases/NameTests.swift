import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// Two people of one name are told apart by a number.
@Suite struct NameTests {
    private typealias World = BridgeWorld

    private static func world(
        _ directory: MemoryDirectory = MemoryDirectory(), follows: Bool = true,
        _ change: (inout Mapping) -> Void = { _ in }
    ) throws -> World {
        let value = try Template(parsing: "{displayName}")
        return World(over: directory) {
            $0.rdn = "cn"
            $0.naming = Mapping.Naming(value, isNumbered: true, follows: follows)
            for index in $0.rules.indices where $0.rules[index].attribute == "cn" {
                $0.rules[index].attribute = "displayName"
            }
            change(&$0)
        }
    }

    private static func dn(_ name: String, _ branch: String = "ou=people") -> String {
        "cn=\(name),\(branch),\(World.suffix)"
    }

    private static func person(_ userName: String, _ name: String) -> String {
        World.person(userName, #""displayName":"\#(name)""#)
    }

    @Test func namesakesGetNumbers() async throws {
        let world = try Self.world()
        for (number, name) in ["Jane Doe", "Jane Doe 2", "Jane Doe 3"].enumerated() {
            let made = try await world.create(Self.person("jane\(number)", "Jane Doe"))
            #expect(world.values("uid", of: Self.dn(name)) == ["jane\(number)"])
            #expect(made[AttributePath(attribute: "displayName")] == ["Jane Doe"])
        }
        try await world.delete(try #require(world.values("entryUUID", of: Self.dn("Jane Doe 2")).first))
        try await world.create(Self.person("jane.again", "jane doe"))
        #expect(world.exists(Self.dn("Jane Doe 2")))
    }

    @Test func manyAtOnceGetNumbersOfTheirOwn() async throws {
        let directory = MemoryDirectory()
        let bridges = [try Self.world(directory), try Self.world(directory)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                group.addTask {
                    try await bridges[number % 2].create(Self.person("jane\(number)", "Jane Doe"))
                }
            }
            try await group.waitForAll()
        }
        for number in 2...16 { #expect(bridges[0].exists(Self.dn("Jane Doe \(number)"))) }
    }

    @Test func aNameFollowsAndKeepsItsNumberMeanwhile() async throws {
        let world = try Self.world()
        try await world.create(Self.person("one", "Jane Doe"))
        let id = try #require(try await world.create(Self.person("two", "Jane Doe")).id)
        try await world.create(Self.person("three", "Jane Roe"))
        let display = { World.set("displayName", $0) }
        try await world.patch(id, World.set("title", "Chief"))
        try await world.put(id, Self.person("two", "Jane Doe"))
        #expect(world.values("uid", of: Self.dn("Jane Doe 2")) == ["two"])
        let written = world.directory.written.count
        try await world.patch(id, display("Jane Doe"))
        #expect(world.directory.written.count == written)
        for _ in 0..<2 {
            let answer = try await world.patch(id, display("Jane Roe"))
            #expect(answer[AttributePath(attribute: "displayName")] == ["Jane Roe"])
            #expect(world.values("entryUUID", of: Self.dn("Jane Roe 2")) == [id])
        }
        try await world.patch(id, display("Jane"))
        #expect(world.values("cn", of: Self.dn("Jane")) == ["Jane"])
    }

    @Test func aNameThatIsKeptStays() async throws {
        let world = try Self.world(follows: false)
        let id = try #require(try await world.create(Self.person("one", "Jane Doe")).id)
        try await world.patch(id, World.set("displayName", "Jane Roe"))
        #expect(world.values("displayName", of: Self.dn("Jane Doe")) == ["Jane Roe"])
    }

    @Test func whoComesBackGetsANumberWhereTheNameIsTaken() async throws {
        let world = try Self.world { $0.revival = .userName }
        let id = try #require(try await world.create(Self.person("one", "Jane Doe")).id)
        try await world.delete(id)
        try await world.create(Self.person("two", "Jane Doe"))
        #expect(try await world.create(Self.person("one", "Jane Doe")).id == id)
        #expect(world.values("entryUUID", of: Self.dn("Jane Doe 2")) == [id])
    }

    @Test func aNamesakeWhereSomebodyMovesGivesANumber() async throws {
        let world = try Self.world {
            let staff = DistinguishedName(server: "ou=staff,ou=people,\(World.suffix)")
            var table = PlaceTable()
            table["Staff"] = staff
            $0.placement = Mapping.Placement(
                .table(by: AttributePath(attribute: "title"), table), fallback: $0.base)
        }
        world.directory.load("dn: ou=staff,ou=people,\(World.suffix)\nobjectClass: organizationalUnit\nou: staff\n")
        let staff = World.person("one", #""displayName":"Jane Doe""#, #""title":"Staff""#)
        try await world.create(staff)
        let id = try #require(try await world.create(Self.person("two", "Jane Doe")).id)
        for _ in 0..<2 { try await world.patch(id, World.set("title", "Staff")) }
        #expect(world.values("entryUUID", of: Self.dn("Jane Doe 2", "ou=staff,ou=people")) == [id])
    }

    @Test func theSamePersonIsStillAConflict() async throws {
        let world = try Self.world()
        try await world.create(Self.person("one", "Jane Doe"))
        let error = await #expect(throws: SCIMError.self) {
            try await world.create(Self.person("one", "Jane Doe"))
        }
        #expect(error?.type == .uniqueness)
        #expect(!world.exists(Self.dn("Jane Doe 2")))
    }

    @Test func withoutNumbersANamesakeIsRefused() async throws {
        let world = try Self.world { $0.naming?.isNumbered = false }
        try await world.create(Self.person("one", "Jane Doe"))
        let error = await #expect(throws: SCIMError.self) {
            try await world.create(Self.person("two", "Jane Doe"))
        }
        #expect(error?.status == 409)
    }
}
