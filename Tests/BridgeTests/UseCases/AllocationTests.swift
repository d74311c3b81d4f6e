import Bridge
import DirectoryDouble
import LDAP
import Logging
import SCIM
import Testing
import Translator

/// New people get numbers and account names that nobody else has.
@Suite struct AllocationTests {
    private typealias World = BridgeWorld

    private static let counter = "cn=next,ou=services,\(BridgeWorld.suffix)"

    /// How numbers are found.
    enum Way: CaseIterable {
        case increment, exchange, search

        func directory() -> MemoryDirectory {
            let directory = self == .exchange ? MemoryDirectory { $0.features = [] } : MemoryDirectory()
            if self == .search { return directory }
            directory.load(
                "dn: \(AllocationTests.counter)\nobjectClass: device\nobjectClass: extensibleObject\ncn: next\n"
                    + "uidNumber: 100\n")
            return directory
        }

        func allocation(_ range: ClosedRange<Int> = 100...999) -> Mapping.Allocation {
            let counter = Mapping.Allocation.Counter(
                DistinguishedName(server: AllocationTests.counter), "uidNumber")
            return Mapping.Allocation("uidNumber", .number(range, self == .search ? nil : counter))
        }
    }

    private static func posix(_ mapping: inout Mapping, _ allocations: [Mapping.Allocation]) {
        mapping.objectClasses = ["inetOrgPerson", "posixAccount"]
        mapping.allocations = allocations
        for (path, attribute) in [("nickName", "loginShell"), ("profileUrl", "homeDirectory"), ("locale", "gidNumber")]
        {
            mapping.rules.append(
                Mapping.Rule(
                    path: AttributePath(attribute: path), attribute: AttributeDescription(attribute),
                    defaultValue: attribute == "loginShell" ? nil : try? Template(parsing: "7")))
        }
    }

    private static func world(
        _ way: Way, _ directory: MemoryDirectory? = nil, range: ClosedRange<Int> = 100...999,
        _ change: (inout Mapping) -> Void = { _ in }
    ) -> World {
        World(over: directory ?? way.directory()) {
            Self.posix(&$0, [way.allocation(range)])
            change(&$0)
        }
    }

    private static func numbers(_ directory: MemoryDirectory) async throws -> [String] {
        let request = SearchRequest(
            base: DistinguishedName(server: "ou=people,\(World.suffix)"), filter: .present("uidNumber"),
            attributes: ["uidNumber"])
        return try await directory.search(request).entries.flatMap { $0["uidNumber"].compactMap(\.text) }.sorted()
    }

    private static func addPosix(_ world: World, _ uid: String, _ number: String, below: String = "ou=people") throws {
        try world.addPerson(
            uid, below: below, "objectClass: posixAccount", "uidNumber: \(number)", "gidNumber: 7", "homeDirectory: /")
    }

    @Test(arguments: Way.allCases) func newPeopleGetNumbersThatNobodyHas(way: Way) async throws {
        let world = Self.world(way)
        try Self.addPosix(world, "old", "101")
        try Self.addPosix(world, "gone", "102", below: "ou=leavers")
        for name in ["ada", "bob", "eve"] { try await world.create(World.person(name)) }
        #expect(try await Self.numbers(world.directory) == ["100", "101", "103", "104"])
        if way != .search { #expect(world.values("uidNumber", of: Self.counter) == ["105"]) }
    }

    @Test(arguments: Way.allCases) func ofManyAtOnceNoTwoGetOne(way: Way) async throws {
        let world = Self.world(way)
        let bridges = way == .search ? [world] : [world, Self.world(way, world.directory)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                group.addTask { try await bridges[number % bridges.count].create(World.person("p\(number)")) }
            }
            try await group.waitForAll()
        }
        let numbers = try await Self.numbers(world.directory)
        #expect(numbers.count == 16 && Set(numbers).count == 16)
    }

