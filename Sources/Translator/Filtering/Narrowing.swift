import LDAP

/// What the directory can say of a condition: a filter that misses no entry that meets it, and one that finds no other.
struct Narrowing: Sendable, Hashable {
    /// Matches every entry that meets the condition, and perhaps others.
    let superset: LDAP.Filter
    /// Matches nothing but entries that meet the condition, and perhaps not all.
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

    /// A condition that the filter states.
    static func exact(_ filter: LDAP.Filter) -> Narrowing { Narrowing(filter, filter, isExact: true) }

    /// A condition that only entries meet which the filter matches.
    static func within(_ filter: LDAP.Filter) -> Narrowing {
        filter == .absoluteFalse ? .never : Narrowing(filter, .absoluteFalse, isExact: false)
    }

    /// The same, exact or not.
    static func some(_ filter: LDAP.Filter, isExact: Bool) -> Narrowing { isExact ? .exact(filter) : .within(filter) }

    static func all(_ terms: [Narrowing]) -> Narrowing { Self.joined(terms) { .allOf($0) } }

    /// The condition, and another one besides.
    func and(_ other: Narrowing) -> Narrowing { self == .always ? other : .all([self, other]) }

    static func any(_ terms: [Narrowing]) -> Narrowing { Self.joined(terms) { .anyOf($0) } }

    private static func joined(_ terms: [Narrowing], _ join: ([LDAP.Filter]) -> LDAP.Filter) -> Narrowing {
        guard terms.count != 1 else { return terms[0] }
        let superset = join(terms.map(\.superset))
        if terms.allSatisfy(\.isExact) { return .exact(superset) }
        let subset = join(terms.map(\.subset))
        return Narrowing(superset, subset, isExact: superset == subset)
    }

    var negated: Narrowing { Narrowing(self.subset.opposite, self.superset.opposite, isExact: self.isExact) }

    /// The same without the claim to be exact.
    var loosened: Narrowing { .within(self.superset) }
}
