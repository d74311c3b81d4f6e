import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct EntryProjectorTests {
    static let entry = Fixture.entry([
        "entryUUID": [AttributeValue(Fixture.annID)], "createTimestamp": ["20260101000000Z"],
        "modifyTimestamp": ["20261123212810.25Z"], "uid": ["ann"], "labeledURI": ["http://x", "EXT-1", "other"],
        "givenName": ["Ann"], "sn": ["Lee", "Smith"], "cn": ["Ann  Lee"], "mail": ["ann@x", "a.lee@x"], "o": ["Acme"],
        "employeeType": ["ann@home"], "description": ["Ann's"], "telephoneNumber": ["+1", "+2"], "uidNumber": ["7"],
        "pwdChangedTime": ["20261123212810Z"], "pwdReset": ["FALSE"], "employeeNumber": ["1.5"],
        "manager": ["uid=boss,ou=people,dc=acme"],
        "seeAlso": ["uid=gone,ou=people,dc=acme", "uid=ann,ou=people,dc=acme"],
    ])

    @Test func showsWhatTheMappingNames() throws {
        let resource = try Fixture.projector().resource(from: Self.entry, references: Fixture.references)
        let expected: Object = [
            "userName": "ann", "externalId": "EXT-1", "name": ["givenName": "Ann", "familyName": "Lee"],
            "displayName": "Ann  Lee", "userType": "7", "active": true,
            "emails": [
                ["type": "work", "value": "ann@x", "display": "Ann's"], ["type": "home", "value": "ann@home"],
            ],
            "phoneNumbers": [["value": "+1"], ["value": "+2"]], "roles": [["value": .string(Fixture.annID)]],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": [
                "organization": "Acme", "manager": ["value": .string(Fixture.bossID)],
            ],
            "urn:example:extra": ["level": 7, "since": "2026-11-23T21:28:10Z", "flag": false, "size": 1.5],
        ]
        #expect(resource.attributes == expected)
        #expect(resource.id == Fixture.annID)
        #expect(resource.meta?.resourceType == "User")
        #expect(resource.meta?.created == "2026-01-01T00:00:00Z")
        #expect(resource.meta?.lastModified == "2026-11-23T21:28:10.25Z")
    }

    @Test func showsNothingWhereNothingIs() throws {
        let resource = try Fixture.projector().resource(
            from: Fixture.entry(["uidNumber": ["x"], "pwdReset": ["maybe"]]))
        #expect(resource.attributes == ["active": true, "userType": "x"])
        #expect(resource.id == nil)
        #expect(resource.meta?.created == nil)
    }

    @Test(
        arguments: [
            ([], true), (["000001010000Z"], false), (["20261123212810Z"], true), (["00000101000000Z"], false),
        ] as [([AttributeValue], Bool)])
    func takesOnlyALockWithoutEndForDisabled(lock: [AttributeValue], isActive: Bool) throws {
        let resource = try Fixture.projector().resource(from: Fixture.entry(["pwdAccountLockedTime": lock]))
        #expect(resource.attributes["active"] == .boolean(isActive))
    }

    @Test(
        arguments: [
            (.attribute("employeeType", active: "in", inactive: "out"), ["OUT"], false),
            (.attribute("employeeType", active: "in", inactive: "out"), ["else"], true),
            (.attribute("employeeType", active: nil, inactive: "out"), [], true),
            (.attribute("employeeType", active: "in", inactive: nil), [], false),
            (.attribute("employeeType", active: "in", inactive: nil), ["x", "In"], true),
            (.attribute("unknown", active: "in", inactive: nil), [], false),
        ] as [(Mapping.Activation, [AttributeValue], Bool)])
    func readsActiveFromAnAttribute(activation: Mapping.Activation, values: [AttributeValue], isActive: Bool) throws {
        let projector = try Fixture.projector { $0.activation = [.passwordPolicyLock, activation] }
        #expect(
            projector.resource(from: Fixture.entry(["employeeType": values])).attributes["active"] == .boolean(isActive)
        )
    }

    @Test func omitsActiveWithoutAStrategy() throws {
        let projector = try Fixture.projector { $0.activation = [] }
        #expect(projector.resource(from: Self.entry).attributes["active"] == nil)
    }

    @Test(arguments: [
        (
            [], [],
            ["entryUUID", "createTimestamp", "modifyTimestamp", "uid", "labeledURI", "mail", "pwdAccountLockedTime"], []
        ),
        (["userName"], [], ["entryUUID", "uid"], ["mail", "createTimestamp", "pwdAccountLockedTime"]),
        (["emails"], [], ["mail", "description", "employeeType"], ["uid"]),
        (["name.givenName"], [], ["givenName"], ["sn"]), (["name"], [], ["givenName", "sn"], ["uid"]),
        (["active"], [], ["pwdAccountLockedTime"], ["uid"]),
        (["meta.created"], [], ["createTimestamp"], ["modifyTimestamp", "uid"]),
        (["meta.version"], [], ["uid", "mail", "pwdAccountLockedTime"], ["createTimestamp"]),
        ([], ["meta", "title"], ["uid"], ["title", "createTimestamp"]), ([], ["title"], ["uid", "title"], []),
        (["preferredLanguage"], [], ["entryUUID"], ["absentEverywhere"]),
        (["manager.displayName"], [], ["manager"], ["uid"]),
        (["urn:example:extra:level"], [], ["uidNumber"], ["manager"]),
        (["manager.$ref"], [], ["manager"], ["uid"]), (["manager.nonsense"], [], ["entryUUID"], ["manager"]),
        ([], ["manager.value"], ["manager"], []), ([], ["manager", "meta"], ["uid"], ["manager"]),
        ([], ["roles.value", "meta"], ["uid"], ["seeAlso"]), (["roles.display"], [], ["entryUUID"], ["seeAlso"]),
    ])
    func fetchesOnlyWhatIsRead(asked: [String], excluded: [String], fetched: [String], others: [String]) throws {
        let projection = Projection(
            attributes: try asked.map {
                try AttributePath(parsing: $0, extensions: [.enterpriseUser, "urn:example:extra"])
            },
            excluded: try excluded.map { try AttributePath(parsing: $0) }
        ).qualified(in: .user)
        let attributes = try Fixture.projector().attributes(for: projection).map(\.description)
        #expect(Set(attributes).count == attributes.count)
        #expect(Set(fetched).isSubset(of: attributes), "\(attributes)")
        #expect(Set(others).isDisjoint(with: attributes), "\(attributes)")
    }

    @Test func fetchesWhatTheResidualReads() throws {
        let projection = Projection(attributes: [.userName])
        let residual = try Fixture.filter(
            #"emails.value co "x" or not (manager pr) or active eq true or meta.created pr"#)
        let attributes = try Fixture.projector().attributes(for: projection, filteredBy: residual.paths)
        let expected: [AttributeDescription] = [
            "entryUUID", "createTimestamp", "modifyTimestamp", "uid", "mail", "description", "employeeType", "manager",
            "pwdAccountLockedTime",
        ]
        #expect(Set(attributes) == Set(expected))
    }

    @Test func fetchesWhatSaysWhichSchemasAreShown() throws {
        let projection = Projection(attributes: [.userName])
        let paths = try Fixture.filter(#"schemas co "enterprise""#).paths
        let attributes = try Fixture.projector().attributes(for: projection, filteredBy: paths)
        let expected: [AttributeDescription] = [
            "entryUUID", "uid", "o", "departmentNumber", "manager", "uidNumber", "pwdChangedTime", "pwdReset",
            "employeeNumber",
        ]
        #expect(Set(attributes) == Set(expected))
    }

    @Test func listsReferencesOnce() throws {
        let projector = try Fixture.projector()
        let names = projector.references(in: [Self.entry, Self.entry])
        #expect(
            names == ["boss", "gone", "ann"].map { .entry(DistinguishedName(server: "uid=\($0),ou=people,dc=acme")) })
        for (projection, count) in [
            (Projection(attributes: [.userName]), 0), (Projection(attributes: [AttributePath(attribute: "roles")]), 2),
            (Projection(attributes: [.version]), 3), (Projection(excluded: [AttributePath(attribute: "roles")]), 3),
            (Projection(excluded: [AttributePath(attribute: "roles"), AttributePath(attribute: "meta")]), 1),
        ] {
            #expect(projector.references(in: [Self.entry], for: projection).count == count, "\(projection)")
        }
    }

    @Test func givesTheSameVersionForTheSameValues() throws {
        let projector = try Fixture.projector()
        func version(_ change: (inout Entry) -> Void = { _ in }) -> String? {
            var entry = Self.entry
            change(&entry)
            return projector.resource(from: entry, references: Fixture.references).meta?.version
        }
        let original = try #require(version())
        #expect(original.wholeMatch(of: #/W/"[0-9a-f]{16}"/#) != nil)
        #expect(version { $0.attributes.reverse() } == original)
        #expect(version { $0["telephoneNumber"] = ["+2", "+1"] } == original)
        #expect(version { $0["modifyTimestamp"] = ["20270101000000Z"] } == original)
        #expect(version { $0["pwdFailureTime"] = ["20270101000000Z"] } == original)
        #expect(version { $0["labeledURI"] = ["EXT-1"] } == original)
        #expect(version { $0["title"] = ["Clerk"] } != original)
        #expect(version { $0["givenName"] = ["ann"] } != original)
        #expect(version { ($0["givenName"], $0["sn"]) = (["Lee"], ["Ann"]) } != original)
        #expect(version { $0["pwdAccountLockedTime"] = ["000001010000Z"] } != original)
        let partial = projector.resource(from: Self.entry, projection: Projection(attributes: [.userName]))
        #expect(partial.meta?.version == nil)
    }

    private static let group = Fixture.entry([
        "cn": ["Staff"], "entryCSN": ["20261123212810.232390Z#000000#000#000000"],
    ])

    @Test func takesTheDirectorysVersionWhereValuesAreNotReadAndMoveIt() throws {
        var mapping = Mapping(
            resourceType: .group, base: Fixture.base, filter: .present("objectClass"), objectClasses: ["groupOfNames"],
            rdn: "cn",
            rules: [try Fixture.rule("displayName", "cn"), try Fixture.rule("members", "member", isReference: true)]
        )
        mapping.rules[1].isLoaded = false
        var dialect = Dialect.openLDAP
        #expect(
            EntryProjector(BoundMapping(mapping: mapping, dialect: dialect, schema: Fixture.schema))
                .resource(from: Self.group).meta?.version == nil)
        dialect.movesVersionWithMembers = true
        let projector = EntryProjector(BoundMapping(mapping: mapping, dialect: dialect, schema: Fixture.schema))
        var entry = Fixture.entry([
            "cn": ["Staff"], "entryCSN": ["20261123212810.232390Z#000000#000#000000"],
            "member": ["uid=boss,ou=people,dc=acme"],
        ])
        let resource = projector.resource(from: entry, references: Fixture.references)
        #expect(resource.attributes == ["displayName": "Staff", "members": [["value": .string(Fixture.bossID)]]])
        let version = try #require(resource.meta?.version)
        entry["cn"] = ["Other"]
        #expect(projector.resource(from: entry).meta?.version == version)
        entry["entryCSN"] = ["20261123212811.232390Z#000000#000#000000"]
        #expect(projector.resource(from: entry).meta?.version != version)
        let withoutMembers = Projection(excluded: [AttributePath(attribute: "members")])
        #expect(projector.attributes(for: .all).contains("member"))
        #expect(projector.attributes(for: withoutMembers).contains("entryCSN"))
        #expect(!projector.attributes(for: withoutMembers).contains("member"))
    }

    @Test func doesNotShowPasswords() throws {
        let projector = try Fixture.projector {
            $0.rules.append(.init(path: AttributePath(attribute: "password"), attribute: "userPassword"))
        }
        var entry = Self.entry
        entry["userPassword"] = ["hunter2"]
        #expect(projector.resource(from: entry).attributes["password"] == nil)
        #expect(!projector.attributes(for: .all).contains("userPassword"))
    }

    @Test(arguments: [
        ("20261123212810Z", "2026-11-23T21:28:10Z"), ("20261123212810.5Z", "2026-11-23T21:28:10.5Z"),
        ("202611232128+0100", "2026-11-23T20:28:00Z"), ("2026112321281xZ", nil), ("", nil),
    ])
    func writesTimesAsTheInternetDoes(text: String, expected: String?) {
        #expect(AttributeValue(text).internetDateTime == expected)
    }
}
