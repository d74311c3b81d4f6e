import Encodings

/// What a server knows of attributes and object classes (RFC 4512 section 4).
public struct Schema: Sendable {
    /// The attribute types, with what they inherit filled in.
    public private(set) var attributeTypes: [AttributeType]
    /// The object classes, with what content rules add to them.
    public private(set) var objectClasses: [ObjectClass]
    /// The definitions that could not be read.
    public private(set) var unreadable: [String] = []

    private let typeIndex: [CaseInsensitiveName: Int]
    /// The types by the numbers of the names as the server spells them, so that most are found without a hash.
    private let spelledTypes: [Int?]
    private let classIndex: [CaseInsensitiveName: Int]

    /// A schema of these definitions.
    public init(attributeTypes: [AttributeType], objectClasses: [ObjectClass], contentRules: [ContentRule] = []) {
        let rules = Dictionary(contentRules.map { ($0.oid, $0) }) { first, _ in first }
        self.attributeTypes = attributeTypes
        self.objectClasses =
            rules.isEmpty ? objectClasses : objectClasses.map { type in rules[type.oid].map(type.following) ?? type }
        self.typeIndex = Self.index(attributeTypes.lazy.map { $0.names + [$0.oid] })
        self.spelledTypes = Self.spelled(self.typeIndex)
        self.classIndex = Self.index(objectClasses.lazy.map { $0.names + [$0.oid] })
        for (index, type) in attributeTypes.enumerated() {
            self.attributeTypes[index] = Self.lineage(of: type, in: attributeTypes, by: self.typeIndex)
                .reduce(type) { $0.inheriting(from: $1) }
        }
    }

    /// The schema in a subschema entry; definitions that cannot be read are skipped and listed in ``unreadable``.
    /// - Throws: `noSuchAttribute` if the entry defines no attribute type.
    public init(subschema: Entry) throws(LDAPError) {
        var unreadable: [String] = []
        func read<Definition>(
            _ attribute: AttributeDescription,
            _ parse: (String) throws(LDAPError) -> Definition
        ) -> [Definition] {
            subschema[attribute].compactMap { value in
                let text = value.text ?? ""
                do throws(LDAPError) { return try parse(text) } catch {
                    unreadable.append(text)
                    return nil
                }
            }
        }
        let types = read("attributeTypes", AttributeType.init(parsing:))
        guard !types.isEmpty else {
            throw LDAPError(.noSuchAttribute, diagnostic: "'\(subschema.dn)' defines no attribute types")
        }
        self.init(
            attributeTypes: types, objectClasses: read("objectClasses", ObjectClass.init(parsing:)),
            contentRules: read("dITContentRules", ContentRule.init(parsing:)))
        self.unreadable = unreadable
    }

    /// The attributes of a subschema entry that ``init(subschema:)`` reads.
    public static let attributes: [AttributeDescription] = ["attributeTypes", "objectClasses", "dITContentRules"]

    /// The attribute type of any of its names or its object identifier, whatever the options.
    public func attributeType(_ description: AttributeDescription) -> AttributeType? {
        self.typeNumber(of: description).map { self.attributeTypes[$0] }
    }

    private func typeNumber(of description: AttributeDescription) -> Int? {
        if let number = description.nameNumber, number < self.spelledTypes.count, let type = self.spelledTypes[number] {
            return type
        }
        return self.typeIndex[CaseInsensitiveName(description.name)]
    }

    /// How the values of an attribute are compared; nil where the server cannot compare them, or does not know it.
    public func equality(of description: AttributeDescription) -> MatchingRule? {
        self.typeNumber(of: description).flatMap { self.attributeTypes[$0].equality }
    }

    /// Whether both descriptions name the same attribute, be it by an alias.
    public func areSame(_ left: AttributeDescription, _ right: AttributeDescription) -> Bool {
        if left == right { return true }
        guard left.options == right.options, let type = self.typeNumber(of: left),
            let other = self.typeNumber(of: right)
        else { return false }
        return type == other || self.attributeTypes[type].oid == self.attributeTypes[other].oid
    }

