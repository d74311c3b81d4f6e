import Directories
import LDAP
import SCIM

@testable import Translator

/// Makes mappings, entries and projections of every kind, odd ones included; the same for the same seed.
struct RenderingGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { self.random = SeededGenerator(seed: seed) }

    /// What an answer is made of.
    struct Case {
        var entry: Entry
        var references: References
        var projection: Projection
        var isVersioned: Bool
    }

    static let baseURL = "https://scim.example.com/scim/v2"

    mutating func projector() -> EntryProjector {
        var dialect = Dialect.openLDAP
        dialect.movesVersionWithMembers = self.random.chance(2)
        return EntryProjector(BoundMapping(mapping: self.mapping(), dialect: dialect, schema: Self.schema))
    }

    mutating func make() -> Case {
        let projection = self.projection()
        return Case(
            entry: self.entry(), references: self.references(), projection: projection,
            isVersioned: projection.includes(.version) || self.random.chance(4))
    }
}

// MARK: - Mappings

extension RenderingGenerator {
    private static let extra: SchemaURN = "urn:example:extra"
    private static let extensions: [SchemaURN] = [.enterpriseUser, Self.extra]

    private static let schema: LDAP.Schema = {
        let texts = (1...8).map { "( 1.1.\($0) NAME 't\($0)' EQUALITY caseIgnoreMatch SYNTAX \(Self.syntax)15 )" }
        let names = (1...4).map {
            "( 1.2.\($0) NAME 'n\($0)' EQUALITY distinguishedNameMatch SYNTAX \(Self.syntax)12 )"
        }
        let others = [
            "( 1.3.1 NAME 'number' EQUALITY integerMatch SYNTAX \(Self.syntax)27 )",
            "( 1.3.2 NAME 'flag' EQUALITY booleanMatch SYNTAX \(Self.syntax)7 )",
            "( 1.3.3 NAME 'time' EQUALITY generalizedTimeMatch SYNTAX \(Self.syntax)24 )",
            "( 1.3.4 NAME 'postal' EQUALITY caseIgnoreListMatch SYNTAX \(Self.syntax)41 )",
            "( 1.3.5 NAME 'photo' SYNTAX \(Self.syntax)28 )",
            "( 1.3.6 NAME 'state' EQUALITY caseIgnoreMatch SYNTAX \(Self.syntax)15 )",
            "( 1.3.7 NAME 'entryUUID' EQUALITY UUIDMatch SYNTAX 1.3.6.1.1.16.1 )",
            "( 1.3.8 NAME 'entryCSN' SYNTAX 1.3.6.1.4.1.4203.666.11.2.1 )",
        ]
        return LDAP.Schema(
            attributeTypes: (texts + names + others).compactMap { try? LDAP.AttributeType(parsing: $0) },
            objectClasses: [])
    }()
    private static let syntax = "1.3.6.1.4.1.1466.115.121.1."

    private static let texts = (1...8).map { AttributeDescription("t\($0)") }
    private static let names = (1...4).map { AttributeDescription("n\($0)") }
    private static let odd: [AttributeDescription] = [
        "number", "flag", "time", "postal", "photo", "t1;lang-de", "unknown",
    ]

    private static let paths = [
        "userName", "externalId", "name.givenName", "name.familyName", "name.formatted", "displayName", "title",
        "nickName",
        "preferredLanguage", #"emails[type eq "work"].value"#, #"emails[type eq "work"].display"#,
        #"emails[type eq "home"].value"#, #"emails[type eq "work" and primary eq true].value"#, "emails.value",
        "emails.display", "phoneNumbers", "phoneNumbers.display", "addresses.formatted",
        #"addresses[type eq "work"].locality"#, #"addresses[type eq "work"].formatted"#, "x509Certificates",
        #"roles[primary eq "True"].value"#, "roles.value", "photos", "\(SchemaURN.enterpriseUser):department",
        "\(SchemaURN.enterpriseUser):employeeNumber", "urn:example:extra:level", "urn:example:extra:since",
        "urn:example:extra:flag", "urn:example:extra:size", "urn:example:extra:tags", "urn:example:extra:place.name",
        "urn:example:extra:place.floor", "urn:example:extra:place.codes", "urn:example:extra:things.name",
        "urn:example:extra:things.value",
    ]

    private static let referencePaths = [
        "groups", "groups.display", "\(SchemaURN.enterpriseUser):manager", "\(SchemaURN.enterpriseUser):manager.value",
        "roles", "members", "members.display", "members.value",
    ]

