import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct EntryRendererTests {
    private static let boss: AttributeValue = "uid=boss,ou=people,dc=acme"

    /// A mapping with a text of every shape, and a secret.
    private static func renderer(_ change: (inout Mapping) throws -> Void = { _ in }) throws -> EntryRenderer {
        let rules = [
            ("externalId", "labeledURI"), ("userName", "uid"), ("name.givenName", "givenName"),
            ("name.familyName", "sn"), ("password", "userPassword"), (#"emails[type eq "work"].value"#, "mail"),
            (#"emails[type eq "home"].value"#, "employeeType"), ("ENT:department", "departmentNumber"),
            ("ENT:manager.value", "manager"),
        ]
        var mapping = Mapping.inetOrgPerson(base: Fixture.base)
        mapping.activation = []
        mapping.rules = try rules.map { path, attribute in
            try Fixture.rule(path.expanded, AttributeDescription(attribute), isReference: attribute == "manager")
        }
        try change(&mapping)
        let bound = BoundMapping(mapping: mapping, dialect: .openLDAP, schema: Fixture.schema)
        return EntryRenderer(EntryProjector(bound), below: "https://x/scim")
    }

    private static let entry = Fixture.entry([
        "entryUUID": [AttributeValue(Fixture.annID)], "createTimestamp": ["20200101000000Z"], "labeledURI": ["e"],
        "uid": ["a"], "givenName": ["g"], "sn": ["f"], "mail": ["w"], "employeeType": ["h"], "departmentNumber": ["d"],
        "manager": [Self.boss],
    ])

    /// What is shown, with short names for ids, schemas and the version.
    private static func text(
        _ projection: Projection?, _ change: (inout Mapping) throws -> Void = { _ in }
    ) throws -> String {
        let shown = try Self.renderer(change).resource(
            from: Self.entry, references: Fixture.references, showing: projection)
        return String(decoding: shown.bytes, as: UTF8.self)
            .replacing(Fixture.annID, with: "1").replacing(Fixture.bossID, with: "m")
            .replacing(try #require(shown.version).replacing("\"", with: "\\\""), with: "V")
    }

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
        (["meta.version"], [], #""meta":{"version":"V"}"#),
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
        let rest = shown.isEmpty ? "" : ",\(shown.replacing("EMAILS", with: emails))"
        #expect(try Self.text(projection) == #"{"schemas":[\#(schemas)],"id":"1"\#(rest)}"#.expanded)
    }

    @Test func showsEverythingButSecretsByDefault() throws {
        let expected = #"""
            {"schemas":["CORE","ENT"],"id":"1","externalId":"e","userName":"a",\#
            "name":{"givenName":"g","familyName":"f"},"emails":[{"type":"work","value":"w"},\#
            {"type":"home","value":"h"}],"ENT":{"department":"d","manager":{"value":"m"}},\#
            "meta":{"resourceType":"User","created":"2020-01-01T00:00:00Z","location":"https://x/scim/Users/1","version":"V"}}
            """#
        #expect(try Self.text(.all) == expected.expanded)
    }

    @Test(
        arguments: [
            (.always, [], true), (.always, ["meta"], true), (.default, [], true), (.default, ["meta"], false),
            (.request, [], false), (.request, ["title"], true), (.never, ["title"], false),
        ] as [(SCIM.Schema.Attribute.Returned, [String], Bool)])
    func showsAttributesWhenTheirSchemaSaysSo(
        returned: SCIM.Schema.Attribute.Returned, asked: [String], isShown: Bool
    ) throws {
        let projection = Projection(attributes: asked.map { AttributePath(attribute: $0) })
        let text = try Self.text(projection) { mapping in
            let index = try #require(mapping.resourceType.schema.attributes.firstIndex { $0.name == "title" })
            mapping.resourceType.schema.attributes[index].returned = returned
            mapping.rules.append(try Fixture.rule("title", "employeeType"))
        }
        #expect(text.contains(#""title":"h""#) == isShown)
    }

    @Test func tellsIDAndVersionOfWhatIsNotShown() throws {
        let renderer = try Self.renderer()
        let shown = renderer.resource(from: Self.entry, references: Fixture.references)
        let hidden = renderer.resource(from: Self.entry, references: Fixture.references, showing: nil)
        #expect(hidden == RenderedResource(id: Fixture.annID, version: shown.version))
        let part = renderer.resource(from: Self.entry, showing: Projection(attributes: [.userName]), isVersioned: false)
        #expect(part.version == nil && part.id == Fixture.annID)
    }

    @Test func knowsTheSameVersionAsTheProjector() throws {
        let projector = try Fixture.projector()
        let shown = EntryRenderer(projector, below: "").resource(from: Self.entry, references: Fixture.references)
        #expect(projector.resource(from: Self.entry, references: Fixture.references).meta?.version == shown.version)
    }

    @Test func carriesNothingFromOneEntryToTheNext() throws {
        let renderer = try Self.renderer()
        let empty = Fixture.entry(["entryUUID": [AttributeValue(Fixture.bossID)]])
        let entries = [Self.entry, empty, Self.entry]
        let together = renderer.resources(from: entries, references: Fixture.references)
        #expect(together == entries.map { renderer.resource(from: $0, references: Fixture.references) })
    }
}

extension String {
    /// The text with the URNs of the schemas of users for their short names.
    fileprivate var expanded: String {
        self.replacing("CORE", with: SchemaURN.user.rawValue).replacing("ENT", with: SchemaURN.enterpriseUser.rawValue)
    }
}
