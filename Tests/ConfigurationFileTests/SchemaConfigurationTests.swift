import Directories
import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile

/// Extensions of one's own.
@Suite struct SchemaConfigurationTests {
    static let urn = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"

    private static func settings(_ schemas: String, _ attributes: String = "") throws(ConfigurationError) -> Settings {
        try Settings(
            yaml: """
                directory:
                  servers: [ldaps://a]
                  bind: { dn: "cn=a", password_file: /p }
                schemas:
                  \(schemas)
                users:
                  base: ou=p
                  attributes:
                    userName: uid
                    \(attributes)
                """, file: "f")
    }

    @Test func readsExtensions() throws {
        let users = try Self.settings(
            "\(Self.urn): { name: Acme, description: Ours, attributes: { badge: integer, tags: { type: string, multi_valued: true, "
                + "case_exact: true, required: true, description: Labels }, site: reference } }",
            "\(Self.urn):badge: uidNumber\n    \(Self.urn):tags: { attribute: description }"
        ).users
        let schema = try #require(users.resourceType.extensions.last?.schema)
        #expect(schema.id.rawValue == Self.urn && schema.name == "Acme" && schema.description == "Ours")
        #expect(schema.attributes.map(\.type) == [.integer, .string, .reference])
        #expect(
            schema.attributes[1].isMultiValued && schema.attributes[1].isCaseExact && schema.attributes[1].isRequired)
        #expect(users.rules.map(\.path.attribute) == ["userName", "badge", "tags"])
        #expect(users.rules.map(\.path.schema?.rawValue) == [nil, Self.urn, Self.urn])
        #expect(users.rules.map(\.isRequired) == [true, false, true])
        let advertised = users.advertisedType.extensions
        #expect(advertised.map(\.schema.id.rawValue) == [Self.urn])
        #expect(advertised.first?.schema.attributes.map(\.name) == ["badge", "tags"])
    }

    @Test func namesWhatHasNoName() throws {
        let users = try Self.settings("\(Self.urn): { attributes: { badge: string } }").users
        #expect(users.resourceType.extensions.last?.schema.name == "acme")
    }

    @Test(arguments: [
        ("acme: { attributes: { a: string } }", "f:5:3: schemas: acme is no URN"),
        ("urn:ietf:params:scim:schemas:core:2.0:User: { attributes: { a: string } }", "f:5:3: schemas: urn:ietf"),
        ("urn:a:b: { attributes: { a: text } }", "f:5:31: schemas.urn:a:b.attributes.a must be one of string, boolean"),
        (
            "urn:a:b: { attributes: { a.b: string } }",
            "f:5:28: schemas.urn:a:b.attributes.a.b: the name of an attribute"
        ),
        (
            "urn:a:b: { attributes: { a: string, A: string } }",
            "f:5:39: schemas.urn:a:b.attributes.A stands there twice"
        ),
        ("urn:a:b: { attribute: { a: string } }", "f:5:12: schemas.urn:a:b.attributes is missing"),
        (
            "urn:a:b: { attributes: { a: { type: complex } } }",
            "schemas.urn:a:b.attributes.a.type: must be string, boolean"
        ),
    ])
    func saysWhatIsWrong(schemas: String, problem: String) {
        let error = #expect(throws: ConfigurationError.self) { try Self.settings(schemas) }
        let problems = error?.problems.map(\.description) ?? []
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }

    @Test func whatAnExtensionLacksCannotBeMapped() {
        let error = #expect(throws: ConfigurationError.self) {
            try Self.settings("urn:a:b: { attributes: { a: string } }", "urn:a:b:c: title")
        }
        #expect(error?.problems.map(\.reason) == ["users.attributes: SCIM users have no attribute urn:a:b:c"])
    }

    @Test func groupsHaveTheirOwn() throws {
        let settings = try Settings(
            yaml: """
                directory: { servers: [ldaps://a], bind: { dn: "cn=a", password_file: /p } }
                schemas: { "urn:a:g": { of: groups, attributes: { a: string } } }
                users: { base: ou=p }
                groups: { base: ou=g, attributes: { displayName: cn, members: member, "urn:a:g:a": description } }
                """, file: "f")
        #expect(settings.users.resourceType.extensions.count == 1)
        #expect(settings.groups.first?.resourceType.extensions.map(\.schema.id.rawValue) == ["urn:a:g"])
    }
}
