import Directories
import Foundation
import LDAP
import SCIM

@testable import Translator

/// What the tests of reading have in common.
enum Fixture {
    /// What slapd 2.6 says of the attributes that these tests name.
    static let schema: LDAP.Schema = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "openldap-subschema.ldif")
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            case .add(let entry)? = try? Entry.parseLDIF(text).first,
            let schema = try? LDAP.Schema(subschema: entry)
        else { return LDAP.Schema(attributeTypes: [], objectClasses: []) }
        return schema
    }()

    static let base = DistinguishedName(server: "ou=people,dc=acme")

    /// A mapping with something of every kind.
    static func mapping(_ change: (inout Mapping) throws -> Void = { _ in }) throws -> Mapping {
        var mapping = Mapping.inetOrgPerson(base: Self.base)
        mapping.resourceType.extensions.append(.init(schema: Self.extra))
        mapping.rules += [
            try Self.rule("nickName", "labeledURI", choice: .matching(Pattern(parsing: "^nick:"))),
            try Self.rule("locale", "preferredLanguage"),
            try Self.rule("userType", "uidNumber"),
            try Self.rule("preferredLanguage", "absentEverywhere"),
            try Self.rule("emails[type eq \"work\"].display", "description"),
            try Self.rule("emails[type eq \"home\"].value", "employeeType"),
            try Self.rule("phoneNumbers.value", "telephoneNumber"),
            try Self.rule("\(SchemaURN.enterpriseUser):manager", "manager", isReference: true),
            try Self.rule("roles.value", "seeAlso", isReference: true),
            try Self.rule("urn:example:extra:level", "uidNumber"),
            try Self.rule("urn:example:extra:since", "pwdChangedTime"),
            try Self.rule("urn:example:extra:flag", "pwdReset"),
            try Self.rule("urn:example:extra:size", "employeeNumber"),
        ]
        try change(&mapping)
        return mapping
    }

    static func rule(
        _ path: String, _ attribute: AttributeDescription, choice: Mapping.Rule.Choice = .first,
        isReference: Bool = false
    ) throws -> Mapping.Rule {
        let path = try AttributePath(parsing: path, extensions: [.enterpriseUser, Self.extra.id])
        return Mapping.Rule(path: path, attribute: attribute, choice: choice, isReference: isReference)
    }

    static func translator(_ change: (inout Mapping) throws -> Void = { _ in }) throws -> FilterTranslator {
        FilterTranslator(BoundMapping(mapping: try Self.mapping(change), dialect: .openLDAP, schema: Self.schema))
    }

    static func projector(_ change: (inout Mapping) throws -> Void = { _ in }) throws -> EntryProjector {
        EntryProjector(BoundMapping(mapping: try Self.mapping(change), dialect: .openLDAP, schema: Self.schema))
    }

    static func filter(_ text: String) throws -> SCIM.Filter {
        try SCIM.Filter(parsing: text, extensions: [.enterpriseUser, Self.extra.id])
    }

    /// An extension with the types that the RFC's user lacks.
    private static let extra = SCIM.Schema(
        id: "urn:example:extra", name: "Extra",
        attributes: [
            .init(name: "level", type: .integer), .init(name: "since", type: .dateTime),
            .init(name: "flag", type: .boolean), .init(name: "size", type: .decimal),
        ]
    )

    static let annID = "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01"
    static let bossID = "54d382a4-2050-4c03-94d1-e769f1d15682"
    static let ann = DistinguishedName(server: "uid=ann,ou=people,dc=acme")
    static let boss = DistinguishedName(server: "uid=boss,ou=people,dc=acme")
    static let references = References([Self.annID: Self.ann, Self.bossID: Self.boss])

    static func entry(_ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]>) -> Entry {
        var entry = Entry(dn: Self.ann)
        entry["objectClass"] = ["inetOrgPerson"]
        for (attribute, values) in attributes { entry[attribute] = values[...] }
        return entry
    }
}
