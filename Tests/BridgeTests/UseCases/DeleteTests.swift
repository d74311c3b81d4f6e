import Bridge
import Directories
import DirectoryDouble
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

/// DELETE does what `on_delete` says.
@Suite struct DeleteTests {
    private typealias World = BridgeWorld

    private static let other = "cn=other,\(World.suffix)"

    @Test func isRefusedByDefault() async throws {
        let world = World { $0.deletion = nil }
        let ada = try world.addPerson("ada")
        await refused(501, nil, "on_delete") { try await world.delete(ada.id) }
        #expect(world.exists(ada.dn))
    }

    /// Who names an entry is asked for along with what stands in its way, also where that is only for the record.
    @Test func aRecordCostsNoRoundTrip() async throws {
        func roundTrips(isRecorded: Bool) async throws -> Int {
            let directory = RoundTrips()
            let world = World(over: directory.memory)
            let ada = try world.addPerson("ada")
            try world.addGroup("team", ada.dn)
            var mapping = World.people
            mapping.deletion = .delete
            var options = Provisioner.Options()
            options.isRecorded = isRecorded
            options.referenceTargets = [mapping, World.teams]
            let users = Provisioner(mapping: mapping, directory: directory, options: options, logger: .silent)
            try await users.delete(id: ada.id, context: World.context)
            #expect(!world.exists(ada.dn))
            return directory.count
        }
        let plain = try await roundTrips(isRecorded: false)
        #expect(try await roundTrips(isRecorded: true) == plain)
    }