    private mutating func mapping() -> Mapping {
        var type = self.random.chance(4) ? ResourceType.group : .user
        type.extensions.append(.init(schema: Self.extraSchema))
        type.schema.attributes = type.schema.attributes.map { self.varied($0) }
        for index in type.extensions.indices {
            type.extensions[index].schema.attributes = type.extensions[index].schema.attributes.map { self.varied($0) }
        }
        var rules: [Mapping.Rule] = []
        for path in Self.paths.shuffled(using: &self.random).prefix(self.random.below(Self.paths.count)) {
            rules.append(self.rule(path, self.random.pick(self.random.chance(3) ? Self.odd : Self.texts)))
        }
        for path in Self.referencePaths.shuffled(using: &self.random).prefix(self.random.below(5)) {
            let isText = path.hasSuffix("display")
            var rule = self.rule(path, self.random.pick(isText ? Self.texts : Self.names))
            rule.isReference = !isText
            rules.insert(rule, at: self.random.below(rules.count + 1))
        }
        var activation: [Mapping.Activation] = []
        if !self.random.chance(4) { activation.append(.attribute("state", active: nil, inactive: "off")) }
        return Mapping(
            resourceType: type, base: DistinguishedName(server: "dc=acme"), filter: .present("objectClass"),
            objectClasses: ["person"], rdn: "t1", rules: rules, activation: activation)
    }

    private mutating func rule(_ path: String, _ attribute: AttributeDescription) -> Mapping.Rule {
        let parsed = try? AttributePath(parsing: path, extensions: Self.extensions)
        var rule = Mapping.Rule(path: parsed ?? AttributePath(attribute: path), attribute: attribute)
        if self.random.chance(6) {
            let pattern = self.random.pick(["^a", "b", "^[^:/ ]+$", "uid="])
            rule.choice = (try? Pattern(parsing: pattern)).map { .matching($0) } ?? .first
        }
        rule.isLoaded = !self.random.chance(20)
        rule.isReadOnly = self.random.chance(10)
        rule.isBase64 = self.random.chance(12)
        return rule
    }

    private mutating func varied(_ attribute: SCIM.Schema.Attribute) -> SCIM.Schema.Attribute {
        var attribute = attribute
        if self.random.chance(6) { attribute.returned = self.random.pick([.always, .never, .request, .default]) }
        attribute.subAttributes = attribute.subAttributes.map { self.varied($0) }
        return attribute
    }

    private static let extraSchema = SCIM.Schema(
        id: Self.extra, name: "Extra",
        attributes: [
            .init(name: "level", type: .integer), .init(name: "since", type: .dateTime),
            .init(name: "flag", type: .boolean), .init(name: "size", type: .decimal),
            .init(name: "tags", isMultiValued: true),
            .init(
                name: "place", type: .complex,
                subAttributes: [
                    .init(name: "name"), .init(name: "floor", type: .integer),
                    .init(name: "codes", isMultiValued: true),
                ]),
            .init(
                name: "things", type: .complex, isMultiValued: true,
                subAttributes: [.init(name: "name"), .init(name: "value", type: .integer)]),
        ])
}

// MARK: - Entries

extension RenderingGenerator {
    private static let ids = (0..<6).map { "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b0\($0)" }
    private static let dns = (0..<6).map { "uid=p\($0),ou=people,dc=acme" }

    private static let values: [AttributeValue] = [
        "a", "b", "", "ab \"quoted\" \\ back", "line\nfeed\ttab\u{1}\u{1F}\u{7F}", "Adéla", "日本語", "👩🏽‍💻 x", "a:b",
        "a long text that is longer than a word of eight bytes and has nothing to be escaped in it", "1234567\"",
        "12345678",
        "é", "e\u{301}", "/slash/", "</script>", "\u{2028}", AttributeValue(bytes: [0xC3]),
        AttributeValue(bytes: [0x61, 0xFF, 0x62]), AttributeValue(bytes: [0xED, 0xA0, 0x80]),
        AttributeValue(bytes: [0, 0x41]), "uid=p1,ou=people,dc=acme",
    ]

    private static let oddValues: [AttributeValue] = [
        "7", "-0", "+12", "007", "9223372036854775808", "1.50", "1e3", "nan", "inf", "0x1p3", "TRUE", "false", "True",
        "maybe",
        "20261123212810Z", "20261123212810.25Z", "202611232128+0100", "20269999999999Z", "20261131000060Z", "2026", "",
        #"1 Main St$Berlin \24\5C5$"#, #"\5c$\2"#, "text", AttributeValue(bytes: [0xFF, 0xD8, 0xFF, 0xE0]),
        AttributeValue(bytes: [1]), AttributeValue(bytes: [1, 2]),
    ]

