import LDAP
import SCIM

/// A SCIM filter as a search and what is left to be found out of each entry that it finds.
public struct Translation: Sendable, Hashable {
    /// What the directory is asked: it finds every entry that the filter means, and perhaps others.
    public var filter: LDAP.Filter
    /// What the entries found must still meet; nil if the directory says exactly what is meant.
    public var residual: SCIM.Filter?
    /// The comparisons that the directory has decided; what is left is whether SCIM shows the value that it found.
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

    /// Whether every entry that the directory finds is meant.
    public var isDecided: Bool { self.residual == nil && self.answers.isEmpty }

    /// The attributes that must be read of an entry to find out whether it meets what is left.
    public var residualPaths: [AttributePath] { (self.residual?.paths ?? []) + self.answers.map(\.path.whole) }

    /// Returns the filter of a search for the entries that also match `base`.
    public func filter(within base: LDAP.Filter) -> LDAP.Filter { .allOf([base, self.filter]) }
}
