import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// People are made where their department is, and move when it changes.
@Suite struct PlaceTests {
    private typealias World = BridgeWorld

    private static let sales = "ou=sales,ou=people"
    private static let rest = "ou=rest,ou=people"
    private static let department = AttributePath(schema: .enterpriseUser, attribute: "department")

    private static func world(
        _ directory: MemoryDirectory = MemoryDirectory(), _ change: (inout Mapping) -> Void = { _ in }
    ) -> World {
        var table = PlaceTable()
        table["Sales"] = DistinguishedName(server: "\(Self.sales),\(World.suffix)")
        table["Ghosts"] = DistinguishedName(server: "ou=ghosts,ou=people,\(World.suffix)")
        let world = World(over: directory) {
            $0.placement = Mapping.Placement(
                .table(by: Self.department, table),
                fallback: DistinguishedName(server: "\(Self.rest),\(World.suffix)"))
            change(&$0)
        }
        for unit in ["sales", "rest", "guests"] {
            directory.load("dn: ou=\(unit),ou=people,\(World.suffix)\nobjectClass: organizationalUnit\nou: \(unit)\n")
        }
        return world
    }

    private static func of(_ department: String) -> String {
        #""\#(World.enterprise)":{"department":"\#(department)"}"#
    }

    private static func move(to department: String) -> String {
        World.set("\(World.enterprise):department", department)
    }

    @Test func newPeopleComeWhereTheyBelong() async throws {
        let world = Self.world()
        try await world.create(World.person("ada", Self.of("Sales")))
        try await world.create(World.person("bob", Self.of("Elsewhere")))
        try await world.create(World.person("eve"))
        #expect(world.exists(World.dn("ada", Self.sales)))
        #expect(world.exists(World.dn("bob", Self.rest)) && world.exists(World.dn("eve", Self.rest)))
    }

    @Test(arguments: [Mapping.Renaming.server, .follow])
    func aMoveKeepsIDAndReferences(renaming: Mapping.Renaming) async throws {
        let world = Self.world(renaming == .follow ? World.carelessDirectory() : MemoryDirectory()) {
            $0.renaming = renaming
        }
        let id = try #require(try await world.create(World.person("ada", Self.of("Sales"))).id)
        let team = try world.addGroup("team", World.dn("ada", Self.sales))
        for _ in 0..<2 {
            let answer = try await world.patch(id, Self.move(to: "Research"))
            #expect(answer[Self.department] == ["Research"])
        }
        #expect(world.values("entryUUID", of: World.dn("ada", Self.rest)) == [id])
        #expect(world.members(team.dn) == [World.dn("ada", Self.rest)])
        try await world.put(id, World.person("ada", Self.of("sales")))
        #expect(world.values("departmentNumber", of: World.dn("ada", Self.sales)) == ["sales"])
        #expect(world.members(team.dn) == [World.dn("ada", Self.sales)])
    }

    @Test func whoIsElsewhereStays() async throws {
        let world = Self.world()
        let ada = try world.addPerson("ada", below: "ou=guests,ou=people")
        try await world.patch(ada.id, Self.move(to: "Sales"))
        #expect(world.values("departmentNumber", of: ada.dn) == ["Sales"])
    }

    @Test func aPlaceThatIsNotThereIsNamed() async throws {
        let world = Self.world()
        for _ in 0..<2 {
            let error = await #expect(throws: SCIMError.self) {
                try await world.create(World.person("ada", Self.of("Ghosts")))
            }
            #expect(error?.status == 500)
            #expect(error?.detail.contains("ou=ghosts,ou=people,\(World.suffix)") == true)
            #expect(error?.detail.contains("place") == true)
        }
    }

    @Test func aMoveToAPlaceThatIsNotThereIsRefused() async throws {
        let world = Self.world { $0.revival = .userName }
        let id = try #require(try await world.create(World.person("ada", Self.of("Sales"))).id)
        func refused(_ call: () async throws -> Resource) async throws {
            let error = await #expect(throws: SCIMError.self) { try await call() }
            #expect(error?.status == 500 && error?.detail.contains("ou=ghosts") == true, "\(error?.detail ?? "")")
        }
        try await refused { try await world.patch(id, Self.move(to: "Ghosts")) }
        #expect(world.values("departmentNumber", of: World.dn("ada", Self.sales)) == ["Sales"])
        let answer = try await world.patch(id, Self.move(to: "Ghosts"), World.disable)
        #expect(answer.isActive == false && world.exists(World.dn("ada", Self.sales)))
        try await world.delete(id)
        try await refused { try await world.create(World.person("ada", Self.of("Ghosts"))) }
        #expect(world.exists(World.dn("ada", "ou=leavers")))
    }

    @Test func aMoveBesideADisableIsLeftOutWhereItIsRefused() async throws {
        let world = Self.world { $0.renaming = .refuse }
        let id = try #require(try await world.create(World.person("ada", Self.of("Sales"))).id)
        try world.addGroup("team", World.dn("ada", Self.sales))
        let error = await #expect(throws: SCIMError.self) { try await world.patch(id, Self.move(to: "Research")) }
        #expect(error?.type == .mutability)
        let answer = try await world.patch(id, Self.move(to: "Research"), World.disable)
        #expect(answer.isActive == false && answer[Self.department] == ["Sales"])
        #expect(world.exists(World.dn("ada", Self.sales)))
    }

    @Test func whoComesBackFromTheTrashComesWhereTheyBelongNow() async throws {
        let world = Self.world { $0.revival = .userName }
        let id = try #require(try await world.create(World.person("ada", Self.of("Sales"))).id)
        try await world.delete(id)
        #expect(world.exists(World.dn("ada", "ou=leavers")))
        #expect(try await world.create(World.person("ada", Self.of("Research"))).id == id)
        #expect(world.exists(World.dn("ada", Self.rest)))
    }

    @Test func placesAreLookedForAtTheStart() async throws {
        let world = Self.world()
        var mapping = World.people
        var table = PlaceTable()
        table["Sales"] = DistinguishedName(server: "\(Self.sales),\(World.suffix)")
        mapping.placement = Mapping.Placement(.table(by: Self.department, table))
        func problems() async -> [Mapping.Problem] {
            await StartupCheck(mapping: mapping, referredToBy: [], directory: world.directory).report().problems
                .filter { $0.key == .placement }
        }
        #expect(await problems() == [])
        table["Ghosts"] = DistinguishedName(server: "ou=ghosts,ou=people,\(World.suffix)")
        mapping.placement = Mapping.Placement(.table(by: Self.department, table))
        let found = await problems()
        #expect(found.count == 1 && found.first?.reason.contains("ou=ghosts") == true)
    }
}
