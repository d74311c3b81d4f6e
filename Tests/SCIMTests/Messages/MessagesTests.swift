import SCIM
import Testing

@Suite struct MessagesTests {
    @Test func writesEmptyPages() {
        #expect(
            ListResponse(totalResults: 0, resources: []).text == #"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,\#
                "itemsPerPage":0,"Resources":[]}
                """#
        )
    }

    @Test func writesPagesOfResourcesAsTheyAre() throws {
        let resources = [#"{"id":"7"}"#, #"{"id":"8"}"#].map { RenderedResource(id: "7", bytes: Array($0.utf8)) }
        #expect(
            ListResponse(totalResults: 9, startIndex: 3, resources: resources).text == #"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":9,"startIndex":3,\#
                "itemsPerPage":2,"Resources":[{"id":"7"},{"id":"8"}]}
                """#
        )
    }

    @Test func writesPagesByCursor() {
        let page = ListResponse(totalResults: nil, startIndex: nil, nextCursor: "next\"", resources: [])
        #expect(
            page.text == #"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"itemsPerPage":0,\#
                "nextCursor":"next\"","Resources":[]}
                """#
        )
    }

    @Test(arguments: [(-5, -1, 1, 0), (0, 0, 1, 0), (4, 2, 4, 2)])
    func keepsQueriesInRange(start: Int, count: Int, realStart: Int, realCount: Int) {
        let query = Query(startIndex: start, count: count)
        #expect(query.startIndex == realStart)
        #expect(query.count == realCount)
        #expect(Query().count == nil)
    }

    @Test(arguments: [
        ([], [], "members", true), ([], ["members"], "members", false), ([], ["MEMBERS"], "members.value", false),
        ([], ["members.value"], "members", true), (["userName"], [], "members", false),
        (["name.givenName"], [], "name", true), (["name.givenName"], [], "name.familyName", false),
        (["name"], [], "name.familyName", true), (["ENT"], [], "ENT:manager", true),
        (["ENT:manager"], [], "manager", false),
        ([#"emails[type eq "work"]"#], [], #"emails[type eq "home"].value"#, true),
    ])
    func projectsPaths(attributes: [String], excluded: [String], path: String, isIncluded: Bool) throws {
        let projection = try Projection(
            attributes: attributes.map { try AttributePath(parsing: $0.expanded) },
            excluded: excluded.map { try AttributePath(parsing: $0.expanded) }
        )
        #expect(try projection.includes(AttributePath(parsing: path.expanded)) == isIncluded)
    }

    @Test func describesTheService() {
        let object = ServiceProviderConfig(maximumResults: 200).value(location: "/ServiceProviderConfig").object
        #expect(object?["patch"] == ["supported": true])
        #expect(object?["filter"] == ["supported": true, "maxResults": 200])
        #expect(object?["etag"] == ["supported": true])
        #expect(object?["bulk"] == ["supported": false, "maxOperations": 0, "maxPayloadSize": 0])
        #expect(object?["authenticationSchemes"]?.array?.first?.object?["type"] == "oauthbearertoken")
        #expect(
            object?["pagination"] == [
                "cursor": false, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 100,
                "maxPageSize": 200,
            ])
        let cursors = ServiceProviderConfig(cursorTimeout: 60).value().object?["pagination"]?.object
        #expect(cursors?["cursor"] == true)
        #expect(cursors?["cursorTimeout"] == 60)
        #expect(object?["documentationUri"] == nil)
        let bulk = ServiceProviderConfig(maximumBulkOperations: 9, maximumBulkPayload: 99).value().object?["bulk"]
        #expect(bulk == ["supported": true, "maxOperations": 9, "maxPayloadSize": 99])
        #expect(ServiceProviderConfig(documentation: "https://x").value().object?["documentationUri"] == "https://x")
    }
}

extension ListResponse {
    fileprivate var text: String { String(decoding: self.bytes, as: UTF8.self) }
}
