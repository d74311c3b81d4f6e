import LDAP
import SCIM
import Translator
import Yams

/// Reads what Starbridge chooses for entries of users or groups: their names, their places, and what nobody sends.
struct ChoiceReader {
    private let section: ConfigurationSection
    /// Below which all places are; the root where that cannot be read.
    private let base: DistinguishedName
    private let type: ResourceType
    /// The tables that templates may name.
    private let tables: [String: ValueTable]

    init(
        _ section: ConfigurationSection, base: DistinguishedName?, type: ResourceType, tables: [String: ValueTable]
    ) {
        self.section = section
        self.base = base ?? DistinguishedName([])
        self.type = type
        self.tables = tables
    }

    /// Reads `rdn`: the name of an attribute, or also what it holds.
    func naming() -> (rdn: AttributeDescription, naming: Mapping.Naming?)? {
        guard let node = self.section.node("rdn"), node.scalar == nil else {
            return self.section.parsed("rdn", ConfiguredValue.attribute).map { ($0, nil) }
        }
        let section = self.section.nested(node, "rdn")
        defer { section.refuseUnknownKeys() }
        let attribute = section.requiredParsed("attribute", ConfiguredValue.attribute)
        let value = section.requiredParsed("value", self.template)
        let isNumbered = section.word("on_conflict") { ["refuse": false, "number": true][$0] }
        let follows = section.word("rename") { ["keep": false, "follow": true][$0] }
        guard let attribute, let value else { return nil }
        return (attribute, Mapping.Naming(value, isNumbered: isNumbered ?? false, follows: follows ?? true))
    }

    private func template(_ text: String) throws(TemplateError) -> Template {
        try Template(parsing: text, for: self.type, tables: self.tables)
    }
}

// MARK: - Places

extension ChoiceReader {
    /// Reads `place`: a name with values in it, or a table of places.
    func placement() -> Mapping.Placement? {
        guard let node = self.section.node("place") else { return nil }
        if node.scalar != nil {
            return self.section.parsed("place", self.name).map { Mapping.Placement(.name($0)) }
        }
        let section = self.section.nested(node, "place")
        defer { section.refuseUnknownKeys() }
        let fallback = section.parsed("default", self.place)
        if section.node("name") != nil {
            return section.parsed("name", self.name).map { Mapping.Placement(.name($0), fallback: fallback) }
        }
        let path = section.requiredParsed("by") { text throws in
            let path = self.type.definition(of: try AttributePath(parsing: text)).path
            guard self.type.attribute(at: path) != nil else {
                throw ConfigurationReason("SCIM \(self.type.name.lowercased())s have no attribute \(path)")
            }
            return path
        }
        let table = section.requiredSection("table").map(self.table)
        guard let path, let table else { return nil }
        return Mapping.Placement(.table(by: path, table), fallback: fallback)
    }

    private func table(_ section: ConfigurationSection) -> PlaceTable {
        var table = PlaceTable()
        for (value, node, mark) in section.pairs {
            if table[value] != nil { section.report("\(section.name): \(value) has two places", at: mark) }
            guard let text = node.scalar?.string, !text.isEmpty else {
                section.report("\(section.name): \(value) must have a place, such as ou=\(value)", at: node.mark)
                continue
            }
            do {
                table[value] = try self.place(text)
            } catch {
                section.report("\(section.name): the place of \(value) \(error.reason)", at: node.mark)
            }
        }
        return table
    }

    /// A name below the base, with the name of the base or without.
    private func place(_ text: String) throws(ConfigurationReason) -> DistinguishedName {
        let name = try ConfiguredValue.name(text)
        if self.base.isRoot || name.isWithin(self.base) { return name }
        return DistinguishedName(server: "\(text),\(self.base)")
    }

    private func name(_ text: String) throws(TemplateError) -> PlaceName {
        let end = ",\(self.base)"
        return try PlaceName(
            parsing: text.hasSuffix(end) ? String(text.dropLast(end.count)) : text, below: self.base, for: self.type,
            tables: self.tables)
    }
}

// MARK: - What is allocated

extension ChoiceReader {
    /// Reads `allocate`: one attribute or a list of them.
    func allocations() -> [Mapping.Allocation] {
        guard let node = self.section.node("allocate") else { return [] }
        let sections =
            node.sequence != nil
            ? self.section.sections("allocate") : [self.section.nested(node, "allocate")]
        return (sections ?? []).compactMap(self.allocation)
    }

    private func allocation(_ section: ConfigurationSection) -> Mapping.Allocation? {
        defer { section.refuseUnknownKeys() }
        let attribute = section.requiredParsed("attribute", ConfiguredValue.attribute)
        let (range, value) = (section.parsed("range", Self.range), section.parsed("value", self.template))
        let counter = section.parsed("counter", ConfiguredValue.name)
        let counterAttribute = section.parsed("counter_attribute", ConfiguredValue.attribute)
        let limit = section.number("length")
        guard (section.node("range") == nil) != (section.node("value") == nil) else {
            section.report(
                "\(section.name) must say what is given: numbers by `range`, or a text by `value`", at: section.mark)
            return nil
        }
        if counter == nil, section.node("counter") == nil, counterAttribute != nil {
            section.report(
                "\(section.name).counter_attribute needs `counter`, the entry that has it",
                at: section.mark(of: "counter_attribute"))
        }
        guard let attribute else { return nil }
        if let value { return Mapping.Allocation(attribute, .text(value, limit: limit)) }
        return range.map { range in
            let source = counter.map { Mapping.Allocation.Counter($0, counterAttribute ?? attribute) }
            return Mapping.Allocation(attribute, .number(range, source))
        }
    }

    /// Reads `10000-60000`.
    private static func range(_ text: String) throws(ConfigurationReason) -> ClosedRange<Int> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
            Int($0.filter { $0 != " " })
        }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 0, first <= last else {
            throw ConfigurationReason("must be two numbers such as 10000-60000, the lower one first")
        }
        return first...last
    }
}
