import Bridge
import Fuzzing
import LDAP
import SCIM
import Translator

/// Random people and random filters over them, the same in every run.
struct FilterWorld {
    static let count = 60
    static let extensions: [SchemaURN] = [.enterpriseUser, "urn:example:extra"]

    /// An extension with the types that the RFC's user lacks.
    static let extra = SCIM.Schema(
        id: "urn:example:extra", name: "Extra",
        attributes: [
            .init(name: "level", type: .integer), .init(name: "since", type: .dateTime),
            .init(name: "flag", type: .boolean), .init(name: "size", type: .decimal),
            .init(name: "code", isCaseExact: true), .init(name: "tags", isMultiValued: true),
        ]
    )

    static func rule(
        _ path: String, _ attribute: AttributeDescription, choice: Mapping.Rule.Choice = .first,
        isReference: Bool = false
    ) -> Mapping.Rule {
        let parsed = try? AttributePath(parsing: path, extensions: Self.extensions)
        return Mapping.Rule(
            path: parsed ?? AttributePath(attribute: path), attribute: attribute, choice: choice,
            isReference: isReference)
    }

    private var generator: SeededGenerator

    init(seed: UInt64) { self.generator = SeededGenerator(seed: seed) }
}

extension FilterWorld: RandomNumberGenerator {
    mutating func next() -> UInt64 { self.generator.next() }

    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
    private mutating func chance(_ oneIn: Int) -> Bool { self.below(oneIn) == 0 }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[self.below(elements.count)] }
    private mutating func some<Element>(_ elements: [Element], atMost limit: Int) -> [Element] {
        Array(elements.shuffled(using: &self).prefix(self.below(limit + 1)))
    }
}

// MARK: - People

extension FilterWorld {
    /// Every one is the title of somebody.
    static let texts = [
        "a", "A", "ab", "aB", "a b", "a  b", " a", "a ", "B a", "x*y", "(a)", #"a\b"#, "*", ")(uid=*", #"a"b"#, "Émile",
        "émile",
        "E\u{301}mile", "straße", "STRASSE", "Straẞe", "ΟΔΟΣ", "οδος", "οδοσ", "İzmir", "i\u{307}zmir", "izmir", "ılık",
        "Ilik",
        "ﬁn", "fin", "Ｗide", "wide", "北京", "🦊 fox", "a\u{A0}b", "a\tb", "5", "05", "-", "true", "null", "http://a",
        "K\u{212A}",
        "ǆ", "ǅ", "naïve co\u{301}op", "zzz", "Zz", "½", "x\u{AD}y", "xy", "a\u{200B}b", "Å", "\u{212B}", "ŉ", "ΐ",
    ]
    private static let mails = [
        "a@b", "A@b", "ada@acme.example", "ADA@ACME.example", "x.y@acme.example", "a b@c", "*@b", "z@z",
    ]
    private static let phones = ["+1 555-0100", "+15550100", "+1 555", "5", "+49 (0) 30", "+1 555 0100 x"]
    private static let links = ["ab", "Ab", "nick:ab", "nick:Ab", "NICK:ab", "http://a", "0a-ext", "nick:a b"]
    private static let shown = ["direct", "https://scim/Users/" + Self.id(0), "https://scim/Groups/", "f"]
    private static let times = ["20200101000000Z", "20260101000000Z", "20261123212810Z", "20261123212811Z"]

    /// What the filters call somebody; where the server gives ids of its own, theirs are put in its place.
    static func id(_ number: Int) -> String {
        "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a" + String(0x1000 + number, radix: 16)
    }

    /// Two people, a group, which is nobody's manager, and names that the mapping shows no resource of.
    private static let referents = [
        Self.name(0), Self.name(1), "cn=f,ou=groups,dc=acme,dc=example", "uid=gone,ou=people,dc=acme,dc=example",
        "ou=people,dc=acme,dc=example",
    ]

    static let group = "dn: cn=f,ou=groups,dc=acme,dc=example\nobjectClass: groupOfNames\ncn: f\nmember: \n\n"

    static func name(_ number: Int) -> String { "uid=f\(number),ou=people,dc=acme,dc=example" }

    /// What slapadd loads: operational attributes are as they are written here.
    static let entries: [LDAP.Entry] = {
        var random = FilterWorld(seed: 7)
        return (0..<Self.count).map { random.entry($0) }
    }()