    private mutating func entry() -> Entry {
        var entry = Entry(dn: DistinguishedName(server: "uid=p0,ou=people,dc=acme"))
        entry["objectClass"] = ["person"]
        var attributes: [LDAP.Attribute] = []
        func add(_ name: AttributeDescription, _ values: LDAP.Attribute.Values) {
            if !values.isEmpty { attributes.append(LDAP.Attribute(name, values: values)) }
        }
        for name in Self.texts { add(name, self.random.some(Self.values)) }
        add("t1;lang-de", self.random.some(Self.values))
        for name in Self.odd where name != "t1;lang-de" { add(name, self.random.some(Self.oddValues, atMost: 4)) }
        for name in Self.names {
            add(name, self.random.some(Self.dns.map { AttributeValue($0) } + Self.otherNames, atMost: 6))
        }
        let ids: [AttributeValue] = [AttributeValue(Self.ids[0]), "no-id", "0C4B1D6E-9F6A-103F-8B2D-3F1C5E7A9B00"]
        add("entryUUID", self.random.some(ids, atMost: 1))
        add("entryCSN", self.random.some(["20261123212810.232390Z#000000#000#000000"], atMost: 1))
        add("createTimestamp", self.random.some(Self.oddValues, atMost: 1))
        add("modifyTimestamp", self.random.some(Self.oddValues + ["20260101000000Z", "20260228235959.1Z"], atMost: 1))
        add("state", self.random.some(["off", "OFF", "on"], atMost: 1))
        entry.attributes += attributes.shuffled(using: &self.random)
        return entry
    }

    private static let otherNames: [AttributeValue] = [
        "UID=p1, ou=people,dc=acme", "uid=gone,dc=acme", "", "no name", AttributeValue(bytes: [0xFF]),
        "entryUUID=0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01,dc=acme",
    ]

    private mutating func references() -> References {
        var references = References()
        for (id, name) in zip(Self.ids, Self.dns) where !self.random.chance(3) {
            var referent: Referent?
            if !self.random.chance(3) {
                referent = Referent(
                    resourceType: self.random.pick(["User", "Group"]), location: "\(Self.baseURL)/Users/\(id)",
                    display: self.random.pick([nil, "", "Ann \"Lee\"", "Émile"]))
            }
            references.note(ResourceID(id), named: DistinguishedName(server: name), as: referent)
        }
        if self.random.chance(3) {
            references.note(ResourceID(Self.ids[1]), alsoNamed: DistinguishedName(server: "uid=gone,dc=acme"))
        }
        return references
    }
}

// MARK: - Projections

extension RenderingGenerator {
    private static let shown =
        paths + referencePaths + [
            "id", "schemas", "meta", "meta.created", "meta.version", "meta.location", "meta.nothing", "active", "name",
            "emails",
            "emails.type", "emails.primary", #"emails[type eq "work"]"#, #"emails[value co "a"].value"#,
            #"emails[not (display pr)]"#, "roles", #"roles[value pr]"#, "phoneNumbers.type", "nothing", "password",
            "\(SchemaURN.enterpriseUser)", "urn:example:extra", "urn:example:extra:place", "urn:example:extra:things",
            #"urn:example:extra:things[value gt 5]"#, #"urn:example:extra:tags[value eq "a"]"#, "department", "manager",
            "manager.displayName", "members.$ref", "groups.type", #"members[value eq "x"]"#,
            "members[display pr].value",
            "urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:core:2.0:User:userName",
        ]

    private mutating func projection() -> Projection {
        if self.random.chance(4) { return .all }
        var projection = Projection()
        if self.random.chance(2) { projection.attributes = self.somePaths() }
        if self.random.chance(2) { projection.excluded = self.somePaths() }
        return projection.qualified(in: Self.everything)
    }

    private mutating func somePaths() -> [AttributePath] {
        (0..<1 + self.random.below(4)).compactMap { _ in
            try? AttributePath(parsing: self.random.pick(Self.shown), extensions: Self.extensions)
        }
    }

    private static let everything: ResourceType = {
        var type = ResourceType.user
        type.extensions.append(.init(schema: Self.extraSchema))
        return type
    }()
}
