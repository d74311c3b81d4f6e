import SCIM

/// What a SCIM filter demands of an entry, as far as the directory can say it, and what is left.
struct Condition {
    /// What the directory can say; its superset is never too narrow.
    let narrowing: Narrowing
    /// What each entry found must still meet; nil if the directory says exactly what is meant.
    let residual: SCIM.Filter?
    /// The comparisons that the directory has decided, for values of which SCIM may show another one.
    let answers: [AnsweredComparison]

    private init(_ narrowing: Narrowing, residual: SCIM.Filter?, answers: [AnsweredComparison]) {
        self.narrowing = narrowing
        self.residual = residual
        self.answers = answers
    }

    /// A filter that is left as a whole unless the narrowing is exact.
    init(_ narrowing: Narrowing, of filter: SCIM.Filter) {
        self.init(narrowing, residual: narrowing.isExact ? nil : filter, answers: [])
    }

    /// A filter that the directory understands exactly.
    init(exactly narrowing: Narrowing) {
        self.init(narrowing, residual: nil, answers: [])
    }

    /// A comparison of which the directory finds nothing but entries for which it holds.
    init(_ narrowing: Narrowing, answeredBy answer: AnsweredComparison) {
        self.init(narrowing, residual: nil, answers: [answer])
    }

    /// All of the terms; of those that the directory has decided nothing is left.
    static func all(_ terms: [Condition]) -> Condition {
        let narrowing = Narrowing.all(terms.map(\.narrowing))
        if narrowing.isExact { return Condition(narrowing, residual: nil, answers: []) }
        let rest = terms.compactMap(\.residual)
        return Condition(
            narrowing, residual: rest.count > 1 ? .and(rest) : rest.first, answers: terms.flatMap(\.answers))
    }

    /// One of the terms of a filter: it is not known which, so all of them are left.
    static func any(_ terms: [Condition], of filter: SCIM.Filter) -> Condition {
        Condition(.any(terms.map(\.narrowing)), of: filter)
    }

    /// The opposite, as a filter says it.
    func negated(of filter: SCIM.Filter) -> Condition { Condition(self.narrowing.negated, of: filter) }
}
