import LDAP
import Testing

@testable import Demo

@Suite struct CopySchemaTests {
    private static let text = "1.3.6.1.4.1.1466.115.121.1.15"

    /// A server that knows little by itself.
    private static let bare = SlapdVocabulary(
        schema: Schema(
            attributeTypes: [
                AttributeType(oid: "2.5.4.0", names: ["objectClass"], isOperational: false),
                AttributeType(oid: "2.5.4.3", names: ["cn"], equality: .caseIgnore, syntax: Self.text),
                AttributeType(oid: "1.1.1", names: ["entryUUID"], isOperational: true),
            ],
            objectClasses: [ObjectClass(oid: "2.5.6.0", names: ["top"], kind: .abstract)]),
        syntaxes: [Self.text], rules: [.caseIgnore])

    private static let original = Schema(
        attributeTypes: [
            AttributeType(oid: "2.5.4.3", names: ["cn", "commonName"], equality: .caseIgnore, syntax: Self.text),
            AttributeType(
                oid: "9.1", names: ["acmeBadge"], equality: .caseIgnore, syntax: Self.text, isSingleValued: true),
            AttributeType(oid: "9.2", names: ["acmeBadgeOld"], superior: "acmeBadge"),
            AttributeType(
                oid: "acmeLock-oid", names: ["acmeLock", "acme_lock"], equality: MatchingRule(rawValue: "acmeMatch"),
                syntax: "9.9.9", isOperational: true),
        ],
        objectClasses: [
            ObjectClass(oid: "9.12", names: ["acmeManager"], superiors: ["acmePerson"], may: ["unheardOf"]),
            ObjectClass(oid: "9.11", names: ["acmePerson"], superiors: ["top"], must: ["cn", "acmeBadge"]),
        ])

    @Test func defersToWhatTheServerKnowsAndPutsWhatIsRefinedFirst() throws {
        let lines = CopySchema(of: Self.original, on: Self.bare, .asInOriginal).lines
        #expect(!lines.contains { $0.contains("'cn'") })
        #expect(
            lines.first
                == "attributetype ( 9.1 NAME ( 'acmeBadge' ) EQUALITY caseIgnoreMatch SYNTAX \(Self.text) SINGLE-VALUE )"
        )
        let person = try #require(lines.firstIndex { $0.contains("'acmePerson'") })
        let manager = try #require(lines.firstIndex { $0.contains("'acmeManager'") })
        #expect(person < manager)
        #expect(
            lines[person] == "objectclass ( 9.11 NAME ( 'acmePerson' ) SUP ( top ) STRUCTURAL MUST ( cn $ acmeBadge ) )"
        )
        #expect(lines[manager].hasSuffix("SUP ( acmePerson ) STRUCTURAL )"))
    }

    @Test func makesAnOrdinaryAttributeOfWhatTheServerCannotHave() throws {
        let lines = CopySchema(of: Self.original, on: Self.bare, .permissive(undemanded: [])).lines
        let line = try #require(lines.first { $0.contains("'acmeLock'") })
        #expect(line.hasPrefix("attributetype ( 2.25."))
        #expect(line.hasSuffix("NAME ( 'acmeLock' ) EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )"))
    }

    @Test func demandsNothingThatEntriesLackWhereItIsPermissive() throws {
        let schema = CopySchema(of: Self.original, on: Self.bare, .permissive(undemanded: ["acmeBadge"]))
        let person = try #require(schema.lines.first { $0.contains("'acmePerson'") })
        #expect(person.hasSuffix("SUP ( top ) AUXILIARY MUST ( cn ) MAY ( acmeBadge ) )"))
        let own = try #require(schema.lines.last)
        #expect(
            own.contains("'starbridgeCopy'")
                && own.hasSuffix("STRUCTURAL MAY ( cn $ acmeBadge $ acmeBadgeOld $ acmeLock ) )"))
    }
}

@Suite struct SchemaTrialTests {
    @Test func findsTheDefinitionThatSlapdRefuses() {
        #expect(
            SchemaTrial.line("slapadd: /tmp/a/slapd.conf: line 121 attributetype: Duplicate attributeType: \"2\"")
                == 121)
        #expect(SchemaTrial.line("bad configuration file!") == nil)
        #expect(
            CopySchema.Definition(line: "attributetype ( 9.1 NAME ( 'acmeBadge' 'b' ) SYNTAX 1 )")
                == .init(directive: "attributetype", name: "acmeBadge"))
        #expect(CopySchema.Definition(line: "index 'a' b'") == nil)
    }
}
