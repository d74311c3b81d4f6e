import Encodings

/// An operator with its literal, ready to be tried on the values of one attribute.
struct Comparison {
    private let comparison: Filter.Operator
    private let literal: Value
    private let isCaseExact: Bool
    private let foldedLiteral: [UInt8]
    private let instant: Timestamp?
    private let rule: TextRule?

    /// Prepares the literal; an attribute that no schema defines compares as text without case.
    init(_ comparison: Filter.Operator, _ literal: Value, for attribute: Schema.Attribute?, by rule: TextRule? = nil) {
        self.comparison = comparison
        self.literal = literal
        self.isCaseExact = attribute?.isCaseExact ?? false
        self.foldedLiteral = Self.folded(literal.text ?? "", isCaseExact: self.isCaseExact)
        let isOrdered = attribute?.type == .dateTime && ![.co, .sw, .ew].contains(comparison)
        self.rule = rule
        self.instant = isOrdered ? literal.string.flatMap { Timestamp(dateTime: $0) } : nil
    }

    /// Whether the operator holds between the value and the literal, which must both be assigned.
    func holds(_ value: Value) -> Bool {
        switch value {
        case .boolean(let truth): self.holds(truth)
        case .integer, .decimal: self.holds(number: value)
        case .string(let text): self.holds(text)
        case .null, .array, .object: false
        }
    }
}

extension Comparison {
    private enum Order {
        case ascending, same, descending

        init<Operand: Comparable>(_ lhs: Operand, _ rhs: Operand) {
            self = lhs < rhs ? .ascending : lhs == rhs ? .same : .descending
        }
    }

    private func holds(_ order: Order) -> Bool {
        switch self.comparison {
        case .eq: order == .same
        case .ne: order != .same
        case .gt: order == .descending
        case .ge: order != .ascending
        case .lt: order == .ascending
        case .le: order != .descending
        case .co, .sw, .ew: false
        }
    }

    /// Whether the operator holds for a boolean, which has no order.
    ///
    /// Entra: `"True"` in quotes is a boolean too.
    private func holds(_ truth: Bool) -> Bool {
        let isSame = self.literal.text?.equalsIgnoringASCIICase(truth.description) ?? false
        return (self.comparison == .eq && isSame) || (self.comparison == .ne && !isSame)
    }

    private func holds(number value: Value) -> Bool {
        if case .integer(let number) = value, case .integer(let other) = self.literal {
            return self.holds(Order(number, other))
        }
        guard let number = value.number, let other = self.literal.number else { return self.comparison == .ne }
        return self.holds(Order(number, other))
    }

    private func holds(_ text: String) -> Bool {
        if let instant = self.instant, let other = Timestamp(dateTime: text) {
            return self.holds(Order(other, instant))
        }
        if let rule, let wanted = self.literal.text {
            switch self.comparison {
            case .eq, .co, .sw, .ew: return rule.holds(self.comparison, text, wanted)
            case .ne: return !rule.holds(.eq, text, wanted)
            // The store says which texts are the same, SCIM how others are ordered.
            case .ge, .le: if rule.holds(.eq, text, wanted) { return true }
            case .gt, .lt: if rule.holds(.eq, text, wanted) { return false }
            }
        }
        if self.comparison == .eq, text.utf8.elementsEqual(self.foldedLiteral) { return true }
        let folded = Self.folded(text, isCaseExact: self.isCaseExact)
        return switch self.comparison {
        case .eq: folded == self.foldedLiteral
        case .ne: folded != self.foldedLiteral
        case .co: folded.contains(part: self.foldedLiteral)
        case .sw: folded.starts(with: self.foldedLiteral)
        case .ew: folded.suffix(self.foldedLiteral.count) == self.foldedLiteral[...]
        case .lt: folded.lexicographicallyPrecedes(self.foldedLiteral)
        case .le: !self.foldedLiteral.lexicographicallyPrecedes(folded)
        case .gt: self.foldedLiteral.lexicographicallyPrecedes(folded)
        case .ge: !folded.lexicographicallyPrecedes(self.foldedLiteral)
        }
    }

    /// The bytes to compare; beyond ASCII the case is folded as Unicode says, as directories do.
    private static func folded(_ text: String, isCaseExact: Bool) -> [UInt8] {
        guard !isCaseExact else { return Array(text.utf8) }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return Array(text.lowercased().utf8) }
        return text.utf8.map(\.asciiLowercased)
    }
}

extension Value {
    fileprivate var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .decimal(let number): number
        case .string(let text): Double(text).flatMap { $0.isNaN ? nil : $0 }
        case .null, .boolean, .array, .object: nil
        }
    }
}

extension [UInt8] {
    /// Whether the other bytes stand in these in one piece.
    fileprivate func contains(part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard part.count <= self.count else { return false }
        return (0...self.count - part.count).contains { start in
            self[start] == first && self[start..<start + part.count] == part[...]
        }
    }
}
