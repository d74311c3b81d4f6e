import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct QueryTests {
    private static let filter = Filter.compare(AttributePath(attribute: "userName"), .eq, "a b+c")

    @Test(arguments: [
        "filter=userName+eq+%22a+b%2Bc%22", "filter=userName%20eq%20%22a%20b%2bc%22",
        #"filter=userName+eq+"a+b%2Bc""#,
        "aadOptscim062020&filter=userName+eq+%22a+b%2Bc%22", "filter=userName+eq+%22a+b%2Bc%22&aadOptscim062020=",
        "&FILTER=userName+eq+%22a+b%2Bc%22&&x=%22", "%66ilter=userName+eq+%22a+b%2Bc%22",
    ])
    func readsAFilterAsAFormEncodesIt(query: String) async throws {
        let harness = Harness()
        #expect(try await harness.send(.GET, "/Users?" + query).status == .ok)
        #expect(harness.providers[0].seen == [.list(filter: Self.filter, startIndex: 1, count: nil, .all)])
    }

    @Test(
        arguments: [
            ("", 1, nil), ("startIndex=3&count=20", 3, 20), ("count=0", 1, 0), ("startIndex=0&count=-1", 1, 0),
            ("count=99999999999999999999&startIndex=-99999999999999999999", 1, .max), ("startindex=-7", 1, nil),
            ("startIndex=99999999999999999999&count=-99999999999999999999", Int(Int32.max), 0), ("count=%2B5", 1, 5),
            ("count=%2B99999999999999999999", 1, .max), ("StartIndex=2&COUNT=5&aadOptscim062020", 2, 5),
        ] as [(String, Int, Int?)])
    func readsThePage(query: String, startIndex: Int, count: Int?) async throws {
        let harness = Harness()
        #expect(try await harness.send(.GET, "/Users/?" + query).status == .ok)
        #expect(harness.providers[0].seen == [.list(filter: nil, startIndex: startIndex, count: count, .all)])
    }

    @Test func readsTheAttributesWanted() async throws {
        let harness = Harness()
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        let query = "?attributes=userName,%20name.givenName,\(enterprise):department&excludedAttributes=members"
        #expect(try await harness.send(.GET, "/Users/1" + query).status == .ok)
        let projection = Projection(
            attributes: [
                AttributePath(attribute: "userName"),
                AttributePath(attribute: "name", subAttribute: "givenName"),
                AttributePath(schema: .enterpriseUser, attribute: "department"),
            ],
            excluded: [AttributePath(attribute: "members")]
        )
        #expect(harness.providers[0].seen == [.read("1", projection)])
    }

    @Test(arguments: ["count=abc", "startIndex=x&sortBy=a..b", "cursor=&count=0", "count=abc&attributes=userName"])
    func readsNothingThatMeansNothingThere(query: String) async throws {
        let harness = Harness()
        let patch = #"{"Operations":[{"op":"remove","path":"title"}]}"#
        #expect(try await harness.send(.GET, "/Users/1?" + query).status == .ok)
        #expect(try await harness.send(.PATCH, "/Users/1?" + query, body: patch).status == .ok)
        _ = try await harness.send(.GET, "/Users/1?filter=a&" + query).expectError(400, .invalidFilter)
    }

    @Test func readsTheOrderAndTheCursor() async throws {
        let harness = Harness()
        _ = try await harness.send(.GET, "/Users?sortBy=name.familyName&sortOrder=Descending&cursor=abc-_&count=7")
        _ = try await harness.send(.GET, "/Users?sortby=title&cursor")
        _ = try await harness.send(.GET, "/Users?sortOrder=ascending")
        let queries = harness.providers[0].queries
        #expect(queries.map(\.cursor) == ["abc-_", "", nil])
        #expect(
            queries.map(\.sort) == [
                Query.Sort(AttributePath(attribute: "name", subAttribute: "familyName"), isDescending: true),
                Query.Sort(AttributePath(attribute: "title")), nil,
            ])
        #expect(queries[0].count == 7)
    }

    @Test(arguments: [
        ("cursor=&count=0", SCIMError.Kind.invalidCount), ("cursor&count=-3", .invalidCount),
        ("sortBy=a..b", .invalidPath), ("sortBy=", .invalidPath), ("sortBy=title&sortOrder=up", .invalidValue),
        ("startIndex=x", .invalidValue), ("count=1.5", .invalidValue), ("count=", .invalidValue),
        ("count=9999999999999999999x", .invalidValue), ("count=-", .invalidValue), ("count", .invalidValue),
        ("count=1&Count=2", .invalidValue),
        ("filter=%", .invalidValue), ("filter=%FF", .invalidValue), ("filter=", .invalidFilter),
        ("filter=userName+eq", .invalidFilter), ("filter=userName+is+%22x%22", .invalidFilter),
        ("filter=((userName+pr)", .invalidFilter), ("attributes=a..b", .invalidPath),
    ])
    func refusesWhatCannotBeRead(query: String, type: SCIMError.Kind) async throws {
        let harness = Harness()
        _ = try await harness.send(.GET, "/Users?" + query).expectError(400, type)
        #expect(harness.providers[0].seen.isEmpty)
    }

    @Test func refusesDeepFilters() async throws {
        let filter = String(repeating: "(", count: 10_000) + "userName+pr" + String(repeating: ")", count: 10_000)
        _ = try await Harness().send(.GET, "/Users?filter=" + filter).expectError(400, .invalidFilter)
    }
}
