import LDAP
import SCIM
import Testing
import Translator

@testable import Survey

/// What the schema says of mapped attributes.
@Suite struct SchemaCheckTests {
    private static let schema = LDAP.Schema(
        attributeTypes: [
            LDAP.AttributeType(oid: "1.1", names: ["one"], equality: .caseIgnore, isSingleValued: true),
            LDAP.AttributeType(oid: "1.2", names: ["short"], equality: .caseIgnore, maxLength: 32),
            LDAP.AttributeType(oid: "1.3", names: ["blind"]),
            LDAP.AttributeType(oid: "1.4", names: ["wide"], equality: .caseIgnore, maxLength: 32_768),
        ], objectClasses: [])

    private static func marks(_ path: String, _ attribute: AttributeDescription) throws -> [String] {
        var mapping = Mapping.inetOrgPerson(base: DistinguishedName([]))
        mapping.rules = [Mapping.Rule(path: try AttributePath(parsing: path), attribute: attribute)]
        return SchemaCheck(mapping: mapping, schema: Self.schema).findings().marks
    }

    @Test(arguments: [
        ("emails.value", "one", "warning schema.single-valued"), (#"emails[type eq "work"].value"#, "one", "ok schema"),
        ("title", "one", "ok schema"), ("displayName", "short", "warning schema.length"),
        ("displayName", "wide", "ok schema"), ("externalId", "blind", "warning schema.equality"),
        ("title", "blind", "ok schema"),
    ]) func saysWhatHasNoRoom(path: String, attribute: String, mark: String) throws {
        #expect(try Self.marks(path, AttributeDescription(attribute)) == [mark])
    }
}
