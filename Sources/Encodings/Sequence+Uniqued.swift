extension Sequence where Element: Hashable {
    /// Returns the first of each group of equal elements, in their order.
    @inlinable
    public func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return self.filter { seen.insert($0).inserted }
    }
}
