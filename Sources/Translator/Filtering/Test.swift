import SCIM

/// An operator with its literal, and the ids that the literal may be.
struct Test {
    let comparison: SCIM.Filter.Operator
    let literal: Value
    let references: References

    init(_ comparison: SCIM.Filter.Operator, _ literal: Value, _ references: References) {
        self.comparison = comparison
        self.literal = literal
        self.references = references
    }

    /// The test that `ne` negates.
    var equality: Test { Test(.eq, self.literal, self.references) }

    /// Only `eq` and `ne` make sense of values without an order.
    /// - Throws: `invalidFilter` for the other operators.
    func requireEquality(_ path: AttributePath) throws(SCIMError) {
        if self.comparison == .eq || self.comparison == .ne { return }
        throw .invalidFilter(
            "\(path) has no order and no parts: it can be compared with eq and ne, not with \(self.comparison.rawValue)."
        )
    }

    /// Dates are compared with dates; parts of them are texts.
    /// - Throws: `invalidFilter` for a literal that is none.
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