    private mutating func entry(_ number: Int) -> LDAP.Entry {
        var entry = LDAP.Entry(dn: DistinguishedName(server: Self.name(number)))
        entry["objectClass"] = ["inetOrgPerson", "posixAccount"]
        entry["uid"] = (["f\(number)"] + self.some(Self.texts, atMost: 2)).values
        entry["uidNumber"] = [AttributeValue(self.pick(["5", "7", "-1", "70", "0"]))]
        entry["gidNumber"] = ["1"]
        entry["homeDirectory"] = ["/"]
        for attribute in ["sn", "cn"] as [AttributeDescription] {
            entry[attribute] = ([self.pick(Self.texts)] + self.some(Self.texts, atMost: 1)).values
        }
        for attribute in [
            "givenName", "o", "departmentNumber", "description", "roomNumber", "l", "st", "carLicense",
            "businessCategory",
        ] as [AttributeDescription] {
            entry[attribute] = self.some(Self.texts, atMost: 3).values
        }
        entry["title"] = [AttributeValue(Self.texts[number % Self.texts.count])]
        entry["preferredLanguage"] = self.some(Self.texts, atMost: 1).values
        entry["employeeType"] = self.some(["gone", "Gone", "here"], atMost: 1).values
        entry["employeeNumber"] = self.some(["1.5", "2", "x", "-0.5", "1e3"], atMost: 1).values
        entry["mail"] = self.some(Self.mails, atMost: 3).values
        entry["labeledURI"] = self.some(Self.links, atMost: 3).values
        entry["telephoneNumber"] = self.some(Self.phones, atMost: 2).values
        entry["manager"] = self.some(Self.referents, atMost: 2).values
        entry["seeAlso"] = self.some(Self.referents, atMost: 3).values
        entry["pwdChangedTime"] = self.some(Self.times, atMost: 1).values
        entry["pwdReset"] = self.some(["TRUE", "FALSE"], atMost: 1).values
        entry["pwdAccountLockedTime"] = self.some(["000001010000Z", "20261123212810Z"], atMost: 1).values
        entry["entryUUID"] = [AttributeValue(Self.id(number))]
        entry["createTimestamp"] = [AttributeValue(self.pick(Self.times))]
        entry["modifyTimestamp"] = [AttributeValue(self.pick(Self.times))]
        return entry.withoutDuplicates
    }
}

extension [String] {
    fileprivate var values: LDAP.Attribute.Values { self.map { AttributeValue($0) }[...] }
}

extension LDAP.Entry {
    /// Without attributes that have no value, and without values that slapd takes for the same.
    fileprivate var withoutDuplicates: LDAP.Entry {
        var entry = self
        for attribute in self.attributes {
            var seen: Set<String> = []
            let kept = attribute.values.filter { value in
                let text = value.text ?? ""
                return seen.insert(text.lowercased().filter { $0 != " " && $0 != "-" }).inserted
            }
            entry[attribute.description] = kept[...]
        }
        entry.attributes.removeAll(where: \.values.isEmpty)
        return entry
    }
}

// MARK: - Filters

extension FilterWorld {
    private static let paths = [
        "userName", "externalId", "nickName", "name.givenName", "name.familyName", "displayName", "title", "locale",
        "TIMEZONE",
        "organization", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "emails",
        "emails.value",
        "emails.type", "emails.display", #"emails[type eq "work"].value"#, #"emails[type eq "home"].value"#,
        #"emails[value co "a"].type"#, "phoneNumbers", "phoneNumbers.value", "addresses.locality", "addresses.region",
        #"addresses[type eq "work" and region pr].locality"#, "urn:example:extra:code", "urn:example:extra:tags",
        "urn:ietf:params:scim:schemas:core:2.0:User:title",
    ]

    mutating func filter(depth: Int) -> String {
        switch depth > 0 ? self.below(11) : 9 {
        case 0: "(\(self.filter(depth: depth - 1)) and \(self.filter(depth: depth - 1)))"
        case 1: "(\(self.filter(depth: depth - 1)) or \(self.filter(depth: depth - 1)))"
        case 2: "\(self.leaf()) or \(self.leaf()) and \(self.filter(depth: depth - 1))"
        case 3: "not (\(self.filter(depth: depth - 1)))"
        case 4: "emails[\(self.valueFilter(["type", "value", "display"], depth: depth))]"
        case 5: "phoneNumbers[\(self.valueFilter(["value"], depth: depth))]"
        case 6: "addresses[\(self.valueFilter(["type", "locality", "region"], depth: depth))]"
        case 7:
            self.pick(["roles[", "groups[", "groups[type eq direct and "])
                + "value \(self.equality()) \(self.person())\(self.pick(["", " or not (value pr)"]))]"
        case 10:
            "\(self.pick(["groups", "manager"]))[\(self.valueFilter(["$ref"], depth: depth)) or value eq \(self.person())]"
        default: self.leaf()
        }
    }

