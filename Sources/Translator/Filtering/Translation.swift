import LDAP
import SCIM

/// A comparison of which the directory has said that it holds for every entry that it found.
public struct AnsweredComparison: Sendable, Hashable {
    /// The path of the rule whose values it is about.
    var path: AttributePath
    /// How they compare: `eq`, `co`, `sw` or `ew`.
    var comparison: SCIM.Filter.Operator
    /// What they compare with.
    var value: AttributeValue
}

/// A SCIM filter as far as LDAP can say it, and what is left to be found out here.
public struct Translation: Sendable, Hashable {
    /// What the directory is asked: every entry that is meant matches, and others may.
    public var filter: LDAP.Filter
    /// What the entries found must still meet; nil if the directory says exactly what is meant.
    public var residual: SCIM.Filter?
    /// What the directory has said of values of which SCIM may show another one.
    public var answers: [AnsweredComparison]
    /// The names of the entries whose ids the filter mentions.
    public var references: References
    /// Whether the residual looks at what the names in an entry refer to.
    public var needsReferents: Bool

    /// Creates a translation.
    public init(
        filter: LDAP.Filter, residual: SCIM.Filter? = nil, answers: [AnsweredComparison] = [],
        references: References = References(), needsReferents: Bool = false
    ) {
        self.filter = filter
        self.residual = residual
        self.answers = answers
        self.references = references
        self.needsReferents = needsReferents
    }

    /// Whether no entry can match, so that the directory need not be asked.
    public var matchesNothing: Bool { self.filter == .absoluteFalse }

    /// The attributes that must be read of an entry to find out whether it meets what is left.
    public var residualPaths: [AttributePath] { (self.residual?.paths ?? []) + self.answers.map(\.path.whole) }

    /// Returns the filter of a search for the entries that also match `base`.
    public func filter(within base: LDAP.Filter) -> LDAP.Filter { .allOf([base, self.filter]) }
}
