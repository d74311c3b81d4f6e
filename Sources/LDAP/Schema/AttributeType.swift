/// An attribute type of a schema (RFC 4512 section 4.1.2).
public struct AttributeType: Hashable, Sendable {
    /// The object identifier.
    public var oid: String
    /// The short names.
    public var names: [String]
    /// The name or object identifier of the type that this one refines.
    public var superior: String?
    /// How values are compared; without it, single values cannot be deleted.
    public var equality: MatchingRule?
    /// How values are ordered.
    public var ordering: MatchingRule?
    /// How pieces of values are found.
    public var substring: MatchingRule?
    /// The object identifier of the syntax; empty if the server does not tell it.
    public var syntax: String
    /// The length up to which the server promises to take values.
    public var maxLength: Int?
    /// Whether the attribute has at most one value.
    public var isSingleValued: Bool
    /// Whether the attribute serves the directory and is returned only when named.
    public var isOperational: Bool
    /// Whether clients may write the attribute.
    public var isUserModifiable: Bool

    /// An attribute type with these properties.
    public init(
        oid: String,
        names: [String] = [],
        superior: String? = nil,
        equality: MatchingRule? = nil,
        ordering: MatchingRule? = nil,
        substring: MatchingRule? = nil,
        syntax: String = "",
        maxLength: Int? = nil,
        isSingleValued: Bool = false,
        isOperational: Bool = false,
        isUserModifiable: Bool = true
    ) {
        self.oid = oid
        self.names = names
        self.superior = superior
        self.equality = equality
        self.ordering = ordering
        self.substring = substring
        self.syntax = syntax
        self.maxLength = maxLength
        self.isSingleValued = isSingleValued
        self.isOperational = isOperational
        self.isUserModifiable = isUserModifiable
    }

    /// An attribute type as a subschema entry defines it.
    /// - Throws: `invalidAttributeSyntax` with the offset of the byte that is wrong.
    public init(parsing text: String) throws(LDAPError) {
        let definition = try SchemaDefinition(parsing: text)
        let syntax = (definition["SYNTAX"].first ?? "").split(separator: "{", maxSplits: 1)
        self.init(
            oid: definition.oid,
            names: definition["NAME"],
            superior: definition["SUP"].first,
            equality: definition["EQUALITY"].first.map { MatchingRule(rawValue: $0) },
            ordering: definition["ORDERING"].first.map { MatchingRule(rawValue: $0) },
            substring: definition["SUBSTR"].first.map { MatchingRule(rawValue: $0) },
            syntax: syntax.first.map { String($0) } ?? "",
            maxLength: syntax.dropFirst().first.flatMap { Int($0.dropLast()) },
            isSingleValued: definition.has("SINGLE-VALUE"),
            isOperational: !["userApplications", nil].contains(definition["USAGE"].first),
            isUserModifiable: !definition.has("NO-USER-MODIFICATION")
        )
    }

    /// The name to call it by: the first short name, or else the object identifier.
    public var name: String { self.names.first ?? self.oid }

    /// This type with what it does not say itself taken from the type that it refines.
    func inheriting(from superior: AttributeType) -> AttributeType {
        var type = self
        type.equality = self.equality ?? superior.equality
        type.ordering = self.ordering ?? superior.ordering
        type.substring = self.substring ?? superior.substring
        if self.syntax.isEmpty {
            type.syntax = superior.syntax
            type.maxLength = superior.maxLength
        }
        return type
    }
}
