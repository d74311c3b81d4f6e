import LDAP

/// What the directory can say of a condition: a filter that finds all entries that meet it, and one that finds no others.
///
/// Both are needed because conditions are negated: the opposite of the narrower filter finds all that do not meet the condition.
struct Narrowing: Sendable, Hashable {
    /// Matches every entry that meets the condition, and perhaps others.
    let superset: LDAP.Filter
    /// Matches only entries that meet the condition, and perhaps not all.
    let subset: LDAP.Filter
    /// Whether both are the same.
    let isExact: Bool

    private init(_ superset: LDAP.Filter, _ subset: LDAP.Filter, isExact: Bool) {
        self.superset = superset
        self.subset = subset
        self.isExact = isExact
    }

    /// The condition that every entry meets.
    static let always = Narrowing.exact(.absoluteTrue)
    /// The condition that no entry meets.
    static let never = Narrowing.exact(.absoluteFalse)
    /// A condition of which the directory can say nothing.
    static let unknown = Narrowing.within(.absoluteTrue)

    /// A condition that the filter states exactly.
    static func exact(_ filter: LDAP.Filter) -> Narrowing { Narrowing(filter, filter, isExact: true) }

    /// A condition of which it is only known that the filter misses nobody who meets it.
    static func within(_ filter: LDAP.Filter) -> Narrowing {
        filter == .absoluteFalse ? .never : Narrowing(filter, .absoluteFalse, isExact: false)
    }

    /// A condition that the filter states, exactly or not.
    static func some(_ filter: LDAP.Filter, isExact: Bool) -> Narrowing { isExact ? .exact(filter) : .within(filter) }

    /// The condition that all terms hold.
    static func all(_ terms: [Narrowing]) -> Narrowing { Self.joined(terms) { .allOf($0) } }

    /// The condition, and another one besides.
    func and(_ other: Narrowing) -> Narrowing { self == .always ? other : .all([self, other]) }

    /// The condition that one of the terms holds.
    static func any(_ terms: [Narrowing]) -> Narrowing { Self.joined(terms) { .anyOf($0) } }

    private static func joined(_ terms: [Narrowing], _ join: ([LDAP.Filter]) -> LDAP.Filter) -> Narrowing {
        guard terms.count != 1 else { return terms[0] }
        let superset = join(terms.map(\.superset))
        if terms.allSatisfy(\.isExact) { return .exact(superset) }
        let subset = join(terms.map(\.subset))
        return Narrowing(superset, subset, isExact: superset == subset)
    }

    /// The condition that this one does not hold: `(title=*)` → `(!(title=*))`.
    var negated: Narrowing { Narrowing(self.subset.opposite, self.superset.opposite, isExact: self.isExact) }

    /// The same without the claim to be exact.
    var loosened: Narrowing { .within(self.superset) }
}
