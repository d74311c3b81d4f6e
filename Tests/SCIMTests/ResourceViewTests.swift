import SCIM
import Testing

@Suite struct ResourceViewTests {
    private static let user = Resource(
        id: "1",
        meta: Meta(resourceType: "User", created: "2020-01-01T00:00:00Z", version: #"W/"v""#),
        attributes: [
            "externalId": "e", "userName": "a", "name": ["givenName": "g", "familyName": "f"], "password": "secret",
            "emails": [["type": "work", "value": "w"], ["type": "home", "value": "h"]],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": [
                "department": "d", "manager": ["value": "m"],
            ],
        ]
    )

    /// `attributes`, `excludedAttributes` and what is shown beside `schemas` and `id`.
    @Test(arguments: [
        ([], ["ENT", "meta"], #""externalId":"e","userName":"a","name":{"givenName":"g","familyName":"f"},EMAILS"#),
        (["userName"], [], #""userName":"a""#),
        (["USERNAME", "emails"], [], #""userName":"a",EMAILS"#),
        (["name.givenName"], [], #""name":{"givenName":"g"}"#),
        (["name", "name.givenName"], ["name.familyName"], #""name":{"givenName":"g"}"#),
        ([#"emails[type eq "work"]"#], [], #""emails":[{"type":"work","value":"w"}]"#),
        ([#"emails[value sw "H"].type"#], [], #""emails":[{"type":"home"}]"#),
        (
            [#"emails[type eq "work"].value"#, "emails.type"], [],
            #""emails":[{"type":"work","value":"w"},{"type":"home"}]"#
        ),
        ([#"emails[type eq "x"]"#, "userName"], [], #""userName":"a""#),
        (
            ["userName", "emails"], [#"emails[type eq "home"]"#],
            #""userName":"a","emails":[{"type":"work","value":"w"}]"#
        ),
        (["emails"], [#"emails[type eq "home"].value"#], #""emails":[{"type":"work","value":"w"},{"type":"home"}]"#),
        (["CORE"], ["name", "emails", "meta", "externalId"], #""userName":"a""#),
        (["ENT:department"], [], #""ENT":{"department":"d"}"#),
        (["ENT"], ["ENT:manager"], #""ENT":{"department":"d"}"#),
        (["meta.version"], [], #""meta":{"version":"W/\"v\""}"#),
        (["password"], [], ""), (["id"], [], ""), (["nothing"], [], ""),
        ([], ["id", "externalId", "userName", "name", "emails", "ENT", "meta"], ""),
    ])
    func honoursProjections(attributes: [String], excluded: [String], shown: String) throws {
        let projection = try Projection(
            attributes: attributes.map { try AttributePath(parsing: $0.expanded) },
            excluded: excluded.map { try AttributePath(parsing: $0.expanded) }
        )
        let schemas = shown.contains("ENT") ? #""CORE","ENT""# : #""CORE""#
        let emails = #""emails":[{"type":"work","value":"w"},{"type":"home","value":"h"}]"#
        let rest =
            shown.isEmpty
            ? "" : ",\(shown.split(separator: "EMAILS", omittingEmptySubsequences: false).joined(separator: emails))"
        let expected = #"{"schemas":[\#(schemas)],"id":"1"\#(rest)}"#.expanded
        #expect(Self.user.value(projection: projection, of: .user).json == expected)
    }

    @Test func showsEverythingButSecretsByDefault() throws {
        let expected = #"""
            {"schemas":["CORE","ENT"],"id":"1","externalId":"e","userName":"a",\#
            "name":{"givenName":"g","familyName":"f"},"emails":[{"type":"work","value":"w"},\#
            {"type":"home","value":"h"}],"ENT":{"department":"d","manager":{"value":"m"}},\#
            "meta":{"resourceType":"User","created":"2020-01-01T00:00:00Z","location":"/Users/1","version":"W/\"v\""}}
            """#
        #expect(Self.user.value(of: .user, location: "/Users/1").json == expected.expanded)
    }

    @Test func usesTheGivenSchemas() {
        let value = Resource(id: "1").value(schemas: ["urn:x"], of: .user)
        #expect(value.json == #"{"schemas":["urn:x"],"id":"1"}"#)
    }
}
