extension MatchingRule {
    /// Whether a directory takes both values for the same.
    public func equal(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        if left.bytes == right.bytes { return true }
        guard let left = self.normalized(left), let right = self.normalized(right) else { return false }
        return left == right
    }

    /// Whether one value is ordered before another; nil if one of them breaks the syntax.
    public func isOrdered(_ left: AttributeValue, before right: AttributeValue) -> Bool? {
        guard let left = self.normalized(left)?.bytes, let right = self.normalized(right)?.bytes else { return nil }
        switch self.behavior {
        case .integer: return Self.isLess(left, right)
        case .generalizedTime: return left.dropLast().lexicographicallyPrecedes(right.dropLast())
        default: return left.lexicographicallyPrecedes(right)
        }
    }

    /// Compares normalised integers of any length.
    private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let minus = UInt8(ascii: "-")
        switch (left.first == minus, right.first == minus) {
        case (true, false): return true
        case (false, true): return false
        case (true, true): return Self.isLess(Array(right.dropFirst()), Array(left.dropFirst()))
        case (false, false):
            return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
        }
    }
}