    @Test func locksAndMovesToTheTrash() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: T", "roomNumber: 1")
        let team = try world.addGroup("team", ada.dn)
        try await world.delete(ada.id)
        let trashed = World.dn("ada", "ou=leavers")
        #expect(
            world.directory.ldif == """
                dn: \(ada.dn)
                changetype: modify
                replace: pwdAccountLockedTime
                pwdAccountLockedTime: 000001010000Z
                -

                dn: \(ada.dn)
                changetype: modrdn
                newrdn: uid=ada
                deleteoldrdn: 0
                newsuperior: ou=leavers,dc=acme,dc=example

                """)
        #expect(world.values("entryUUID", of: trashed) == [ada.id])
        #expect(world.values("title", of: trashed) == ["T"] && world.values("roomNumber", of: trashed) == ["1"])
        #expect(world.members(team.dn) == [trashed])
        await refused(404, nil, ada.id) { try await world.read(ada.id) }
        await refused(404, nil, ada.id) { try await world.delete(ada.id) }
        await refused(404, nil, ada.id) { try await world.patch(ada.id, World.set("active", "true")) }
    }

    @Test func aTakenNameInTheTrashGetsASuffix() async throws {
        let world = World()
        let leaver = try world.addPerson("ada", below: "ou=leavers")
        let ada = try world.addPerson("ada", "roomNumber: 1")
        try await world.delete(ada.id)
        #expect(world.values("entryUUID", of: leaver.dn) == [leaver.id])
        let moved = World.dn("ada-\(ada.id)", "ou=leavers")
        #expect(world.values("entryUUID", of: moved) == [ada.id])
        #expect(world.values("roomNumber", of: moved) == ["1"])
    }

    /// References to a dead leaver of that name are not to be inherited in the trash either.
    @Test(arguments: [Mapping.Renaming.follow, .server])
    func aLeaverGetsANameThatNobodyHad(renaming: Mapping.Renaming) async throws {
        let world = World(over: World.carelessDirectory(), users: { $0.renaming = renaming })
        let ada = try world.addPerson("ada")
        let dead = World.dn("ada", "ou=leavers")
        let team = try world.addGroup("team", dead, Self.other)
        try await world.delete(ada.id)
        #expect(world.exists(World.dn("ada-\(ada.id)", "ou=leavers")))
        #expect(world.members(team.dn) == [dead, Self.other])
    }

    @Test func removesForGood() async throws {
        let world = World { $0.deletion = .delete }
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn, Self.other)
        try await world.delete(ada.id)
        #expect(world.directory.ldif == "dn: \(ada.dn)\nchangetype: delete\n")
        #expect(!world.exists(ada.dn))
        #expect(world.members(team.dn) == [Self.other])
        await refused(404, nil, ada.id) { try await world.delete(ada.id) }
    }

    @Test func takesReferencesOutWhereNobodyElseDoes() async throws {
        let world = World(over: World.carelessDirectory()) {
            $0.deletion = .delete
            $0.renaming = .follow
            World.showManager(&$0)
        }
        let ada = try world.addPerson("ada")
        let report = try world.addPerson("report", "manager: \(ada.dn)")
        let (one, two) = (try world.addGroup("one", ada.dn), try world.addGroup("two", ada.dn, Self.other))
        try await world.delete(ada.id)
        #expect(!world.exists(ada.dn))
        #expect(world.values("manager", of: report.dn) == [])
        #expect(world.members(one.dn) == [""])
        #expect(world.members(two.dn) == [Self.other])
    }

    @Test(arguments: [Mapping.Deletion.delete, World.people.deletion])
    func anEntryWithOthersBelowItStays(deletion: Mapping.Deletion?) async throws {
        let world = World { $0.deletion = deletion }
        let ada = try world.addPerson("ada")
        world.directory.load("dn: cn=phone,\(ada.dn)\nobjectClass: device\ncn: phone\n")
        await refused(409, nil, ada.dn, "cn=phone", "below") { try await world.delete(ada.id) }
        world.directory.load("dn: cn=phone2,\(ada.dn)\nobjectClass: device\ncn: phone2\n")
        await refused(409, nil, ada.dn, "more than one", "below") { try await world.delete(ada.id) }
        #expect(world.directory.attempts == [])
    }

    @Test func namesTheTrashThatIsMissing() async throws {
        let trash = DistinguishedName(server: "ou=nowhere,\(World.suffix)")
        let world = World { $0.deletion = .trash(base: trash) }
        let ada = try world.addPerson("ada")
        await refused(500, nil, trash.description) { try await world.delete(ada.id) }
        #expect(world.directory.written == [])
    }

    @Test func deletesWhatWasChangedMeanwhileToo() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.other { $0.load("dn: \(ada.dn)\nchangetype: modify\nadd: title\ntitle: Late\n-\n") })
        try await world.delete(ada.id)
        let trashed = World.dn("ada", "ou=leavers")
        #expect(world.values("title", of: trashed) == ["Late"])
        #expect(world.directory[trashed]?["pwdAccountLockedTime"] == World.lock)
    }

    @Test func deletesTheVersionThatIsMeant() async throws {
        let world = World { $0.deletion = .delete }
        let ada = try world.addPerson("ada")
        let version = try await world.read(ada.id).meta?.version
        world.directory.load("dn: \(ada.dn)\nchangetype: modify\nadd: title\ntitle: Late\n-\n")
        await refused(412) { try await world.delete(ada.id, context: try World.context(ifMatch: version)) }
        let now = try await world.read(ada.id).meta?.version
        try await world.delete(ada.id, context: try World.context(ifMatch: now))
        #expect(!world.exists(ada.dn))
    }

    /// An account that is locked stays so, whatever becomes of the rest.
    @Test func aRefusedMoveLeavesTheLock() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(write: 2, .refused(.insufficientAccessRights))
        await refused(403, nil, ada.dn, "is disabled, and stays so") { try await world.delete(ada.id) }
        #expect(world.directory[ada.dn]?["pwdAccountLockedTime"] == World.lock)
        try await world.delete(ada.id)
        #expect(world.exists(World.dn("ada", "ou=leavers")))
    }

    @Test func aGroupIsDeleted() async throws {
        let world = World()
        let team = try world.addGroup("team", Self.other)
        let outer = try world.addGroup("outer", team.dn, Self.other)
        try await world.groups.delete(id: team.id, context: World.context)
        #expect(!world.exists(team.dn))
        #expect(world.members(outer.dn) == [Self.other])
    }
}

/// A directory in memory that counts how often somebody waits for it.
private final class RoundTrips: Directory {
    let memory = MemoryDirectory()
    private let counted = Mutex(0)

    var count: Int { self.counted.withLock { $0 } }

    func server() async throws(LDAPError) -> DirectoryServer { try await self.memory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        self.counted.withLock { $0 += 1 }
        return try await self.memory.search(request)
    }

    func searchAll(_ requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        self.counted.withLock { $0 += 1 }
        return await self.memory.searchAll(requests)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        self.counted.withLock { $0 += 1 }
        return try await self.memory.apply(change, options: options)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output { try await self.memory.lease(body) }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { try await self.memory.hold(idle: idle) }
}
