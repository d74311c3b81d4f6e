import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// Whatever the filter, directory and residual together find what SCIM means.
@Suite struct FilterPropertyTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func findsWhatIsMeant(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let translator = try Fixture.translator(Self.configure)
        let projector = try Fixture.projector(Self.configure)
        let entries = (0..<20).map { _ in random.entry() }
        let resources = entries.map { projector.resource(from: $0, references: Self.references) }
        var narrowed = 0
        for _ in 0..<250 {
            let filter = try Fixture.filter(random.filter(depth: 3))
            let translation = try translator.translate(filter, references: Self.named(by: filter, translator))
            let left = EntryFilter(translation, projector)
            if translation.filter != .absoluteTrue { narrowed += 1 }
            for (entry, resource) in zip(entries, resources) {
                let isMeant = filter.matches(resource, of: projector.mapping.resourceType) { path in
                    // How texts compare is the directory's to say.
                    projector.bindings.first { $0.isMeant(by: path) && $0.assertion(.eq, "")?.localRule != nil }.map {
                        binding in
                        TextRule { comparison, held, wanted in
                            binding.assertion(comparison, wanted)?.mayHold(for: AttributeValue(held)) ?? false
                        }
                    }
                }
                let isCandidate = translation.filter.matches(entry, schema: Fixture.schema)
                let resolved = left.map { Self.references.named($0.names(in: [entry])) } ?? References()
                let isKept = isCandidate != true || left?.matches([entry], knowing: resolved) != [false]
                guard isCandidate == nil || (isCandidate == true && isKept) != isMeant else { continue }
                Issue.record("\(filter) became \(translation.filter), which is wrong for \(entry)")
            }
        }
        #expect(narrowed > 80)
    }

    /// What is compiled once says of every filter what the general way says.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func compiledEqualitiesChangeNothing(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let mapping = try Fixture.mapping(Self.configure)
        let paths = FilterablePaths(BoundMapping(mapping: mapping, dialect: .openLDAP, schema: Fixture.schema))
        let equalities = TextEqualities(paths)
        let general = ConditionCompiler(paths: paths, references: Self.references, interims: nil)
        let compiled = ConditionCompiler(
            paths: paths, references: Self.references, interims: nil, equalities: equalities)
        var known = 0
        for number in 0..<1000 {
            let filter = try Fixture.filter(number % 2 == 0 ? random.filter(depth: 3) : random.equalities())
            let (left, right) = (try general.condition(of: filter), try compiled.condition(of: filter))
            #expect(left.narrowing == right.narrowing && left.residual == right.residual, "\(filter)")
            #expect(left.answers == right.answers, "\(filter)")
            guard equalities.include(filter) else { continue }
            #expect(ReferencePaths(paths: paths).ids(in: filter).isEmpty, "\(filter)")
            known += 1
        }
        #expect(known > 100)
    }

    /// Ann is a user and the boss a group, which is nobody's manager.
    private static let references: References = {
        var references = References()
        references.note(
            ResourceID(Fixture.annID), named: Fixture.ann,
            as: Referent(resourceType: "User", location: "/Users/a", display: "ab"))
        references.note(
            ResourceID(Fixture.bossID), named: Fixture.boss,
            as: Referent(resourceType: "Group", location: "/Groups/b", display: "B a"))
        return references
    }()

    /// What is known of the ids in a filter before it is translated.
    private static func named(by filter: SCIM.Filter, _ translator: FilterTranslator) -> References {
        Self.references.named(
            translator.references(in: filter).compactMap { Self.references.name(of: ResourceID($0), by: nil) })
    }

    private static func configure(_ mapping: inout Mapping) throws {
        mapping.rules.append(try Fixture.rule("groups", "seeAlso", isReference: true))
        mapping.activation.append(.attribute("mobile", active: nil, inactive: "0"))
    }
}

extension References {
    /// What is known of the entries with these names.
    fileprivate func named(_ names: [ReferenceName]) -> References {
        self.filter(names.compactMap(self.id)) { _ in true }
    }
}