    private mutating func leaf() -> String {
        switch self.below(15) {
        case 13: return "\(self.pick(Self.derived)) \(self.textTest())"
        case 14: return "\(self.pick(Self.derived + ["groups", #"groups[display co "a"]"#, "manager.value"])) pr"
        case 12: return "schemas \(self.pick(["eq", "ne", "co", "sw", "ew"])) \"\(self.pick(Self.schemas))\""
        case 0: return "active \(self.equality()) \(self.pick(["true", "false", #""True""#, "null", #""x""#]))"
        case 1:
            let path = self.pick(["manager", "manager.value", "roles", "id", "groups", "groups.value"])
            return "\(path) \(self.equality()) \(self.person())"
        case 2:
            let literal = self.pick(["5", "6", "-1", #""7""#, "5.5", "null", "70", "1e1"])
            return "urn:example:extra:level \(self.test(self.order(), literal))"
        case 3:
            let path = self.pick(["urn:example:extra:since", "meta.created", "meta.lastModified", "META.Created"])
            return "\(path) \(self.test(self.order(), self.moment()))"
        case 4: return "urn:example:extra:flag \(self.equality()) \(self.pick(["true", "false", "null", "True"]))"
        case 5:
            let literal = self.pick(["1.5", "2", "0", #""1.5""#, "null", "1000"])
            return "urn:example:extra:size \(self.test(self.order(), literal))"
        case 6:
            return
                "\(self.pick(Self.paths + ["manager", "roles", "active", "id", "meta.created", "meta", "schemas"])) pr"
        case 7: return "meta.resourceType \(self.equality()) \(self.pick([#""User""#, #""user""#, #""Group""#]))"
        default: return "\(self.pick(Self.paths)) \(self.textTest())"
        }
    }

    private static let derived = [
        "manager.displayName", "\(SchemaURN.enterpriseUser):manager.$ref", "groups.display", "groups.type",
        "groups.$ref",
        #"groups[display co "a"].$ref"#, #"groups[type eq "direct"].display"#,
    ]

    private static let schemas = [
        "\(SchemaURN.enterpriseUser)", "urn:example:extra", "urn:example", "urn:ietf:params:scim:schemas:core:2.0:User",
        ":User", "enterprise", "URN:EXAMPLE:EXTRA",
    ]

    private mutating func valueFilter(_ names: [String], depth: Int) -> String {
        switch depth > 0 ? self.below(5) : 4 {
        case 0: "\(self.valueFilter(names, depth: depth - 1)) and \(self.valueFilter(names, depth: depth - 1))"
        case 1: "\(self.valueFilter(names, depth: 0)) or \(self.valueFilter(names, depth: depth - 1))"
        case 2: "not (\(self.valueFilter(names, depth: depth - 1)))"
        default:
            switch self.pick(names) {
            // To ask for values of a type that is not mapped is a mistake, and said to be one.
            case "type": #"type eq "work""#
            case let name: self.chance(4) ? "\(name) pr" : "\(name) \(self.textTest())"
            }
        }
    }

    private mutating func textTest() -> String { self.test(self.anyOperator(), self.text()) }

    /// A value that somebody may have, or what is nearly one.
    private mutating func text() -> String {
        let whole = self.pick(self.pick([Self.texts, Self.texts, Self.mails, Self.phones, Self.links, Self.shown]))
        let text =
            switch self.below(9) {
            case 0: whole.uppercased()
            case 1: whole.lowercased()
            case 2: String(whole.prefix(2))
            case 3: String(whole.suffix(2))
            case 4: String(whole.dropFirst().prefix(2))
            case 5: self.pick(["", " ", "f", "f1", "@", ".", "  "])
            case 6: whole + self.pick([" ", "*", "b"])
            default: whole
            }
        if self.chance(12) { return self.pick(["5", "null", "true"]) }
        return String(decoding: JSONWriter.bytes(.string(text)), as: UTF8.self)
    }

    private mutating func moment() -> String {
        self.pick([
            #""2026-11-23T21:28:10Z""#, #""2026-11-23T21:28:10.5Z""#, #""2020-01-01T00:00:00Z""#, "null",
            #""2026-11-23T22:28:10.0000000+01:00""#, "2026-11-23T21:28:11Z", #""2026-01-01T00:00:00""#,
        ])
    }

    private mutating func person() -> String {
        self.pick([Self.id(0), "\"\(Self.id(1))\"", Self.id(2), "nobody", "null"])
    }

    /// Null and booleans have no order.
    private func test(_ comparison: String, _ literal: String) -> String {
        let isOrdered = literal != "null" && literal != "true"
        return "\(isOrdered || comparison == "ne" ? comparison : "eq") \(literal)"
    }

    private mutating func equality() -> String { self.pick(["eq", "ne", "EQ"]) }

    private mutating func order() -> String { self.pick(["eq", "ne", "gt", "ge", "lt", "le"]) }

    private mutating func anyOperator() -> String {
        self.pick(["eq", "eq", "Eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"])
    }
}
