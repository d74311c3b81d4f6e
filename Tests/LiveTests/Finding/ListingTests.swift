import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Synchronization
import Testing
import Translator

@testable import Daemon

extension BridgeTests {
    /// Lists longer than the directory returns at once: 1,200 people under a size limit of 500.
    @Suite(
        .serialized,
        .bridge { options in
            let people = (0..<1200).map { number in
                """
                dn: uid=p\(number),ou=people,dc=acme,dc=example
                objectClass: inetOrgPerson
                uid: p\(number)
                cn: Person \(number)
                sn: \(number % 7)
                givenName: \(number % 2 == 0 ? "Even" : "Odd")
                title: Mr  X


                """
            }
            options.content = .standardAnd(people.joined())
        }
    ) struct Listing {
        private static let everybody = Set((0..<1200).map { "p\($0)" })

        /// Turns the pages until one is empty.
        private func pages(_ query: String, count: Int?) async throws -> (names: [String], totals: Set<Int>) {
            let bridge = try BridgeScene.current.bridge()
            var names: [String] = []
            var totals: Set<Int> = []
            while true {
                let page = "startIndex=\(names.count + 1)" + (count.map { "&count=\($0)" } ?? "")
                let reply = try await bridge.get("/Users?" + query + page).expect(200)
                guard case .integer(let total) = reply["totalResults"] else { break }
                totals.insert(Int(total))
                #expect(reply["startIndex"] == .integer(Int64(names.count + 1)))
                #expect(reply["itemsPerPage"] == .integer(Int64(reply.userNames.count)))
                if reply.userNames.isEmpty { break }
                #expect(count == nil || reply.userNames.count <= (count ?? 0))
                names += reply.userNames
            }
            return (names, totals)
        }

        @Test(arguments: [200, 137, nil])
        func showsEverybodyOnce(count: Int?) async throws {
            let (names, totals) = try await self.pages("attributes=userName&", count: count)
            #expect(names.count == 1200)
            #expect(Set(names) == Self.everybody)
            #expect(totals == [1200])
        }

        @Test func filtersWhatTheDirectoryAloneCannot() async throws {
            for (filter, wished) in [
                (#"name.givenName eq "odd""#, { (number: Int) in number % 2 == 1 }),
                (#"title eq "mr  x""#, { _ in true }), (#"title co "  ""#, { _ in true }),
                (#"name.familyName gt "4""#, { $0 % 7 > 4 }),
                (#"userName pr and not (name.familyName eq "3")"#, { $0 % 7 != 3 }),
                (#"emails[type eq "work"]"#, { _ in false }),
            ] {
                let (names, totals) = try await self.pages("filter=\(BridgeCaller.formEncoded(filter))&", count: 200)
                let expected = (0..<1200).filter(wished)
                #expect(Set(names) == Set(expected.map { "p\($0)" }), "\(filter)")
                #expect(names.count == expected.count, "\(filter)")
                #expect(totals == [expected.count], "\(filter)")
            }
        }

        @Test(arguments: [
            ("count=0", 0, 1), ("startIndex=1201", 0, 1201), ("startIndex=5000&count=3", 0, 5000), ("count=-1", 0, 1),
            ("startIndex=-7&count=2", 2, 1), ("startIndex=0&count=1", 1, 1), ("startIndex=1200&count=10", 1, 1200),
            ("count=100000", 200, 1), ("", 100, 1), ("startIndex=1195&count=200", 6, 1195),
        ])
        func keepsToTheEdgesOfTheList(query: String, count: Int, start: Int) async throws {
            let bridge = try BridgeScene.current.bridge()
            for filter in ["", "filter=userName+pr&", "filter=title+co+%22++%22&"] {
                let reply = try await bridge.get("/Users?\(filter)\(query)").expect(200)
                #expect(reply.userNames.count == count, "\(filter)")
                #expect(reply["totalResults"] == 1200, "\(filter)")
                #expect(reply["startIndex"] == .integer(Int64(start)), "\(filter)")
            }
        }

        /// Follows the cursors to the end.
        private func walk(
            _ query: String, by bridges: [BridgeCaller], between: (Int) async throws -> Void = { _ in }
        ) async throws -> [String] {
            var names: [String] = []
            var cursor = ""
            for number in 0..<1300 {
                let reply = try await bridges[number % bridges.count].get("/Users?\(query)&cursor=\(cursor)").expect(
                    200)
                #expect(reply["startIndex"] == .null)
                names += reply.userNames
                guard let next = reply["nextCursor"].string else { return names }
                try await between(number)
                cursor = next
            }
            Issue.record("the list has no end")
            return names
        }

        @Test(arguments: [
            "count=200", "count=137", "count=500", "", "filter=title+co+%22++%22&count=150",
            "sortBy=name.familyName&count=170",
            "sortBy=userName&sortOrder=descending&count=190", "attributes=emails&sortBy=title&count=100",
        ])
        func cursorsLeadThroughTheWholeList(query: String) async throws {
            let scene = try BridgeScene.current
            let names = try await self.walk("\(query)&excludedAttributes=title", by: [scene.bridge(), scene.bridge()])
            if !query.contains("attributes=") { #expect(Set(names) == Self.everybody) }
            #expect(names.count == (query.contains("attributes=") ? 0 : 1200))
        }

        @Test func cursorsKnowTheirQuery() async throws {
            let bridge = try BridgeScene.current.bridge()
            let reply = try await bridge.get("/Users?cursor=&count=3").expect(200)
            #expect(reply["totalResults"] == 1200)
            #expect(reply["itemsPerPage"] == 3)
            let cursor = try #require(reply["nextCursor"].string)
            try await bridge.get("/Users?cursor=\(cursor)&count=7&attributes=id").expect(200)
            try await bridge.get("/Users?cursor=\(cursor)&filter=title+pr").expect(400, .invalidCursor, "empty")
            try await bridge.get("/Users?cursor=\(cursor)&sortBy=title").expect(400, .invalidCursor, "query")
            try await bridge.get("/Users?cursor=\(cursor)A").expect(400, .invalidCursor)
            try await bridge.get("/Users?cursor=x").expect(400, .invalidCursor)
            try await bridge.get("/Users?cursor&count=0").expect(400, .invalidCount)
            let scene = try BridgeScene.current
            var options = Provisioner.Options()
            options.cursors = FixedSigner(now: 1_003_601)
            try await scene.bridge(options: options).get("/Users?cursor=\(cursor)").expect(400, .expiredCursor, "anew")
            options.cursors = FixedSigner(secret: [1])
            try await scene.bridge(options: options).get("/Users?cursor=\(cursor)").expect(400, .invalidCursor)
        }

        @Test func sortsAsTheRFCSays() async throws {
            let bridge = try BridgeScene.current.bridge()
            let names = try await self.pages("sortBy=userName&", count: 200).names
            #expect(names == Self.everybody.sorted())
            #expect(try await self.pages("sortBy=userName&sortOrder=descending&", count: 200).names == names.reversed())
            let filter = "filter=name.givenName+eq+%22even%22&"
            let even = try await self.pages(filter + "sortBy=USERNAME&", count: 100).names
            #expect(even == names.filter { (Int($0.dropFirst()) ?? 1) % 2 == 0 })
            for path in ["active", "externalId", "nickName", "name", "emails.type"] {
                try await bridge.get("/Users?sortBy=\(path)").expect(400, .invalidPath, path, "sort")
            }
            try await bridge.get("/Users?sortBy=userName&sortOrder=upwards").expect(400, .invalidValue, "descending")
        }

        @Test func searchesByPOST() async throws {
            let bridge = try BridgeScene.current.bridge()
            let body =
                #"{"filter":"name.givenName eq \"odd\"","attributes":["userName"],"sortBy":"userName","startIndex":3,"count":2}"#
            for path in ["/.search", "/Users/.search"] {
                let reply = try await bridge.send(.POST, path, body).expect(200)
                #expect(reply.userNames == ["p1003", "p1005"])
                #expect(reply["totalResults"] == 600)
                #expect(reply["Resources.0.name"] == .null)
            }
        }

        @Test func sortsAndCountsAtTheRoot() async throws {
            let bridge = try BridgeScene.current.groupBridge()
            for name in ["Person 70b", "zebra"] {
                try await bridge.send(.POST, "/Groups", #"{"displayName":"\#(name)"}"#).expect(201)
            }
            let filter = BridgeCaller.formEncoded(#"displayName sw "person 70" or displayName eq "Zebra""#)
            let reply = try await bridge.get("/?filter=\(filter)&sortBy=displayName&attributes=displayName").expect(200)
            let names = (reply["Resources"].array ?? []).compactMap { $0.object?["displayName"]?.string }
            #expect(names == ["Person 70"] + (700...709).map { "Person \($0)" } + ["Person 70b", "zebra"])
            #expect(reply["totalResults"] == 13)
            try await bridge.get("?sortBy=displayName").expect(400, .tooMany, "/Groups/.search")
            #expect(try await bridge.get("").expect(200)["totalResults"] == 1202)
            let beyond = try await bridge.get("/Users?startIndex=99999999999999999999&count=99999999999999999999")
            #expect(beyond.expect(200)["totalResults"] == 1200)
            #expect(beyond.userNames.isEmpty)
        }

        @Test func aWalkCostsOneSortAndEachPageOneWindow() async throws {
            let scene = try BridgeScene.current
            let watched = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: watched)
            for start in stride(from: 1, through: 1001, by: 100) {
                let reply = try await bridge.get("/Users?startIndex=\(start)&count=100&attributes=userName").expect(200)
                #expect(reply.userNames.count == 100)
            }
            let windows = watched.searches.filter { !$0.controls.isEmpty }
            #expect(windows.count == 11)
            // The first window sorts; the last page of the walk is not reached.
            #expect(windows.filter(\.beginsAList).count == 1)
            #expect(watched.searches.count == 12)
            for search in watched.searches {
                #expect(Set(search.attributes.map(\.description)) == ["entryUUID", "uid", "createTimestamp"])
            }
        }

        /// The next page is cut from the list that a former client has sorted, though that client has ended.
        @Test func aListOutlivesTheClientThatSortedIt() async throws {
            let scene = try BridgeScene.current
            let memory = Provisioner.Memory()
            let configuration = try LDAPClientScene.configuration([try #require(scene.server.ldapURL)])
            let former = try await LDAPClientScene.withClient(configuration) { client in
                let watched = WatchedDirectory(ClientDirectory(client: client))
                try await scene.bridge(over: watched, memory: memory).get("/Users?count=100").expect(200)
                return watched
            }
            let watched = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: watched, memory: memory)
            for start in [101, 201] {
                #expect(try await bridge.get("/Users?startIndex=\(start)&count=100").expect(200).userNames.count == 100)
            }
            #expect(watched.searches.isEmpty)
            let windows = former.searches.filter { !$0.controls.isEmpty }
            #expect(windows.count == 3 && windows.filter(\.beginsAList).count == 1)
        }

        /// A list whose connection is lost has no more time than the call has left, and none where the directory was silent.
        @Test(arguments: [ResultCode.serverDown, .timeout])
        func aLostListHasTheTimeOfOneCall(code: ResultCode) async throws {
            let scene = try BridgeScene.current
            var options = Provisioner.Options()
            options.timeout = .milliseconds(800)
            let directory = FailingLists(scene.directory, with: code, after: .milliseconds(500))
            let bridge = scene.bridge(over: directory, options: options)
            try await bridge.get("/Users?startIndex=1&count=50").expect(200)
            directory.isFailing.store(true, ordering: .relaxed)
            let start = ContinuousClock.now
            let reply = try await bridge.get("/Users?startIndex=51&count=50")
            reply.expect(503, nil, code == .timeout ? "" : "no time left")
            #expect(reply.headers.first(name: "Retry-After") != nil)
            #expect(.now - start < .milliseconds(1200))
            #expect(directory.searches.load(ordering: .relaxed) == (code == .timeout ? 1 : 2))
            directory.isFailing.store(false, ordering: .relaxed)
            #expect(try await bridge.get("/Users?startIndex=51&count=50").expect(200).userNames.count == 50)
        }

        @Test(arguments: ["count=x", "startIndex=1.5", "count=9999999999999999999x", "startIndex="])
        func refusesNumbersThatAreNone(query: String) async throws {
            try await BridgeScene.current.bridge().get("/Users?\(query)").expect(400, .invalidValue, "number")
        }
    }
}

extension SearchRequest {
    /// Whether it is the first window of a virtual list view.
    fileprivate var beginsAList: Bool {
        self.controls.contains { if case .virtualListView(let view) = $0 { view.context == nil } else { false } }
    }
}

/// The real directory, whose answers come late and are errors once that is wanted.
private final class FailingLists: Directory {
    private let directory: any Directory
    private let error: LDAPError
    private let delay: Duration
    let isFailing = Atomic(false)
    /// How many searches came while it failed.
    let searches = Atomic(0)

    init(_ directory: any Directory, with code: ResultCode, after delay: Duration) {
        (self.directory, self.error, self.delay) = (directory, LDAPError(code), delay)
    }

    fileprivate func search(_ request: SearchRequest, on session: any DirectorySession) async throws(LDAPError)
        -> SearchResult
    {
        guard self.isFailing.load(ordering: .relaxed) else { return try await session.search(request) }
        self.searches.wrappingAdd(1, ordering: .relaxed)
        do { try await Task.sleep(for: self.delay) } catch { throw LDAPError(.userCanceled) }
        throw self.error
    }

    func server() async throws(LDAPError) -> DirectoryServer { try await self.directory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.search(request, on: self.directory)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.directory.apply(change, options: options)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        FailingSession(session: try await self.directory.hold(idle: idle), directory: self)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease(body)
    }
}

private struct FailingSession: DirectorySession {
    let session: any DirectorySession
    let directory: FailingLists

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.directory.search(request, on: self.session)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.session.apply(change, options: options)
    }
}
