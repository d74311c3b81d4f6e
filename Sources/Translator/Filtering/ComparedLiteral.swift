import SCIM

/// The right-hand side of a comparison: an operator with its literal.
struct ComparedLiteral: Hashable {
    let comparison: SCIM.Filter.Operator
    let literal: Value

    init(_ comparison: SCIM.Filter.Operator, _ literal: Value) {
        self.comparison = comparison
        self.literal = literal
    }

    /// The comparison that `ne` negates.
    var equality: ComparedLiteral { ComparedLiteral(.eq, self.literal) }

    /// What a comparison with null says of an attribute that is there under the condition `present`: an absent value is equal to
    /// null, and nothing else is.
    func ofNull(where present: Narrowing) -> Narrowing {
        switch self.comparison {
        case .eq: present.negated
        case .ne: present
        case .co, .sw, .ew, .gt, .ge, .lt, .le: .never
        }
    }

    /// Checks that values without an order are only compared with `eq` and `ne`.
    /// - Throws: `invalidFilter` for the other operators.
    func requireEquality(_ path: AttributePath) throws(SCIMError) {
        if self.comparison == .eq || self.comparison == .ne { return }
        throw .invalidFilter(
            "\(path) has no order and no parts: it can be compared with eq and ne, not with \(self.comparison.rawValue)."
        )
    }

    /// Checks that a date is compared with a date; parts of dates are compared as texts.
    /// - Throws: `invalidFilter` for a literal that is no date.
    func requireDate(_ path: AttributePath) throws(SCIMError) {
        if !self.comparison.isOrder || self.literal.isDateTime { return }
        throw .invalidFilter(
            "\(path) is a date with a time: compare it with one such as \"2026-11-23T21:28:10Z\", not with "
                + "\(self.literal.plainText ?? "null")."
        )
    }
}

extension SCIM.Filter.Operator {
    /// Whether it compares whole values.
    var isOrder: Bool {
        switch self {
        case .eq, .ne, .gt, .ge, .lt, .le: true
        case .co, .sw, .ew: false
        }
    }
}
