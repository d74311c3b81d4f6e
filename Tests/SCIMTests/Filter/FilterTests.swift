import SCIM
import Testing

@Suite struct FilterTests {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    private static let ada = Resource(
        id: "54D382A4-2050",
        meta: Meta(
            resourceType: "User", created: "2015-10-10T21:38:21.8617979Z", lastModified: "2020-01-01T00:00:00Z",
            version: #"W/"1""#
        ),
        attributes: [
            "userName": "Ada@Example.com", "externalId": "aLovelace", "active": true, "title": "Élan",
            "name": ["givenName": "Ada", "familyName": "Lovelace"], "displayName": "12",
            "emails": [
                ["type": "work", "value": "ada@example.com", "primary": true],
                ["type": "home", "value": "ada@home.org"],
            ],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": [
                "department": "Maths", "manager": ["value": "2819c223"],
            ],
        ]
    )

    @Test(arguments: [
        #"userName eq "ada@example.COM""#, #"userName ne "x""#, #"userName co "A@ex""#, #"userName sw "aDA""#,
        #"userName ew ".com""#,
        #"userName gt "a""#, #"userName ge "ada@example.com""#, #"userName lt "b""#, #"userName le "ADA@EXAMPLE.COM""#,
        "userName pr",
        #"title eq "éLAN""#, #"title co "É""#, "displayName eq 12", "externalId eq aLovelace",
        #"externalId ne "alovelace""#,
        "id eq 54D382A4-2050", "id pr", #"name.familyName eq "lovelace""#, "name pr", "not (nickName pr)",
        "active eq true",
        #"active eq "True""#, "active ne false", #"active ne "abc""#, "nickName eq null", "userName ne null",
        "not (userName eq null)",
        #"nickName ne "x""#, #"not (nickName eq "x")"#, #"not (emails.value eq "none")"#, #"emails co "home""#,
        #"emails.value ew ".ORG""#, #"emails.value ne "ada@home.org""#,
        #"emails[type eq "work"].value eq "ada@example.com""#,
        #"emails[type eq "work"] eq "ada@example.com""#, #"emails[type eq "work" and value co "@example"]"#,
        #"emails[type eq "HOME"]"#,
        #"emails[primary ne true]"#, #"emails[not (type eq "work")]"#, "emails[primary eq true].type eq work",
        #"emails[type eq "other"].value ne "x""#, #"emails[type eq "work"] pr"#,
        "emails.type eq home and emails.type eq work",
        "meta.created gt 2015-10-10T14:38:21.8617978-07:00", "meta.created eq 2015-10-10T14:38:21.8617979-07:00",
        #"meta.created le "2015-10-10T21:38:21.86179790Z""#, "meta.created sw 2015-10", "meta.created gt 2015-10-10",
        #"META.ResourceType eq "User""#, "meta pr", "meta.location ne x", "department eq maths", "manager eq 2819c223",
        "id eq 54D382A4-2050 and manager eq 2819c223", "manager.value eq 2819c223", "\(enterprise):manager eq 2819c223",
        "\(enterprise):department sw m", "URN:ietf:params:scim:schemas:core:2.0:User:username eq ADA@example.com",
        "schemas eq \"\(enterprise)\"", #"schemas eq "urn:ietf:params:scim:schemas:core:2.0:User""#,
        "unknown ne x", "nickName pr or userName pr", "userName pr and (nickName pr or active eq true)",
    ])
    func matches(_ text: String) throws {
        #expect(try Filter(parsing: text).matches(Self.ada, of: .user))
        #expect(try !Filter(parsing: "not (\(text))").matches(Self.ada, of: .user))
    }

    @Test(arguments: [
        #"userName eq "ada""#, #"userName eq """#, #"userName ne "ADA@example.com""#, #"userName co "xx""#,
        #"userName sw "example""#,
        #"userName ew "ada""#, #"userName gt "b""#, #"userName lt "ada@example.com""#, "userName eq null",
        #"title eq "elan""#, #"title co "Élan and more""#,
        #"externalId eq "alovelace""#, #"externalId co "love""#, "id eq 54d382a4-2050", "nickName pr",
        #"nickName eq "x""#, #"nickName co """#,
        #"nickName gt """#, "nickName ne null", "active eq false", "active ne true", #"active eq "yes""#,
        #"active gt "a""#, #"active co "tr""#,
        #"emails[type eq "work" and value co "home"]"#, #"emails[type eq "other"]"#,
        #"emails[type eq "work"].value eq "ada@home.org""#,
        #"emails[type eq "other"].value pr"#, #"emails[display pr]"#,
        "meta.created lt 2015-10-10T14:38:21.8617979-07:00",
        "meta.created gt 2015-10-10T14:38:21.8617979-07:00", "meta.location pr", "department eq physics",
        "unknown eq x", "unknown pr",
        "schemas eq urn:x", "\(enterprise):userName pr", "userName pr and nickName pr", "nickName pr or title eq x",
    ])
    func refusesOthers(_ text: String) throws {
        #expect(try !Filter(parsing: text).matches(Self.ada, of: .user))
    }

    /// Which texts are the same is the store's to say, and SCIM's which of others comes first.
    @Test(arguments: [
        ("eq", true), ("ne", false), ("co", true), ("sw", true), ("ew", true), ("ge", true), ("le", true),
        ("gt", false),
        ("lt", false),
    ])
    func believesTheStore(_ comparison: String, holds: Bool) throws {
        let rule = TextRule { _, held, wanted in held == "Ada  Lovelace" && wanted == "ada lovelace" }
        let resource = Resource(attributes: [
            "title": "Ada  Lovelace", "roles": [["value": "Ada  Lovelace", "type": "x"]],
        ])
        for path in ["title", "roles", "roles.value", #"roles[type eq "X"].value"#] {
            let filter = try Filter(parsing: #"\#(path) \#(comparison) "ada lovelace""#)
            let isMatch = filter.matches(resource, of: .user) { $0.subAttribute == "type" ? nil : rule }
            #expect(isMatch == holds, "\(filter)")
        }
        let inner = try Filter(parsing: #"roles[value \#(comparison) "ada lovelace"].type eq "x""#)
        #expect(inner.matches(resource, of: .user) { $0.subAttribute == "value" ? rule : nil } == holds)
    }

    @Test func presenceNeedsAValueThatIsNotEmpty() throws {
        let empty = Resource(attributes: [
            "title": "", "emails": [], "name": ["givenName": nil], "phoneNumbers": [["type": ""]],
        ])
        for name in ["title", "emails", "name", "phoneNumbers", "name.givenName", "id", "meta"] {
            #expect(try !Filter(parsing: "\(name) pr").matches(empty, of: .user), "\(name)")
            #expect(try Filter(parsing: "\(name) eq null").matches(empty, of: .user), "\(name)")
        }
    }

    @Test(arguments: [
        ("eq 2", true), ("eq 2.0", true), ("gt 1.5", true), ("lt 10", true), ("ge 3", false), ("ne 2", false),
        ("eq x", false),
    ])
    func comparesNumbers(_ condition: String, matches: Bool) throws {
        for number in [2, 2.0] as [Value] {
            let resource = Resource(attributes: ["rank": number])
            #expect(try Filter(parsing: "rank \(condition)").matches(resource, of: .user) == matches)
        }
    }
}
