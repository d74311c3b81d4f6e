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

    @Test(arguments: [
        (#"userName eq "P12""#, ["p12"]), (#"userName sw "p1""#, (10..<20).map { "p\($0)" }),
        (#"userName eq "nobody""#, []), (#"name.givenName eq "odd" and userName lt "p15""#, ["p11", "p13"]),
        (#"userName eq "p10" or userName eq "p54""#, ["p10", "p54"]),
        (#"emails.value eq "p20@acme.example""#, ["p20"]),
        (#"title eq "mr  x" and userName ge "p53""#, ["p53", "p54"]), (#"not (userName lt "p54")"#, ["p54"]),
        (#"active eq false"#, []), (#"externalId eq "x""#, []),
    ])
    func aFilterSelects(filter: String, names: [String]) async throws {
        let list = try await ListWorld.crowd().find(filter)
        #expect(list.userNames == names)
        #expect(list.totalResults == names.count && list.startIndex == 1)
    }

    /// Whoever took the first of them could change the wrong person.
    @Test func aMatchThatCouldBeSeveralIsRefusedWithTheirNames() async throws {
        let world = World(over: MemoryDirectory { $0.habits.uniqueAttributes = [] })
        world.directory.load("dn: ou=sales,ou=people,\(World.suffix)\nobjectClass: organizationalUnit\nou: sales\n")
        let names = try ["ou=people", "ou=sales,ou=people"].map { try world.addPerson("ada", below: $0, "title: x").dn }
        for filter in [#"userName eq "ada""#, #"urn:ietf:params:scim:schemas:core:2.0:User:USERNAME eq "ADA""#] {
            for name in names { await refused(409, .uniqueness, name) { try await world.find(filter) } }
        }
        // No mark of one person: these are lists.
        for filter in [#"title eq "x""#, #"userName sw "ada""#, #"userName eq "ada" and title eq "x""#] {
            #expect(try await world.find(filter).totalResults == 2, "\(filter)")
        }
    }

    @Test func aFilterThatCannotBeAnsweredIsRefused() async throws {
        let world = try ListWorld.crowd()
        await refused(400, .invalidFilter, "nickName") { try await world.find(#"nickName eq "x""#) }
        #expect(world.directory.searches == [])
    }

    @Test(arguments: ListWorld.Server.allCases, [20, nil])
    func pagesShowEverybodyOnce(server: ListWorld.Server, count: Int?) async throws {
        let world = try ListWorld.crowd(server)
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
        #expect(names == ListWorld.everybody)
    }

    @Test(arguments: ListWorld.Server.allCases)
    func thePageEndsWhereTheListDoes(server: ListWorld.Server) async throws {
        let world = try ListWorld.crowd(server)
        for (start, count, names) in [
            (44, 5, ["p53", "p54"]), (46, 5, []), (5000, 5, []), (-7, 1, ["p10"]), (1, 0, []),
            (1, 1000, Array(ListWorld.everybody[..<20])),
        ] {
            let page = try await world.find {
                $0 = Query(startIndex: start, count: count)
            }
            #expect(page.userNames == names, "\(start) \(count)")
            #expect(page.totalResults == 45, "\(start) \(count)")
        }
    }

    @Test(arguments: ListWorld.Server.allCases, [#"title co "  ""#, #"name.givenName eq "odd""#])
    func whatTheDirectoryAloneCannotTellIsJudgedHere(server: ListWorld.Server, filter: String) async throws {
        let world = try ListWorld.crowd(server)
        let wished =
            filter.contains("odd")
            ? ListWorld.everybody.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) : ListWorld.everybody
        var names: [String] = []
        for start in [1, 11, 21, 31, 41] {
            let page = try await world.find(filter) { $0.startIndex = start }
            names += page.userNames
            #expect(page.totalResults == wished.count)
        }
        #expect(names == wished)
    }

    @Test(arguments: [ListWorld.Server.windows, .sortedPages])
    func aListIsSorted(server: ListWorld.Server) async throws {
        let world = try ListWorld.crowd(server)
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
        #expect(try await sorted("userName") == ListWorld.everybody)
        #expect(try await sorted("userName", descending: true) == ListWorld.everybody.reversed())
        let byUnit = try await sorted("\(World.enterprise):organization").map { (Int($0.dropFirst()) ?? 0) - 10 }
        #expect(byUnit.map { $0 % 7 } == (0..<45).map { $0 % 7 }.sorted())
    }

    @Test func aListIsSortedByWhatHasAnOrderOnly() async throws {
        let world = try ListWorld.crowd(.pages)
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

    @Test(arguments: ListWorld.Server.allCases, [nil, #"title co "  ""#])
    func cursorsLeadThroughTheWholeList(server: ListWorld.Server, filter: String?) async throws {
        let world = try ListWorld.crowd(server)
        let other = World(
            over: world.directory,
            options: {
                $0.maximumPage = 20
                $0.cursors = ListWorld.Signer()
            })
        #expect(try await Self.walk([world, other], filter) { $0.count = 13 } == ListWorld.everybody)
        if server == .pages { return }
        let backwards = try await Self.walk([world, other], filter) {
            $0.sort = Query.Sort(AttributePath(attribute: "userName"), isDescending: true)
            $0.count = 17
        }
        #expect(backwards == ListWorld.everybody.reversed())
    }

    /// Who comes and goes while the pages are turned moves nobody else out of them.
    @Test func whoIsThereAllTheTimeIsShownOnce() async throws {
        let world = try ListWorld.crowd()
        let names = try await Self.walk([world]) {
            $0.count = 10
        } between: { number in
            let new = "dn: \(World.dn("new\(number)"))\nobjectClass: inetOrgPerson\nuid: new\(number)\nsn: x\ncn: x\n"
            world.directory.load("dn: \(World.dn("p\(10 + number)"))\nchangetype: delete\n\n\(new)")
        }
        #expect(names.filter { !$0.hasPrefix("new") } == ListWorld.everybody)
        #expect(Set(names).count == names.count)
    }

    @Test func cursorsKnowTheirQuery() async throws {
        let world = try ListWorld.crowd()
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
        func other(_ signer: ListWorld.Signer?) -> World {
            World(over: world.directory, options: { $0.cursors = signer })
        }
        await refused(400, .expiredCursor, "anew") {
            try await other(ListWorld.Signer(now: 1_003_601)).find { $0.cursor = cursor }
        }
        await refused(400, .invalidCursor) { try await other(ListWorld.Signer(secret: 1)).find { $0.cursor = cursor } }
        await refused(400, .invalidCursor, "startIndex") { try await other(nil).find { $0.cursor = cursor } }
        #expect(try await other(ListWorld.Signer()).find { $0.cursor = cursor }.userNames.first == "p13")
    }

    @Test func aCursorWhoseEntryIsGoneHasExpiredWhereNothingElseIsKnown() async throws {
        let world = try ListWorld.crowd(.pages)
        let page = try await world.find {
            $0.cursor = ""
            $0.count = 3
        }
        world.directory.load("dn: \(World.dn("p12"))\nchangetype: delete\n")
        await refused(400, .expiredCursor, "anew") { try await world.find { $0.cursor = page.nextCursor } }
    }
}
