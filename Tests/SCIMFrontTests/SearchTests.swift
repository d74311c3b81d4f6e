import Hummingbird
import HummingbirdTesting
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
        -> TestResponse
    {
        try await harness.send(.post, path, body: "{\(Self.schemas)\(members.isEmpty ? "" : ",")\(members)}")
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
    ])
    func refusesWhatIsNoSearch(body: String, type: SCIMError.Kind) async throws {
        for path in ["/.search", "/Users/.search"] {
            _ = try await Harness().send(.post, path, body: body).expectError(400, type)
        }
    }

    @Test(arguments: ["/.search", "/Users/.search"])
    func isForPOSTOnly(path: String) async throws {
        let response = try await Harness().send(.get, path)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "POST")
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

    @Test func sortsOneTypeOnly() async throws {
        let detail = try await self.search(self.harness(1, 1), #""sortBy":"displayName""#).expectError(
            400, .invalidPath)
        #expect(detail.contains("/Users/.search"))
        let one = try await self.search(self.harness(1, 1), #""sortBy":"displayName","filter":"members pr""#)
        #expect(one.status == .ok)
    }
}
