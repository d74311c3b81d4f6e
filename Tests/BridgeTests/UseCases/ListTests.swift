import Bridge
import Directories
import DirectoryDouble
import LDAP
import Logging
import SCIM
import Synchronization
import Testing
import Translator

/// A list is found, ordered and cut into pages, be it short or longer than the directory returns at once.
@Suite struct ListTests {
    private typealias World = BridgeWorld

    /// Signs cursors with a secret that every bridge of the tests has.
    private struct Signer: CursorSigner {
        var secret: UInt8 = 7
        var now: Int64 = 1_000_000

        func code(for message: [UInt8]) -> [UInt8] {
            // Told apart well enough by tests: four checksums, each begun with another number.
            (1...16).map { start in message.reduce(self.secret &+ UInt8(start)) { ($0 &* 31) ^ $1 } }
        }
    }

    /// What the server can do for a list that is longer than a page.
    enum Server: CaseIterable {
        case windows, sortedPages, pages

        var directory: MemoryDirectory {
            MemoryDirectory { options in
                if self != .windows { options.controls.remove("2.16.840.1.113730.3.4.9") }
                if self == .pages { options.controls.remove("1.2.840.113556.1.4.473") }
            }
        }
    }

    /// 45 people.
    private static let people: MemoryTree? = {
        let world = World()
        for number in 0..<45 {
            let given = number % 2 == 0 ? "Even" : "Odd"
            _ = try? world.addPerson("p\(10 + number)", "givenName: \(given)", "title: Mr  X", "o: \(number % 7)")
        }
        var tree: MemoryTree?
        world.directory.edit { tree = $0 }
        return tree
    }()

    /// A bridge whose pages have at most 20 people, in front of 45.
    private static func crowd(_ server: Server = .windows, signer: Signer = Signer()) throws -> World {
        let directory = server.directory
        let people = try #require(Self.people)
        directory.edit { $0 = people }
        return World(
            over: directory,
            options: {
                $0.maximumPage = 20
                $0.defaultPage = 10
                $0.cursors = signer
            })
    }

    private static let everybody = (0..<45).map { "p\(10 + $0)" }

