import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct SearchTests {
    private static let schemas = #""schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]"#

    private func harness(_ lengths: Int...) -> Harness {
        var harness = Harness()
        harness.providers = zip([ResourceType.user, .group], lengths).map { RecordingProvider($0, length: $1) }
        return harness
    }

    private func search(_ harness: Harness, _ members: String, at path: String = "/.search") async throws
        -> Response
    {
        try await harness.send(.POST, path, body: "{\(Self.schemas)\(members.isEmpty ? "" : ",")\(members)}")
    }

    @Test(arguments: ["/Users/.search", "/.search"])
    func takesTheParametersFromTheBody(path: String) async throws {
        let harness = Harness()
        let response = try await self.search(
            harness,
            #""filter":"userName eq \"a\"","startIndex":3,"count":5,"sortBy":"title","sortOrder":"descending","#
                + #""attributes":["userName","name.givenName"],"excludedAttributes":["emails[type eq \"a,b\"]"],"cursor":"""#,
            at: path)
        #expect(response.status == .ok)
        let query = try #require(harness.providers[0].queries.first)
        #expect(query.filter == .compare(AttributePath(attribute: "userName"), .eq, "a"))
        #expect(query.sort == Query.Sort(AttributePath(attribute: "title"), isDescending: true))
        #expect([query.startIndex, query.count] == [3, 5])
        #expect(query.cursor == "")
        #expect(query.projection.attributes.map(\.description) == ["userName", "name.givenName"])
        #expect(query.projection.excluded.count == 1)
    }

    @Test(arguments: [
        ("[]", SCIMError.Kind.invalidSyntax), ("{", .invalidSyntax), (#"{"filter":1}"#, .invalidValue),
        (#"{"count":"x"}"#, .invalidValue), (#"{"attributes":[1]}"#, .invalidValue),
        (#"{"filter":"a"}"#, .invalidFilter),
        (#"{"attributes":["a..b"]}"#, .invalidPath), (#"{"cursor":"","count":0}"#, .invalidCount),
        (#"{"count":1.5}"#, .invalidValue),
        (#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}"#, .invalidSyntax),
    ])
    func refusesWhatIsNoSearch(body: String, type: SCIMError.Kind) async throws {
        for path in ["/.search", "/Users/.search"] {
            _ = try await Harness().send(.POST, path, body: body).expectError(400, type)
        }
    }

    @Test(arguments: ["/.search", "/Users/.search"])
    func isForPOSTOnly(path: String) async throws {
        let response = try await Harness().send(.GET, path)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers.first(name: "Allow") == "POST")
    }

    @Test(arguments: [
        (1, 10, 5, 5, [1, 1], [10, 5]), (1, 3, 3, 0, [1, 1], [3, 0]), (4, 10, 2, 5, [4, 1], [10, 8]),
        (6, 4, 0, 4, [6, 1], [4, 4]),
        (8, 4, 0, 3, [8, 3], [4, 4]), (20, 4, 0, 0, [20, 15], [4, 4]), (1, 0, 0, 0, [1, 1], [0, 0]),
    ])
    func listsOneTypeAfterTheOther(
        start: Int, count: Int, users: Int, groups: Int, starts: [Int], counts: [Int]
    ) async throws {
        let harness = self.harness(5, 5)
        let body = try await self.search(harness, #""startIndex":\#(start),"count":\#(count)"#).json.object
        #expect(body?["totalResults"] == 10)
        #expect(body?["startIndex"] == .integer(Int64(start)))
        let locations = (body?["Resources"]?.array ?? []).compactMap { $0.object?["meta"]?.object?["location"]?.string }
        #expect(locations.isEmpty)
        #expect(body?["Resources"]?.array?.count == users + groups)
        #expect(harness.providers.flatMap { $0.queries.map(\.startIndex) } == starts)
        #expect(harness.providers.flatMap { $0.queries.map { $0.count ?? -1 } } == counts)
    }

    @Test(
        arguments: [
            (#"userName eq \"a\""#, ["userName eq \"a\"", nil]), (#"members pr"#, [nil, "members pr"]),
            (
                #"displayName sw \"a\" and not (userName pr)"#,
                [#"displayName sw "a" and not (userName pr)"#, #"displayName sw "a""#]
            ),
            (#"meta.resourceType eq \"Group\""#, [nil, ""]),
            (#"meta.resourceType eq \"user\" and title pr"#, [nil, nil]),
            (#"nothing eq 1"#, ["nothing eq 1", "nothing eq 1"]),
        ] as [(String, [String?])])
    func asksEachTypeForWhatItHas(filter: String, asked: [String?]) async throws {
        let harness = self.harness(1, 1)
        #expect(try await self.search(harness, #""filter":"\#(filter)""#).status == .ok)
        #expect(harness.providers.map { $0.queries.first.map { $0.filter?.description ?? "" } } == asked)
    }

    @Test func turnsPagesByCursorThroughAllTypes() async throws {
        let harness = self.harness(3, 3)
        var cursors = [""]
        while let cursor = cursors.last, cursors.count < 6 {
            let body = try await self.search(harness, #""cursor":"\#(cursor)","count":2"#).json.object
            #expect(body?["startIndex"] == nil)
            guard let next = body?["nextCursor"]?.string else { break }
            cursors.append(next)
        }
        #expect(cursors == ["", "0.more", "1.", "1.more"])
        #expect(harness.providers.map { $0.queries.map(\.cursor) } == [["", "more"], ["", "more"]])
        for cursor in ["x", "2.", "-1.", "0"] {
            _ = try await self.search(harness, #""cursor":"\#(cursor)""#).expectError(400, .invalidCursor)
        }
    }

    @Test(arguments: ["", "/", "?aadOptscim062020"])
    func listsAllTypesAtTheRoot(path: String) async throws {
        let harness = self.harness(2, 1)
        let response = try await harness.send(.GET, path)
        let body = try response.json.object
        #expect(body?["totalResults"] == 3)
        #expect(body?["Resources"]?.array?.count == 3)
        #expect(try await harness.send(.HEAD, path).status == .ok)
    }

    @Test func readsTheQueryAtTheRoot() async throws {
        let harness = self.harness(3, 3)
        let query = "?filter=displayName+pr&startIndex=3&count=2&attributes=displayName"
        #expect(try await harness.send(.GET, "/" + query).json.object?["totalResults"] == 6)
        #expect(harness.providers.map { $0.queries.first?.startIndex } == [3, 1])
        #expect(
            harness.providers.map { $0.queries.first?.filter?.description } == ["displayName pr", "displayName pr"])
        #expect(try await harness.send(.GET, "?cursor=&count=2").json.object?["nextCursor"] == "0.more")
        _ = try await harness.send(.GET, "?filter=a").expectError(400, .invalidFilter)
    }

    @Test(arguments: [("1e30", Int.max), ("99999999999999999999", .max), ("-1e30", 0), ("2.0", 2), ("3e0", 3)])
    func takesWholeNumbersOfAnySize(text: String, count: Int) async throws {
        let harness = Harness()
        let response = try await self.search(harness, #""count":\#(text),"startIndex":\#(text)"#, at: "/Users/.search")
        #expect(response.status == .ok)
        #expect(harness.providers[0].queries.map(\.count) == [count])
        #expect(harness.providers[0].queries.map(\.startIndex) == [min(max(1, count), Int(Int32.max))])
        #expect(try await self.search(harness, #""count":\#(text),"startIndex":\#(text)"#).status == .ok)
    }

    /// Users and groups with these display names.
    private func named(_ users: String?, _ groups: String?) -> Harness {
        var harness = Harness()
        harness.configuration = ServiceProviderConfig(maximumResults: 4)
        harness.providers = zip([ResourceType.user, .group], [users, groups]).map { type, name in
            let stored = Resource(id: type.name, attributes: name.map { ["displayName": .string($0)] } ?? [:])
            return RecordingProvider(type, stored: stored, length: 2)
        }
        return harness
    }

    @Test(
        arguments: [
            ("b", "A", "", "Group Group User User"), ("a", "B", "", "User User Group Group"),
            ("a", "A", "", "User User Group Group"), ("a", "B", #","sortOrder":"descending""#, "Group Group User User"),
            (nil, "B", "", "Group Group User User"), ("a", nil, #","sortOrder":"descending""#, "Group Group User User"),
            ("b", "A", #","startIndex":2,"count":2"#, "Group User"), ("b", "A", #","startIndex":9"#, ""),
        ] as [(String?, String?, String, String)])
    func sortsShortListsOfSeveralTypes(user: String?, group: String?, more: String, order: String) async throws {
        let harness = self.named(user, group)
        let body = #""sortBy":"displayName","attributes":["id"]"# + more
        let list = try await self.search(harness, body).json.object
        #expect(list?["totalResults"] == 4)
        let resources = try #require(list?["Resources"]?.array)
        #expect(resources.compactMap { $0.object?["id"]?.string }.joined(separator: " ") == order)
        #expect(resources.allSatisfy { $0.object?["displayName"] == nil })
        #expect(harness.providers.allSatisfy { $0.queries.allSatisfy { $0.ranking != nil && $0.sort == nil } })
    }

    @Test func sortsNoLongListsOfSeveralTypes() async throws {
        var long = self.harness(4, 1)
        long.configuration = ServiceProviderConfig(maximumResults: 3)
        let detail = try await self.search(long, #""sortBy":"displayName""#).expectError(400, .tooMany)
        #expect(detail.contains("/Users/.search"))
        for body in [
            #""sortBy":"nothing""#, #""sortBy":"password""#, #""sortBy":"name""#, #""sortBy":"id","cursor":"""#,
        ] {
            _ = try await self.search(self.harness(1, 1), body).expectError(400, .invalidPath)
        }
        let one = try await self.search(self.harness(4, 1), #""sortBy":"displayName","filter":"members pr""#)
        #expect(one.status == .ok)
    }
}
