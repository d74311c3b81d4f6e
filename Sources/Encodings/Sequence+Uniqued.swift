extension Sequence where Element: Hashable {
    /// Returns the first of each group of equal elements, in their order.
    @inlinable
    public func uniqued() -> [Element] {
        var found: [Element] = []
        found.reserveCapacity(Swift.min(self.underestimatedCount, 8))
        var seen: Set<Element> = []
        for element in self {
            // Few are compared faster than hashed.
            if found.count < 8 {
                if !found.contains(element) { found.append(element) }
            } else {
                if seen.isEmpty { seen = Set(found) }
                if seen.insert(element).inserted { found.append(element) }
            }
        }
        return found
    }
}