    /// Where a number is put in the place of another, calls that came together would lose one race after the other.
    @Test func callsOfOneBridgeTakeTurnsAtACounter() async throws {
        let world = Self.world(.exchange)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 { group.addTask { _ = try await world.create(World.person("p\(number)")) } }
            try await group.waitForAll()
        }
        let counter = DistinguishedName(server: Self.counter)
        #expect(world.directory.attempts.filter { $0.target == counter }.count == 30)
    }

    @Test(arguments: Way.allCases) func anEndedRangeIsNamed(way: Way) async throws {
        let world = Self.world(way, range: 100...101)
        for name in ["ada", "bob"] { try await world.create(World.person(name)) }
        let error = await #expect(throws: SCIMError.self) { try await world.create(World.person("eve")) }
        #expect(error?.status == 500)
        #expect(error?.detail.contains("100-101") == true && error?.detail.contains("uidNumber") == true)
        #expect(error?.detail.contains("users.allocate") == true)
        #expect(!world.exists(World.dn("eve")))
    }

    @Test func aFreedNumberIsFoundAtTheEndOfTheRangeWhereNobodyCounts() async throws {
        let world = Self.world(.search, range: 100...101) { $0.deletion = .delete }
        let id = try #require(try await world.create(World.person("ada")).id)
        try await world.create(World.person("bob"))
        try await world.delete(id)
        try await world.create(World.person("eve"))
        #expect(world.values("uidNumber", of: World.dn("eve")) == ["100"])
    }

    @Test func aRefusedCreateTakesNoNumber() async throws {
        let world = Self.world(.increment)
        try world.addPerson("ada")
        await #expect(throws: SCIMError.self) { try await world.create(World.person("ada")) }
        #expect(world.values("uidNumber", of: Self.counter) == ["100"])
    }

    @Test(
        arguments: [
            ("delete: uidNumber\n", "uidNumber"), ("replace: uidNumber\nuidNumber: 5\n", nil),
        ] as [(String, String?)])
    func aCounterThatDoesNotCountIsNamed(change: String, complaint: String?) async throws {
        let world = Self.world(.exchange)
        world.directory.load("dn: \(Self.counter)\nchangetype: modify\n\(change)")
        guard let complaint else {
            // One that stands before the range is set up.
            try await world.create(World.person("ada"))
            #expect(world.values("uidNumber", of: World.dn("ada")) == ["100"])
            return
        }
        let error = await #expect(throws: SCIMError.self) { try await world.create(World.person("ada")) }
        #expect(error?.status == 500 && error?.detail.contains(complaint) == true)
        #expect(error?.detail.contains(Self.counter) == true)
    }

    @Test func aCounterThatIsNotThereIsNamed() async throws {
        let world = Self.world(.increment, MemoryDirectory())
        let error = await #expect(throws: SCIMError.self) { try await world.create(World.person("ada")) }
        #expect(error?.status == 500 && error?.detail.contains(Self.counter) == true)
    }

    @Test(arguments: Way.allCases) func anEntryThatComesToNeedANumberGetsOne(way: Way) async throws {
        let world = Self.world(way) { mapping in
            // What the class demands besides is there.
            for index in mapping.rules.indices where mapping.rules[index].attribute == "gidNumber" {
                mapping.rules[index].defaultValue = nil
            }
        }
        let ada = try world.addPerson("ada")
        try await world.patch(ada.id, World.set("title", "Chief"))
        #expect(world.values("uidNumber", of: ada.dn) == [])
        for _ in 0..<2 {
            try await world.patch(
                ada.id, World.set("locale", "7"), World.set("profileUrl", "file:/home/ada"))
        }
        #expect(world.values("uidNumber", of: ada.dn) == ["100"])
        #expect(world.values("objectClass", of: ada.dn).contains("posixAccount"))
        #expect(way == .search || world.values("uidNumber", of: Self.counter) == ["101"])
    }

    /// What the account may not read looks as if it were missing.
    @Test(arguments: [false, true]) func nobodyIsGivenANumberWithADisable(isActive: Bool) async throws {
        let directory = MemoryDirectory { $0.unreadable = ["uidNumber"] }
        let world = Self.world(.search, directory, range: 100...100)
        let id = try #require(try await world.create(World.person("ada")).id)
        try await world.patch(id, World.disable)
        let answer = try await world.patch(id, #"{"op":"replace","path":"active","value":\#(isActive)}"#)
        #expect(answer.isActive == isActive)
        #expect(world.values("uidNumber", of: World.dn("ada")) == ["100"])
    }

    @Test func accountNamesAreNumbered() async throws {
        let value = try Template(parsing: "{displayName}")
        let world = World {
            $0.allocations = [Mapping.Allocation("employeeNumber", .text(value, limit: 6))]
        }
        for (number, name) in ["Robert", "Rober2", "Rober3"].enumerated() {
            let body = World.person("p\(number)", #""displayName":"Robert Roe""#)
            try await world.create(body)
            #expect(world.values("employeeNumber", of: World.dn("p\(number)")) == [name])
        }
    }

    @Test func anotherBridgeThatIsFasterGivesTheNextName() async throws {
        let value = try Template(parsing: "{displayName}")
        let directory = MemoryDirectory { $0.habits.uniqueAttributes.append("employeeNumber") }
        let world = World(over: directory) {
            $0.allocations = [Mapping.Allocation("employeeNumber", .text(value, limit: nil))]
        }
        directory.interrupt(
            write: 1,
            .other { tree in
                tree.load(
                    "dn: \(World.dn("rival"))\nobjectClass: inetOrgPerson\nuid: rival\nsn: R\ncn: R\nemployeeNumber: ann\n"
                )
            })
        try await world.create(World.person("ann", #""displayName":"ann""#))
        #expect(world.values("employeeNumber", of: World.dn("ann")) == ["ann2"])
    }

    /// A search that failed does not say that nobody has the value.
    @Test(arguments: [ResultCode.insufficientAccessRights, .busy, .timeLimitExceeded])
    func whoeverCannotBeLookedForMayBeThere(code: ResultCode) async throws {
        let value = try Template(parsing: "{displayName}")
        let world = World { $0.allocations = [Mapping.Allocation("employeeNumber", .text(value, limit: nil))] }
        world.directory.interrupt(write: 1, .refused(.constraintViolation))
        world.directory.onSearch { request, _ in
            request.filter == .equal("employeeNumber", "ann") && request.sizeLimit == 2 ? LDAPError(code) : nil
        }
        await refused(503, nil, "employeeNumber") {
            try await world.create(World.person("ann", #""displayName":"ann""#))
        }
        #expect(world.directory.written == [])
    }

    @Test func whatWouldBeTakenIsExplained() async throws {
        let directory = Way.increment.directory()
        var people = World.people
        Self.posix(&people, [Way.increment.allocation()])
        let explainer = Explainer(mappings: [people], directory: directory, logger: .silent)
        for name in ["ada", "bob"] {
            _ = try await explainer.provisioners[0].create(
                try World.resource(World.person(name), .user), context: World.context)
        }
        #expect(explainer.report.contains("changetype: modify\nincrement: uidNumber\nuidNumber: 1\n"))
        #expect(explainer.report.contains("# effect: allocate"))
        #expect(explainer.report.contains("uidNumber: 100\n") && explainer.report.contains("uidNumber: 101\n"))
        #expect(directory.attempts == [])
    }

    @Test func theLogTellsOfThePersonAndNotOfTheCounter() async throws {
        let world = Self.world(.increment)
        let context = RequestContext(principal: Principal(name: "entra"), requestID: "r-2")
        _ = try await world.users.create(try World.resource(World.person("ada"), .user), context: context)
        #expect(context.record.deed?.effect == "create" && context.record.deed?.name == World.dn("ada"))
    }
}