extension SeededGenerator {
    fileprivate mutating func entry() -> Entry {
        var entry = Fixture.entry([
            "entryUUID": [
                self.chance(2) ? "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01" : "54d382a4-2050-4c03-94d1-e769f1d15682"
            ],
            "createTimestamp": [self.pick(["20260101000000Z", "20261123212810Z"])],
            "modifyTimestamp": [self.pick(["20260101000000Z", "20261123212810.5Z"])],
        ])
        let texts: [AttributeValue] = [
            "a", "A", "ab", "a b", "a  b", " a", "B a", "x*y", "(a)", #"a\b"#, "Émile", "émile", "5", "http://a",
        ]
        for attribute in [
            "uid", "givenName", "sn", "cn", "title", "o", "departmentNumber", "employeeType", "description",
        ] {
            entry[AttributeDescription(attribute)] = self.some(texts)
        }
        entry["mail"] = self.some(["a@b", "A@b", "x@y", "a"])
        entry["labeledURI"] = self.some(["ab", "Ab", "nick:ab", "nick:Ab", "http://a"])
        entry["preferredLanguage"] = self.some(texts, atMost: 1)
        entry["uidNumber"] = self.some(["5", "7", "-1"], atMost: 1)
        entry["employeeNumber"] = self.some(["1.5", "2", "x"], atMost: 1)
        entry["telephoneNumber"] = self.some(["+1 555-0100", "+15550100", "5", "+1 555"])
        for attribute in ["manager", "seeAlso"] as [AttributeDescription] {
            entry[attribute] = self.some([
                "uid=boss,ou=people,dc=acme", "UID=ann, ou=people,dc=acme", "uid=gone,ou=people,dc=acme",
            ])
        }
        entry["pwdChangedTime"] = self.some(["20260101000000Z", "20261123212810Z"], atMost: 1)
        entry["pwdReset"] = self.some(["TRUE", "FALSE"], atMost: 1)
        entry["pwdAccountLockedTime"] = self.some(["000001010000Z", "20261123212810Z"], atMost: 1)
        entry["mobile"] = self.some(["0", "1"])
        return entry
    }

    fileprivate mutating func filter(depth: Int) -> String {
        switch depth > 0 ? self.below(10) : 0 {
        case 9: "groups[\(self.valueFilter(["display", "$ref"], depth: depth - 1).replacing("value", with: "display"))]"
        case 1: "(\(self.filter(depth: depth - 1)) and \(self.filter(depth: depth - 1)))"
        case 2: "(\(self.filter(depth: depth - 1)) or \(self.filter(depth: depth - 1)))"
        case 3: "not (\(self.filter(depth: depth - 1)))"
        case 4: "emails[\(self.valueFilter(["type", "value", "display"], depth: depth - 1))]"
        case 5: "phoneNumbers[\(self.valueFilter(["value"], depth: depth - 1))]"
        case 6:
            "\(self.pick(["roles", "groups"]))[value \(self.equality()) \(self.id())\(self.pick(["", " or not (value pr)", " and value eq \(self.id())"]))]"
        default: self.leaf()
        }
    }

    /// What clients look somebody up by.
    fileprivate mutating func equalities() -> String {
        let terms = (0...self.below(2)).map { _ in "\(self.pick(Self.paths)) eq \(self.text())" }
        return terms.joined(separator: " and ")
    }

