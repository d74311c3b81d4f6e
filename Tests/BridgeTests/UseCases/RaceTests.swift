import Bridge
import Directories
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// Another writer comes between the bridge's read and its write.
@Suite struct RaceTests {
    private typealias World = BridgeWorld

    /// Replaces the values of an attribute behind the bridge's back.
    private static func replace(_ dn: String, _ attribute: String, _ value: String) -> Interruption {
        .other { $0.load("dn: \(dn)\nchangetype: modify\nreplace: \(attribute)\n\(attribute): \(value)\n-\n") }
    }

    @Test func whatAnotherHasChangedIsPlannedAnew() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "mail: one@acme.example", "mail: two@acme.example")
        world.directory.interrupt(Self.replace(ada.dn, "mail", "fresh@acme.example"))
        let answer = try await world.patch(ada.id, World.set("emails[type eq \"work\"].value", "mine@acme.example"))
        #expect(try answer.texts("emails.value") == ["mine@acme.example"])
        #expect(world.values("mail", of: ada.dn) == ["mine@acme.example"])
        #expect(world.directory.attempts.count == 2)
        #expect(world.directory.written.count == 1)
    }

    @Test func nothingIsWrittenWhereTheOtherWroteTheSame() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(Self.replace(ada.dn, "title", "New"))
        #expect(try await world.patch(ada.id, World.set("title", "New")).text("title") == "New")
        #expect(world.directory.attempts.count == 1)
        #expect(world.directory.written == [])
    }

    @Test func aBridgeThatAlwaysLosesGivesUp() async throws {
        let world = World(options: { $0.maximumAttempts = 3 })
        let ada = try world.addPerson("ada")
        for number in 1...9 {
            world.directory.interrupt(write: number, Self.replace(ada.dn, "roomNumber", "\(number)"))
        }
        let error = await refused(503, nil, "Try again") { try await world.patch(ada.id, World.set("title", "New")) }
        #expect(error?.retryAfter == 1)
        #expect(world.directory.attempts.count == 3)
        #expect(world.values("title", of: ada.dn) == [])
    }

    @Test func whoLeavesMeanwhileIsGone() async throws {
        let world = World {
            $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .not(.equal("title", "Robot"))])
        }
        for (uid, change) in [
            ("a", "changetype: delete"), ("b", "changetype: modify\nreplace: title\ntitle: Robot\n-"),
            ("c", "changetype: modrdn\nnewrdn: uid=c\ndeleteoldrdn: 1\nnewsuperior: ou=services,\(World.suffix)"),
        ] {
            let person = try world.addPerson(uid)
            world.directory.interrupt(.other { $0.load("dn: \(person.dn)\n\(change)\n") })
            await refused(404, nil, person.id) { try await world.patch(person.id, World.set("displayName", "New")) }
        }
        #expect(world.directory.written == [])
    }

    @Test func whoMovesMeanwhileIsFollowed() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(
            .other { $0.load("dn: \(ada.dn)\nchangetype: modrdn\nnewrdn: uid=eva\ndeleteoldrdn: 1\n") })
        let answer = try await world.patch(ada.id, World.set("title", "New"))
        #expect(try answer.text("userName") == "eva")
        #expect(world.values("title", of: World.dn("eva")) == ["New"])
    }

    @Test func aVersionThatIsNotThereAnyMoreIs412() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Old")
        let version = try await world.read(ada.id).meta?.version
        let context = try World.context(ifMatch: version)
        try await world.patch(ada.id, World.set("title", "New"), context: context)
        await refused(412, nil, "Read it again") {
            try await world.patch(ada.id, World.set("title", "Late"), context: context)
        }
        await refused(412) { try await world.put(ada.id, World.person("ada"), context: context) }
        await refused(412) { try await world.patch(ada.id, World.disable, context: context) }
        await refused(412) { try await world.delete(ada.id, context: context) }
        #expect(world.values("title", of: ada.dn) == ["New"])
        #expect(world.directory.written.count == 1)
    }

    /// Neither a change of what was sent nor one of something else may come between.
    @Test(arguments: ["title", "cn"])
    func ofTwoWritersWithOneVersionTheSecondIsTold(attribute: String) async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let context = try World.context(ifMatch: try await world.read(ada.id).meta?.version)
        world.directory.interrupt(Self.replace(ada.dn, attribute, "Theirs"))
        await refused(412) { try await world.patch(ada.id, World.set("title", "Ours"), context: context) }
        #expect(world.values("title", of: ada.dn) == (attribute == "title" ? ["Theirs"] : []))
    }

    /// A change of what the mapping does not show is none of the resource.
    @Test func aForeignChangeIsNoOtherVersion() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let context = try World.context(ifMatch: try await world.read(ada.id).meta?.version)
        world.directory.interrupt(Self.replace(ada.dn, "roomNumber", "7"))
        try await world.patch(ada.id, World.set("title", "Ours"), context: context)
        #expect(world.values("title", of: ada.dn) == ["Ours"])
        #expect(world.directory.attempts.count == 2)
    }

    @Test func aVersionThatIsRuledOutIs412() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        var context = World.context
        context.ifNoneMatch = .any
        await refused(412, nil, "If-None-Match") {
            try await world.patch(ada.id, World.set("title", "x"), context: context)
        }
    }

    @Test func manyWritersOfOneEntryAllWrite() async throws {
        let world = World(options: { $0.maximumAttempts = 100 })
        let ada = try world.addPerson("ada")
        let paths = ["title", "displayName", "name.givenName", "name.familyName", "externalId"]
        try await withThrowingTaskGroup { group in
            for (number, path) in (paths + paths).enumerated() {
                group.addTask { try await world.patch(ada.id, World.set(path, "v\(number)")) }
            }
            try await group.waitForAll()
        }
        for (number, attribute) in ["title", "cn", "givenName", "sn", "labeledURI"].enumerated() {
            let values = world.values(.init(attribute), of: ada.dn)
            #expect(values == ["v\(number)"] || values == ["v\(number + 5)"], "\(attribute)")
        }
    }

    /// Whoever has lost once is not overtaken by the others who have.
    @Test func nobodyLosesToAllTheOthersInTurn() async throws {
        let world = World(options: { $0.maximumAttempts = 3 })
        let ada = try world.addPerson("ada")
        let paths = ["title", "displayName", "name.givenName", "name.familyName", "externalId"]
        try await withThrowingTaskGroup { group in
            for number in 0..<50 {
                group.addTask { try await world.patch(ada.id, World.set(paths[number % 5], "v\(number)")) }
            }
            try await group.waitForAll()
        }
        for (index, attribute) in ["title", "cn", "givenName", "sn", "labeledURI"].enumerated() {
            let number = world.values(.init(attribute), of: ada.dn).first.flatMap { Int($0.dropFirst()) }
            #expect(number.map { $0 % 5 } == index, "\(attribute)")
        }
    }

    // MARK: - Servers that check nothing with a write

    /// A server that does not know the assertion control.
    private static func unchecking() -> MemoryDirectory {
        MemoryDirectory { $0.controls.remove("1.3.6.1.1.12") }
    }

    static let dialects: [Dialect] = {
        var (exchange, lock) = (Dialect.openLDAP, Dialect.openLDAP)
        exchange.concurrency = .exchange()
        lock.concurrency = .lock
        return [.openLDAP, exchange, lock]
    }()

    @Test(arguments: dialects.indices)
    func withoutAssertionsAStaleVersionIsStillTold(index: Int) async throws {
        let world = World(over: Self.unchecking(), dialect: Self.dialects[index])
        let ada = try world.addPerson("ada")
        let context = try World.context(ifMatch: try await world.read(ada.id).meta?.version)
        let others = try await withThrowingTaskGroup(of: Int.self) { group in
            for (number, path) in ["title", "displayName", "name.givenName", "name.familyName"].enumerated() {
                group.addTask {
                    do {
                        try await world.patch(ada.id, World.set(path, "v\(number)"), context: context)
                        return 200
                    } catch let error as SCIMError {
                        return error.status
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.sorted() == [200, 412, 412, 412])
        #expect(world.directory.written.count == 1)
    }

    @Test(arguments: dialects.indices)
    func withoutAssertionsAValueThatCameBetweenIsSeenAfterwards(index: Int) async throws {
        let world = World(over: Self.unchecking(), dialect: Self.dialects[index])
        let ada = try world.addPerson("ada")
        world.directory.interrupt(Self.replace(ada.dn, "title", "Theirs"))
        #expect(try await world.patch(ada.id, World.set("title", "Ours")).text("title") == "Ours")
        #expect(world.values("title", of: ada.dn).first == "Ours")
    }

    @Test(arguments: dialects.indices)
    func withoutAssertionsAllMembersSurvive(index: Int) async throws {
        let world = World(over: Self.unchecking(), dialect: Self.dialects[index], options: { $0.maximumAttempts = 100 })
        var people: [Known] = []
        for number in 0..<6 { people.append(try world.addPerson("p\(number)")) }
        let team = try world.addGroup("team", "")
        try await withThrowingTaskGroup { [people] group in
            for person in people {
                group.addTask { try await world.patchGroup(team.id, World.members("add", person.id)) }
            }
            try await group.waitForAll()
        }
        #expect(world.members(team.dn) == Set(people.map(\.dn)))
    }
}
