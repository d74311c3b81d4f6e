import LDAP
import SCIM

extension Mapping {
    /// Below which entry of the base a new entry is made, by what it holds, and where it moves when that changes.
    ///
    /// `{ by: department, table: { Sales: "ou=sales" }, default: "ou=people" }`, or a name with values in it, `"ou={department}"`.
    public struct Placement: Hashable, Sendable {
        /// How the place is found.
        public var choice: Choice
        /// The place of whoever the choice has none for; nil where a new entry is refused then, and one that is there stays.
        public var fallback: LDAP.DistinguishedName?

        /// Creates a placement.
        public init(_ choice: Choice, fallback: LDAP.DistinguishedName? = nil) {
            self.choice = choice
            self.fallback = fallback
        }

        /// How a place is found.
        public enum Choice: Hashable, Sendable {
            /// By a value, in a table.
            case table(by: SCIM.AttributePath, PlaceTable)
            /// By a name that is made of values.
            case name(PlaceName)
        }
    }
}

extension Mapping.Placement {
    /// The attributes by whose values the place is found.
    public var paths: [SCIM.AttributePath] {
        switch self.choice {
        case .table(let path, _): [path]
        case .name(let name): name.paths
        }
    }

    /// The places that can be told without anybody's values; they must exist.
    public var knownPlaces: [LDAP.DistinguishedName] {
        let places =
            switch self.choice {
            case .table(_, let table): Array(table.places)
            case .name(let name): name.paths.isEmpty ? [name.place(of: Resource())].compactMap(\.self) : []
            }
        return places + (self.fallback.map { [$0] } ?? [])
    }

    /// The place of a resource; nil where nothing says it.
    public func place(of resource: SCIM.Resource) -> LDAP.DistinguishedName? {
        let place =
            switch self.choice {
            case .table(let path, let table): resource[path].first?.plainText.flatMap { table[$0] }
            case .name(let name): name.place(of: resource)
            }
        return place ?? self.fallback
    }

    /// Whether the configuration places people below this entry; people below any other were put there by somebody else, and stay.
    public func owns(_ place: LDAP.DistinguishedName) -> Bool {
        if place == self.fallback { return true }
        return switch self.choice {
        case .table(_, let table): table.places.contains(place)
        case .name(let name): name.mayBe(place)
        }
    }
}

/// The places of values, which are the same without regard to case and blanks: `sales` is `Sales`.
public struct PlaceTable: Hashable, Sendable {
    private var lines: [AttributeValue: LDAP.DistinguishedName] = [:]

    /// Creates a table without lines.
    public init() {}

    /// The place of a value.
    public subscript(value: String) -> LDAP.DistinguishedName? {
        get { self.lines[Self.key(value)] }
        set { self.lines[Self.key(value)] = newValue }
    }

    /// All places, each once.
    var places: Set<LDAP.DistinguishedName> { Set(self.lines.values) }

    private static func key(_ value: String) -> AttributeValue {
        LDAP.MatchingRule.caseIgnore.normalized(AttributeValue(value)) ?? AttributeValue(value)
    }
}

/// The name of an entry with the values of SCIM attributes in it, `ou={department},ou=staff`, below a base.
///
/// A value that has a comma, or anything else of which names are made, is escaped.
public struct PlaceName: Hashable, Sendable {
    private let parts: [Part]
    private let base: LDAP.DistinguishedName

    private struct Part: Hashable, Sendable {
        var type: LDAP.AttributeDescription
        var value: Template
    }

    /// Reads a name below a base.
    ///
    /// Its paths are those of `type`; `tables` are those that `lookup` may name.
    /// - Throws: ``TemplateError`` that says which part is no `attribute=value`, or which value cannot be read.
    public init(
        parsing text: String, below base: LDAP.DistinguishedName, for type: ResourceType = .user,
        tables: [String: ValueTable] = [:]
    ) throws(TemplateError) {
        self.base = base
        var parts: [Part] = []
        for part in Self.parts(of: text) {
            let offset = text.unicodeScalars.distance(from: text.startIndex, to: part.startIndex)
            guard let sign = part.firstIndex(of: "="), sign != part.startIndex,
                let attribute = try? LDAP.AttributeDescription(parsing: String(part[..<sign]).trimmed)
            else {
                throw TemplateError(
                    offset: offset,
                    reason: "\"\(part.trimmed)\" is no part of a name: write attribute=value, such as ou={department}")
            }
            let value = part[part.index(after: sign)...].drop { $0 == " " }
            guard !value.isEmpty else {
                throw TemplateError(offset: offset, reason: "\"\(part.trimmed)\" has no value after the =")
            }
            do throws(TemplateError) {
                let template = try Template(parsing: String(value).trimmed, for: type, tables: tables)
                parts.append(Part(type: attribute, value: template))
            } catch {
                var error = error
                error.offset += text.unicodeScalars.distance(from: text.startIndex, to: value.startIndex)
                throw error
            }
        }
        self.parts = parts
    }

    /// The attributes whose values it needs.
    public var paths: [SCIM.AttributePath] { self.parts.flatMap(\.value.paths) }

    /// The attributes that the name has.
    var attributes: [LDAP.AttributeDescription] { self.parts.map(\.type) }

    /// The name for a resource; nil where the resource lacks one of the values.
    func place(of resource: SCIM.Resource) -> LDAP.DistinguishedName? {
        var names: [LDAP.RelativeDistinguishedName] = []
        for part in self.parts {
            guard let text = part.value.render(resource), !text.isInvisible else { return nil }
            names.append(RelativeDistinguishedName(part.type, AttributeValue(text)))
        }
        return DistinguishedName(server: (names.map(\.description) + [self.base.description]).joined(separator: ","))
    }

    /// Whether a name is one that some values would give.
    func mayBe(_ name: LDAP.DistinguishedName) -> Bool {
        let (names, below) = (name.relativeNames, self.base.relativeNames)
        guard names.count == self.parts.count + below.count, name.isWithin(self.base) else { return false }
        return zip(names, self.parts).allSatisfy { name, part in
            guard name.assertions.count == 1, name.assertions[0].type == part.type else { return false }
            guard part.value.isConstant else { return true }
            return part.value.render(Resource()).map { name == .init(part.type, AttributeValue($0)) } ?? false
        }
    }

    /// The parts between commas that are not within braces.
    private static func parts(of text: String) -> [Substring] {
        var (depth, parts, start) = (0, [Substring](), text.startIndex)
        for index in text.indices {
            switch text[index] {
            case "{": depth += 1
            case "}": depth -= 1
            case "," where depth <= 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return parts + [text[start...]]
    }
}

extension StringProtocol {
    /// The text without blanks at either end.
    fileprivate var trimmed: String {
        String(self.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