    /// The object class of any of its names or its object identifier.
    public func objectClass(_ name: String) -> ObjectClass? {
        self.classIndex[CaseInsensitiveName(name)].map { self.objectClasses[$0] }
    }

    /// The attributes that an entry of these classes must have.
    public func required(by objectClasses: [String]) -> [AttributeDescription] {
        self.withSuperclasses(objectClasses).flatMap(\.must).uniqued()
    }

    /// The attributes that an entry of these classes may have, those that it must have included.
    public func allowed(by objectClasses: [String]) -> [AttributeDescription] {
        self.withSuperclasses(objectClasses).flatMap { $0.must + $0.may }.uniqued()
    }

    /// The classes of these names and all that they refine, each once; names that are not known are left out.
    public func withSuperclasses(_ names: [String]) -> [ObjectClass] {
        self.numbers(of: names).map { self.objectClasses[$0] }
    }

    /// Whether entries of these classes are of another one, too; nil if that is not known.
    func isIncluded(_ name: String, in names: [String]) -> Bool? {
        guard let number = self.classIndex[CaseInsensitiveName(name)] else { return nil }
        return self.numbers(of: names).contains { self.objectClasses[$0].oid == self.objectClasses[number].oid }
    }

    private func numbers(of names: [String]) -> [Int] {
        var found: [Int] = []
        var waiting = names[...]
        while let name = waiting.popFirst() {
            guard let number = self.classIndex[CaseInsensitiveName(name)], !found.contains(number) else { continue }
            found.append(number)
            waiting += self.objectClasses[number].superiors
        }
        return found
    }

    /// Whether values of one attribute are values of another: the same type or a refinement, with all its options.
    public func isSubtype(_ description: AttributeDescription, of other: AttributeDescription) -> Bool {
        guard other.options.isEmpty || other.optionSet.isSubset(of: description.optionSet) else { return false }
        if description.name.equalsIgnoringASCIICase(other.name) { return true }
        guard let type = self.attributeType(description), let wanted = self.attributeType(other) else { return false }
        if type.oid == wanted.oid { return true }
        return Self.lineage(of: type, in: self.attributeTypes, by: self.typeIndex).contains { $0.oid == wanted.oid }
    }

    /// The types that a type refines, nearest first; a circle ends where it closes.
    private static func lineage(
        of type: AttributeType,
        in types: [AttributeType],
        by index: [CaseInsensitiveName: Int]
    ) -> [AttributeType] {
        var lineage: [AttributeType] = []
        var seen: Set<String> = [type.oid]
        var superior = type.superior
        while let name = superior, let found = index[CaseInsensitiveName(name)], seen.insert(types[found].oid).inserted
        {
            lineage.append(types[found])
            superior = types[found].superior
        }
        return lineage
    }

    private static func spelled(_ index: [CaseInsensitiveName: Int]) -> [Int?] {
        var types: [Int?] = []
        for (name, type) in index {
            guard let number = AttributeDescription(name.text).nameNumber else { continue }
            while types.count <= number { types.append(nil) }
            types[number] = type
        }
        return types
    }

    private static func index(_ names: some Sequence<[String]>) -> [CaseInsensitiveName: Int] {
        let pairs = names.enumerated().lazy.flatMap { index, names in names.map { (CaseInsensitiveName($0), index) } }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension Schema {
    /// Whether the values of an attribute are names of entries.
    public func holdsNames(_ attribute: AttributeDescription) -> Bool {
        guard let rule = self.equality(of: attribute) else { return false }
        return ["distinguishedNameMatch", "uniqueMemberMatch"].contains(rule.rawValue)
    }
}

extension Schema {
    /// The schema with more said of its attribute types, whose names stay, and with attributes allowed that classes demand and clients need
    /// not send.
    public func completed(
        demandingNone unsent: Set<AttributeDescription>, _ complete: (inout AttributeType) -> Void
    ) -> Schema {
        var schema = self
        for index in schema.attributeTypes.indices { complete(&schema.attributeTypes[index]) }
        for index in schema.objectClasses.indices { schema.objectClasses[index].demandNone(unsent) }
        return schema
    }
}
