import SCIM
import Testing

@Suite struct AttributePathTests {
    @Test(arguments: [
        ("userName", ["userName"]), ("userName,emails", ["userName", "emails"]), ("", []), (" , ,", []),
        (" userName ,\tname.givenName, ", ["userName", "name.givenName"]),
        (
            #"emails[type eq "a,b" or value eq x,y].value,title"#,
            [#"emails[type eq "a,b" or value eq "x,y"].value"#, "title"]
        ),
        (#"emails[type eq "work"]"#, [#"emails[type eq "work"]"#]),
    ])
    func readsLists(text: String, paths: [String]) throws {
        #expect(try AttributePath.list(parsing: text).map(\.description) == paths)
    }

    @Test(arguments: ["a b", "a,b c", "a..b", #"emails[type eq "x""#, "a;b", #"emails[type eq "x"]]"#])
    func refusesListsThatAreNone(text: String) {
        #expect { try AttributePath.list(parsing: text) } throws: { ($0 as? SCIMError)?.type == .invalidPath }
    }

    @Test(arguments: [
        ("emails", #"EMAILS[type eq "work"].value"#, true), ("name.givenName", "name.familyName", true),
        ("emails", "phoneNumbers", false), ("\(enterprise):department", "department", false),
    ])
    func tellsTheAttributeFromItsParts(one: String, other: String, areOfOne: Bool) throws {
        #expect(try AttributePath(parsing: one).sharesAttribute(with: AttributePath(parsing: other)) == areOfOne)
    }

    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    static let work = Filter.compare(AttributePath(attribute: "type"), .eq, "work")

    @Test(arguments: [
        ("userName", AttributePath(attribute: "userName")),
        (" userName ", AttributePath(attribute: "userName")),
        ("name.givenName", AttributePath(attribute: "name", subAttribute: "givenName")),
        ("members.$ref", AttributePath(attribute: "members", subAttribute: "$ref")),
        ("x-1_b", AttributePath(attribute: "x-1_b")),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName",
            .init(attribute: "name", subAttribute: "givenName")
        ),
        ("URN:IETF:params:scim:schemas:core:2.0:group:members", AttributePath(attribute: "members")),
        ("urn:ietf:params:scim:schemas:core:2.0:User", AttributePath(schema: .user, attribute: "")),
        ("\(enterprise):department", AttributePath(schema: .enterpriseUser, attribute: "department")),
        ("\(enterprise):manager.value", .init(schema: .enterpriseUser, attribute: "manager", subAttribute: "value")),
        ("\(enterprise).department", AttributePath(schema: .enterpriseUser, attribute: "department")),
        ("\(enterprise).manager.value", .init(schema: .enterpriseUser, attribute: "manager", subAttribute: "value")),
        (enterprise, AttributePath(schema: .enterpriseUser, attribute: "")),
        (
            "urn:acme:2.0:User:badge.id",
            AttributePath(schema: "urn:acme:2.0:User", attribute: "badge", subAttribute: "id")
        ),
        (#"emails[type eq "work"]"#, AttributePath(attribute: "emails", filter: work)),
        (#"emails[type eq "work"].value"#, AttributePath(attribute: "emails", filter: work, subAttribute: "value")),
        ("emails[ TYPE EQ work ].value", AttributePath(attribute: "emails", filter: work, subAttribute: "value")),
        (
            #"roles[primary eq "True"]"#,
            .init(attribute: "roles", filter: .compare(.init(attribute: "primary"), .eq, "True"))
        ),
    ])
    func parses(_ text: String, path: AttributePath) throws {
        #expect(try AttributePath(parsing: text) == path)
        #expect(try AttributePath(parsing: path.description) == path)
    }

    @Test func choosesTheLongestExtension() throws {
        let extensions: [SchemaURN] = ["urn:acme", "urn:acme:2.0", "urn:acme:2.0:User"]
        let path = try AttributePath(parsing: "urn:acme:2.0:User:badge", extensions: extensions)
        #expect(path == AttributePath(schema: "urn:acme:2.0:User", attribute: "badge"))
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("1a", 0), (".a", 0), ("a.", 2), ("a..b", 2), ("a.b.c", 3), ("a b", 2), ("naïve", 2),
        ("a\u{0}", 1), ("$", 1), ("emails[", 7), ("emails[]", 7), ("emails[type]", 11), ("emails[type eq \"work\"", 21),
        ("emails[type eq work]value", 20), ("emails[type eq work].", 21), ("emails.value[type eq work]", 12),
        ("emails[a[b eq 1]]", 8), ("urn:acme:2.0:User:", 18), ("\(enterprise):", 59), ("\(enterprise)[a eq 1]", 58),
        ("a]", 1), ("a)", 1), ("\"a\"", 0),
    ])
    func refusesWithOffset(_ text: String, offset: Int) {
        let error = #expect(throws: SCIMError.self) { try AttributePath(parsing: text) }
        #expect(error?.type == .invalidPath)
        #expect(error?.detail.contains("at byte \(offset):") == true, "\(error?.detail ?? "")")
    }

    @Test func comparesNamesWithoutCase() {
        let one = AttributePath(schema: .enterpriseUser, attribute: "manager", subAttribute: "value")
        let other = AttributePath(schema: .enterpriseUser, attribute: "Manager", subAttribute: "VALUE")
        #expect(one == other)
        #expect(Set([one, other, AttributePath(attribute: "manager", subAttribute: "value")]).count == 2)
        #expect(one != AttributePath(schema: .enterpriseUser, attribute: "manager"))
    }
}