    private mutating func leaf() -> String {
        switch self.below(13) {
        case 11: "\(self.pick(Self.derived)) \(self.textTest())"
        case 12: "\(self.pick(Self.derived + ["groups", #"groups[display co "b"].value"#])) pr"
        case 10: "schemas \(self.textOperator()) \(self.pick(Self.schemas))"
        case 0: "active \(self.equality()) \(self.pick(["true", "false", #""True""#, "null", #""x""#]))"
        case 1: "\(self.pick(["manager", "manager.value", "roles", "id"])) \(self.equality()) \(self.id())"
        case 2:
            "urn:example:extra:level \(self.test(self.order(), self.pick(["5", "6", "-1", #""7""#, "5.5", "null"])))"
        case 3:
            self.pick(["urn:example:extra:since", "meta.created", "meta.lastModified"]) + " "
                + self.test(
                    self.order(),
                    self.pick([
                        #""2026-11-23T21:28:10Z""#, #""2026-11-23T21:28:10.5Z""#, #""2020-01-01T00:00:00Z""#, "null",
                    ])
                )
        case 4:
            "urn:example:extra:\(self.pick(["flag", "flag", "flag"])) \(self.equality()) \(self.pick(["true", "false", "null"]))"
        case 5: "nickName \(self.anyOperator()) \(self.pick([#""nick:ab""#, #""NICK:AB""#, #""nick:x""#]))"
        case 6: "\(self.pick(Self.paths + ["manager", "roles", "active", "id", "meta.created"])) pr"
        default: "\(self.pick(Self.paths)) \(self.textTest())"
        }
    }

    private static let paths = [
        "userName", "externalId", "nickName", "name.givenName", "name.familyName", "displayName", "title", "locale",
        "userType", "preferredLanguage", "organization", "emails", "emails.value", "emails.type", "emails.display",
        #"emails[type eq "work"].value"#, #"emails[type eq "home"].value"#, #"emails[value co "a"].type"#,
        "phoneNumbers",
        "phoneNumbers.value",
    ]

    private mutating func valueFilter(_ names: [String], depth: Int) -> String {
        switch depth > 0 ? self.below(4) : 0 {
        case 1: "\(self.valueFilter(names, depth: depth - 1)) and value \(self.textTest())"
        case 2: "value \(self.textTest()) or \(self.valueFilter(names, depth: depth - 1))"
        case 3: "not (value \(self.textTest()))"
        default:
            switch self.pick(names) {
            case "type": #"type \#(self.equality()) "work""#
            case let name: self.chance(4) ? "\(name) pr" : "\(name) \(self.textTest())"
            }
        }
    }

    private mutating func text() -> String {
        self.pick([
            #""a""#, #""A""#, #""ab""#, #""a b""#, #""a  b""#, #"" ""#, #""a ""#, #""*""#, #""(a)""#, #""a\\b""#,
            #""É""#,
            #""émile""#, #""""#, "5", "null", #""+1 555""#, #""a@b""#, #""nick:ab""#, "true",
        ])
    }

    private mutating func id() -> String {
        self.pick(["0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01", "54d382a4-2050-4c03-94d1-e769f1d15682", "nobody", "null"])
    }

    /// Null and booleans have no order.
    private func test(_ comparison: String, _ literal: String) -> String {
        let isOrdered = literal != "null" && literal != "true"
        return "\(isOrdered || comparison == "ne" ? comparison : "eq") \(literal)"
    }

    private mutating func textTest() -> String { self.test(self.anyOperator(), self.text()) }

    private static let derived = [
        "manager.displayName", "manager.$ref", "groups.display", "groups.type", "groups.$ref",
        #"groups[display co "b"].$ref"#, #"groups[type eq "direct"].display"#,
    ]

    private static let schemas = [
        #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#, #""urn:example:extra""#, #""urn:example""#,
        #""urn:ietf:params:scim:schemas:core:2.0:User""#, #"":User""#, #""enterprise""#,
    ]

    private mutating func textOperator() -> String { self.pick(["eq", "ne", "co", "sw", "ew"]) }

    private mutating func equality() -> String { self.pick(["eq", "ne"]) }

    private mutating func order() -> String { self.pick(["eq", "ne", "gt", "ge", "lt", "le"]) }

    private mutating func anyOperator() -> String {
        self.pick(["eq", "eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"])
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        return WeakHash.mixed(self.state)
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

    mutating func chance(_ oneIn: Int) -> Bool { self.below(oneIn) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[self.below(elements.count)] }

    mutating func some(_ values: [AttributeValue], atMost limit: Int = 3) -> LDAP.Attribute.Values {
        values.shuffled(using: &self).prefix(self.below(limit + 1))
    }
}