    @Test(arguments: [
        (#"userName eq "P12""#, ["p12"]), (#"userName sw "p1""#, (10..<20).map { "p\($0)" }),
        (#"userName eq "nobody""#, []), (#"name.givenName eq "odd" and userName lt "p15""#, ["p11", "p13"]),
        (#"userName eq "p10" or userName eq "p54""#, ["p10", "p54"]),
        (#"emails.value eq "p20@acme.example""#, ["p20"]),
        (#"title eq "mr  x" and userName ge "p53""#, ["p53", "p54"]), (#"not (userName lt "p54")"#, ["p54"]),
        (#"active eq false"#, []), (#"externalId eq "x""#, []),
    ])
    func aFilterSelects(filter: String, names: [String]) async throws {
        let list = try await Self.crowd().find(filter)
        #expect(list.userNames == names)
        #expect(list.totalResults == names.count && list.startIndex == 1)
    }

    @Test func aFilterThatCannotBeAnsweredIsRefused() async throws {
        let world = try Self.crowd()
        await refused(400, .invalidFilter, "nickName") { try await world.find(#"nickName eq "x""#) }
        #expect(world.directory.searches == [])
    }

    @Test(arguments: Server.allCases, [20, nil])
    func pagesShowEverybodyOnce(server: Server, count: Int?) async throws {
        let world = try Self.crowd(server)
        var names: [String] = []
        while true {
            let page = try await world.find {
                $0.startIndex = names.count + 1
                $0.count = count
            }
            #expect(page.totalResults == 45)
            #expect(page.startIndex == names.count + 1)
            if page.resources.isEmpty { break }
            #expect(page.resources.count <= count ?? 10)
            names += page.userNames
        }
        #expect(names == Self.everybody)
    }

    @Test(arguments: Server.allCases)
    func thePageEndsWhereTheListDoes(server: Server) async throws {
        let world = try Self.crowd(server)
        for (start, count, names) in [
            (44, 5, ["p53", "p54"]), (46, 5, []), (5000, 5, []), (-7, 1, ["p10"]), (1, 0, []),
            (1, 1000, Array(Self.everybody[..<20])),
        ] {
            let page = try await world.find {
                $0 = Query(startIndex: start, count: count)
            }
            #expect(page.userNames == names, "\(start) \(count)")
            #expect(page.totalResults == 45, "\(start) \(count)")
        }
    }

    @Test(arguments: Server.allCases, [#"title co "  ""#, #"name.givenName eq "odd""#])
    func whatTheDirectoryAloneCannotTellIsJudgedHere(server: Server, filter: String) async throws {
        let world = try Self.crowd(server)
        let wished =
            filter.contains("odd")
            ? Self.everybody.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) : Self.everybody
        var names: [String] = []
        for start in [1, 11, 21, 31, 41] {
            let page = try await world.find(filter) { $0.startIndex = start }
            names += page.userNames
            #expect(page.totalResults == wished.count)
        }
        #expect(names == wished)
    }

    @Test(arguments: [Server.windows, .sortedPages])
    func aListIsSorted(server: Server) async throws {
        let world = try Self.crowd(server)
        func sorted(_ path: String, descending: Bool = false) async throws -> [String] {
            var names: [String] = []
            for start in [1, 21, 41] {
                let path = try AttributePath(parsing: path, extensions: [.enterpriseUser])
                names += try await world.find {
                    $0.sort = Query.Sort(path, isDescending: descending)
                    $0.startIndex = start
                    $0.count = 20
                }.userNames
            }
            return names
        }
        #expect(try await sorted("userName") == Self.everybody)
        #expect(try await sorted("userName", descending: true) == Self.everybody.reversed())
        let byUnit = try await sorted("\(World.enterprise):organization").map { (Int($0.dropFirst()) ?? 0) - 10 }
        #expect(byUnit.map { $0 % 7 } == (0..<45).map { $0 % 7 }.sorted())
    }

    @Test func aListIsSortedByWhatHasAnOrderOnly() async throws {
        let world = try Self.crowd(.pages)
        for path in ["active", "externalId", "nickName", "name"] {
            await refused(400, .invalidPath, path) {
                try await world.find { $0.sort = Query.Sort(AttributePath(attribute: path)) }
            }
        }
        await refused(400, .invalidPath, "cannot sort") {
            try await world.find { $0.sort = Query.Sort(AttributePath(attribute: "userName")) }
        }
        // What fits into one page is sorted here.
        let short = try await world.find(#"userName sw "p1""#) {
            $0.sort = Query.Sort(AttributePath(attribute: "userName"), isDescending: true)
        }
        #expect(short.userNames == (10..<20).map { "p\($0)" }.reversed())
    }

    // MARK: - Cursors

    /// Follows the cursors to the end.
    private static func walk(
        _ worlds: [World], _ filter: String? = nil, _ change: (inout Query) -> Void, between: (Int) -> Void = { _ in }
    ) async throws -> [String] {
        var names: [String] = []
        var cursor = ""
        for number in 0..<60 {
            let page = try await worlds[number % worlds.count].find(filter) {
                $0.cursor = cursor
                change(&$0)
            }
            #expect(page.startIndex == nil)
            names += page.userNames
            guard let next = page.nextCursor else { return names }
            between(number)
            cursor = next
        }
        Issue.record("the list has no end")
        return names
    }

    @Test(arguments: Server.allCases, [nil, #"title co "  ""#])
    func cursorsLeadThroughTheWholeList(server: Server, filter: String?) async throws {
        let world = try Self.crowd(server)
        let other = World(
            over: world.directory,
            options: {
                $0.maximumPage = 20
                $0.cursors = Signer()
            })
        #expect(try await Self.walk([world, other], filter) { $0.count = 13 } == Self.everybody)
        if server == .pages { return }
        let backwards = try await Self.walk([world, other], filter) {
            $0.sort = Query.Sort(AttributePath(attribute: "userName"), isDescending: true)
            $0.count = 17
        }
        #expect(backwards == Self.everybody.reversed())
    }

    /// Who comes and goes while the pages are turned moves nobody else out of them.
    @Test func whoIsThereAllTheTimeIsShownOnce() async throws {
        let world = try Self.crowd()
        let names = try await Self.walk([world]) {
            $0.count = 10
        } between: { number in
            let new = "dn: \(World.dn("new\(number)"))\nobjectClass: inetOrgPerson\nuid: new\(number)\nsn: x\ncn: x\n"
            world.directory.load("dn: \(World.dn("p\(10 + number)"))\nchangetype: delete\n\n\(new)")
        }
        #expect(names.filter { !$0.hasPrefix("new") } == Self.everybody)
        #expect(Set(names).count == names.count)
    }

    @Test func cursorsKnowTheirQuery() async throws {
        let world = try Self.crowd()
        let cursor = try #require(
            try await world.find {
                $0.cursor = ""
                $0.count = 3
            }.nextCursor)
        for (filter, change, type) in [
            (#"title pr"#, { _ in }, SCIMError.Kind.invalidCursor),
            (nil, { $0.sort = Query.Sort(AttributePath(attribute: "title")) }, .invalidCursor),
            (nil, { $0.cursor = cursor + "A" }, .invalidCursor), (nil, { $0.cursor = "x" }, .invalidCursor),
        ] as [(String?, (inout Query) -> Void, SCIMError.Kind)] {
            await refused(400, type) {
                try await world.find(filter) {
                    $0.cursor = cursor
                    change(&$0)
                }
            }
        }
        func other(_ signer: Signer?) -> World {
            World(over: world.directory, options: { $0.cursors = signer })
        }
        await refused(400, .expiredCursor, "anew") {
            try await other(Signer(now: 1_003_601)).find { $0.cursor = cursor }
        }
        await refused(400, .invalidCursor) { try await other(Signer(secret: 1)).find { $0.cursor = cursor } }
        await refused(400, .invalidCursor, "startIndex") { try await other(nil).find { $0.cursor = cursor } }
        #expect(try await other(Signer()).find { $0.cursor = cursor }.userNames.first == "p13")
    }

    @Test func aCursorWhoseEntryIsGoneHasExpiredWhereNothingElseIsKnown() async throws {
        let world = try Self.crowd(.pages)
        let page = try await world.find {
            $0.cursor = ""
            $0.count = 3
        }
        world.directory.load("dn: \(World.dn("p12"))\nchangetype: delete\n")
        await refused(400, .expiredCursor, "anew") { try await world.find { $0.cursor = page.nextCursor } }
    }

    // MARK: - Cost and trouble

    /// A walk costs one sort, and each page one window of the list that is kept.
    @Test func aWalkCostsOneSortAndEachPageOneWindow() async throws {
        let world = try Self.crowd()
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
        let people = try #require(Self.people)
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
        #expect(try await page(1, from: "", "ou=people,", "uid") == Array(Self.everybody[..<20]))
        let before = directory.searches.count
        #expect(try await page(21, from: viewpoint, base, present) == Array(Self.everybody[20..<40]))
        #expect((directory.searches.count == before + 1) == goesOn)
    }

    @Test func aKeptListThatIsLostIsMadeAnew() async throws {
        let world = try Self.crowd()
        #expect(try await world.find().resources.count == 10)
        let failure = OnceOnly()
        world.directory.onSearch { _, _ in failure.isFirst ? LDAPError(.serverDown) : nil }
        #expect(try await world.find { $0.startIndex = 11 }.userNames == Array(Self.everybody[10..<20]))
    }

    @Test func aDirectoryThatIsSilentIsNotAskedTwice() async throws {
        let world = try Self.crowd()
        #expect(try await world.find().resources.count == 10)
        world.directory.onSearch { _, _ in LDAPError(.timeout) }
        let before = world.directory.searches.count
        await refused(503) { try await world.find { $0.startIndex = 11 } }
        #expect(world.directory.searches.count == before + 1)
    }

    /// slapd answers a window before it is done with it.
    @Test func aBusyServerIsAskedAgain() async throws {
        let world = try Self.crowd()
        let failure = OnceOnly()
        world.directory.onSearch { request, _ in
            request.controls.isEmpty || !failure.isFirst ? nil : LDAPError(.busy)
        }
        #expect(try await world.find().userNames == Array(Self.everybody[..<10]))
    }

    /// A server has few places for lists, and ours are given up for a new one.
    @Test func aServerWithoutAPlaceForAListGetsOneBack() async throws {
        let world = try Self.crowd()
        let refusals = Mutex(9)
        world.directory.onSearch { request, _ in
            guard !request.controls.isEmpty else { return nil }
            return refusals.withLock { left in
                left -= 1
                return left >= 0 ? LDAPError(.busy) : nil
            }
        }
        #expect(try await world.find().userNames == Array(Self.everybody[..<10]))
    }

    /// A window larger than the size limit is read in two.
    @Test func aSizeLimitBelowThePageIsNoEnd() async throws {
        let people = try #require(Self.people)
        let world = World(over: MemoryDirectory { $0.sizeLimit = 15 }, options: { $0.maximumPage = 40 })
        world.directory.edit { $0 = people }
        let page = try await world.find { $0.count = 40 }
        #expect(page.userNames == Array(Self.everybody[..<40]) && page.totalResults == 45)
    }

    @Test func aListThatTheDirectoryCutsShortIsRefused() async throws {
        let directory = MemoryDirectory { options in
            options.controls.remove("2.16.840.1.113730.3.4.9")
            options.sizeLimit = 30
        }
        let people = try #require(Self.people)
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
        let world = try Self.crowd()
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
