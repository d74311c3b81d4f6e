import LDAP

/// How the values of a syntax are compared where a server's schema does not say it.
public struct SyntaxRules: Sendable, Hashable {
    /// When two values are the same.
    public var equality: MatchingRule
    /// Which value comes first; nil where they have no order.
    public var ordering: MatchingRule?
    /// How pieces of values are found; nil where they are not.
    public var substring: MatchingRule?

    /// Creates the rules of a syntax from their names.
    public init(_ equality: String, ordering: String? = nil, substring: String? = nil) {
        self.equality = MatchingRule(rawValue: equality)
        self.ordering = ordering.map { MatchingRule(rawValue: $0) }
        self.substring = substring.map { MatchingRule(rawValue: $0) }
    }
}

extension Dialect {
    /// Returns the schema in a subschema entry, with what servers of this kind leave out of it.
    ///
    /// The schema of Active Directory has no matching rules, and its object classes demand what no client can send.
    /// - Throws: `noSuchAttribute` if the entry defines no attribute type.
    public func schema(in subschema: Entry) throws(LDAPError) -> Schema {
        let schema = try Schema(subschema: subschema)
        if self.syntaxRules.isEmpty, self.givenAttributes.isEmpty { return schema }
        return schema.completed(demandingNone: self.givenAttributes) { type in
            guard type.equality == nil, let rules = self.syntaxRules[type.syntax] else { return }
            (type.equality, type.ordering, type.substring) = (rules.equality, rules.ordering, rules.substring)
        }
    }
}
