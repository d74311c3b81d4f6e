import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Synchronization
import Testing
import Translator

/// What a list costs, and what becomes of it when the directory does not do as it should.
@Suite struct ListTroubleTests {
    private typealias World = BridgeWorld

    /// A walk costs one sort, and each page one window of the list that is kept.
    @Test func aWalkCostsOneSortAndEachPageOneWindow() async throws {
        let world = try ListWorld.crowd()
        for start in [1, 11, 21, 31] {
            #expect(try await world.find { $0.startIndex = start }.resources.count == 10)
        }
        let windows = world.directory.searches.filter { !$0.controls.isEmpty }
        #expect(windows.count == 4)
        #expect(world.directory.searches.count == 5)
        let begun = windows.filter { request in
            request.controls.contains { if case .virtualListView(let view) = $0 { view.context == nil } else { false } }
        }
        #expect(begun.count == 1)
    }

    /// A bridge that takes the place of another reads on what that one has begun, if it means the same list.
    @Test(arguments: [
        ("", "ou=people,", "uid", true), ("ldap://b", "ou=people,", "uid", false), ("", "", "uid", false),
        ("", "ou=people,", "title", false),
    ])
    func aListGoesOnWithTheNextBridge(viewpoint: String, base: String, present: String, goesOn: Bool) async throws {
        let (directory, memory) = (MemoryDirectory(), Provisioner.Memory())
        let people = try #require(ListWorld.people)
        directory.edit { $0 = people }
        func page(_ start: Int, from viewpoint: String, _ base: String, _ present: String) async throws -> [String] {
            let world = World(
                over: directory,
                users: {
                    $0.base = DistinguishedName(server: base + World.suffix)
                    $0.filter = .present(AttributeDescription(present))
                },
                options: {
                    $0.maximumPage = 20
                    $0.viewpoint = viewpoint
                }, memory: memory)
            return try await world.find {
                $0.startIndex = start
                $0.count = 20
            }.userNames
        }
        #expect(try await page(1, from: "", "ou=people,", "uid") == Array(ListWorld.everybody[..<20]))
        let before = directory.searches.count
        #expect(try await page(21, from: viewpoint, base, present) == Array(ListWorld.everybody[20..<40]))
        #expect((directory.searches.count == before + 1) == goesOn)
    }

    @Test func aKeptListThatIsLostIsMadeAnew() async throws {
        let world = try ListWorld.crowd()
        #expect(try await world.find().resources.count == 10)
        let failure = OnceOnly()
        world.directory.onSearch { _, _ in failure.isFirst ? LDAPError(.serverDown) : nil }
        #expect(try await world.find { $0.startIndex = 11 }.userNames == Array(ListWorld.everybody[10..<20]))
    }

    @Test func aDirectoryThatIsSilentIsNotAskedTwice() async throws {
        let world = try ListWorld.crowd()
        #expect(try await world.find().resources.count == 10)
        world.directory.onSearch { _, _ in LDAPError(.timeout) }
        let before = world.directory.searches.count
        await refused(503) { try await world.find { $0.startIndex = 11 } }
        #expect(world.directory.searches.count == before + 1)
    }

    /// slapd answers a window before it is done with it.
    @Test func aBusyServerIsAskedAgain() async throws {
        let world = try ListWorld.crowd()
        let failure = OnceOnly()
        world.directory.onSearch { request, _ in
            request.controls.isEmpty || !failure.isFirst ? nil : LDAPError(.busy)
        }
        #expect(try await world.find().userNames == Array(ListWorld.everybody[..<10]))
    }

    /// A server has few places for lists, and ours are given up for a new one.
    @Test func aServerWithoutAPlaceForAListGetsOneBack() async throws {
        let world = try ListWorld.crowd()
        let refusals = Mutex(9)
        world.directory.onSearch { request, _ in
            guard !request.controls.isEmpty else { return nil }
            return refusals.withLock { left in
                left -= 1
                return left >= 0 ? LDAPError(.busy) : nil
            }
        }
        #expect(try await world.find().userNames == Array(ListWorld.everybody[..<10]))
    }

    /// A window larger than the size limit is read in two.
    @Test func aSizeLimitBelowThePageIsNoEnd() async throws {
        let people = try #require(ListWorld.people)
        let world = World(over: MemoryDirectory { $0.sizeLimit = 15 }, options: { $0.maximumPage = 40 })
        world.directory.edit { $0 = people }
        let page = try await world.find { $0.count = 40 }
        #expect(page.userNames == Array(ListWorld.everybody[..<40]) && page.totalResults == 45)
    }

    @Test func aListThatTheDirectoryCutsShortIsRefused() async throws {
        let directory = MemoryDirectory { options in
            options.controls.remove("2.16.840.1.113730.3.4.9")
            options.sizeLimit = 30
        }
        let people = try #require(ListWorld.people)
        directory.edit { $0 = people }
        let world = World(over: directory, options: { $0.maximumPage = 20 })
        await refused(400, .tooMany) { try await world.find() }
    }

    /// What shows no id cannot be shown, and is not counted.
    @Test func anEntryWithoutAnIDIsLeftOut() async throws {
        let world = World(over: MemoryDirectory { $0.unreadable = ["entryUUID"] })
        try world.addPerson("ada")
        let list = try await world.find()
        #expect(list.resources.isEmpty && list.totalResults == 0)
    }

    @Test func onlyWhatIsAskedForIsRead() async throws {
        let world = try ListWorld.crowd()
        let list = try await world.find(#"userName eq "p12""#) {
            $0.projection = Projection(attributes: [AttributePath(attribute: "userName")])
        }
        #expect(list.shown.first?.attributes["title"] == nil)
        #expect(
            Set(world.directory.searches.last?.attributes.map(\.name) ?? []) == ["entryUUID", "uid", "createTimestamp"])
    }

    @Test func groupsAreFoundByTheirMembersWithoutReadingThem() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        let team = try world.addGroup("team", ada.dn)
        try world.addGroup("other", World.dn("eve"))
        let projection = Projection(excluded: [AttributePath(attribute: "members")])
        func find(_ filter: String) async throws -> [String] {
            let query = Query(filter: try SCIM.Filter(parsing: filter), projection: projection)
            return try await world.groups.resources(query, context: World.context).resources.compactMap(\.id)
        }
        for filter in [
            #"displayName eq "TEAM""#, #"members eq "\#(ada.id)""#, #"members[value eq "\#(ada.id)"]"#,
            #"id eq "\#(team.id)" and members eq "\#(ada.id)""#,
        ] { #expect(try await find(filter) == [team.id], "\(filter)") }
        for filter in [#"members eq "\#(World.nobody)""#, #"members eq "nobody""#, #"id eq "\#(ada.id)""#] {
            #expect(try await find(filter) == [], "\(filter)")
        }
        #expect(!world.directory.searches.contains { $0.attributes.contains("member") || $0.attributes.isEmpty })
    }
}

/// Tells the first who asks from all others.
private final class OnceOnly: Sendable {
    private let asked = Mutex(false)

    var isFirst: Bool {
        self.asked.withLock { asked in
            defer { asked = true }
            return !asked
        }
    }
}
