import LDAP

/// The order of the entries of a list, which the directory makes and which can also be told here.
public struct ListOrder: Sendable, Hashable {
    /// One attribute by which entries are ordered; an entry without a value comes after all others, or first where the
    /// largest value does (RFC 7644 section 3.4.2.3), unless `isMissingLast`.
    public struct Key: Sendable, Hashable {
        /// The attribute; of several values the smallest counts in both directions (RFC 2891 section 2).
        public var attribute: AttributeDescription
        /// The rule that the server must be told; nil where it has one for the attribute.
        public var orderingRule: String?
        /// How values are compared.
        public var rule: MatchingRule
        /// Whether the largest value comes first.
        public var isDescending: Bool
        /// Whether an entry without a value comes last in either direction.
        public var isMissingLast: Bool

        /// Creates a key.
        public init(
            _ attribute: AttributeDescription, orderingRule: String? = nil, comparedBy rule: MatchingRule,
            isDescending: Bool = false, isMissingLast: Bool = false
        ) {
            self.attribute = attribute
            self.orderingRule = orderingRule
            self.rule = rule
            self.isDescending = isDescending
            self.isMissingLast = isMissingLast
        }
    }

    /// Where an entry stands in the order: the value that counts of each key, nil where it has none.
    public struct Place: Sendable, Hashable {
        /// The values, one for each key.
        public var values: [AttributeValue?]

        /// Creates a place.
        public init(_ values: [AttributeValue?]) {
            self.values = values
        }
    }

    /// The keys, the most important first.
    public var keys: [Key]

    /// Creates an order.
    public init(_ keys: [Key]) {
        self.keys = keys
    }

    /// The keys as the sort control has them.
    public var sortKeys: [SortKey] {
        self.keys.map { SortKey($0.attribute, orderingRule: $0.orderingRule, isReversed: $0.isDescending) }
    }

    /// The attributes that place an entry.
    public var attributes: [AttributeDescription] { self.keys.map(\.attribute) }

    /// Returns where an entry stands.
    public func place(of entry: Entry) -> Place {
        Place(self.keys.map { key in entry[key.attribute].min { key.isLess($0, $1) } })
    }

    /// Whether one place comes before another.
    public func isOrdered(_ left: Place, before right: Place) -> Bool {
        for (index, key) in self.keys.enumerated() {
            switch (left.values[index], right.values[index]) {
            case (nil, nil): continue
            case (nil, _?): return key.isDescending && !key.isMissingLast
            case (_?, nil): return !key.isDescending || key.isMissingLast
            case (let left?, let right?):
                if key.isOrdered(left, before: right) { return true }
                if key.isOrdered(right, before: left) { return false }
            }
        }
        return false
    }

    /// Returns the entries in order.
    public func sorted(_ entries: [Entry]) -> [Entry] {
        if entries.count < 2 { return entries }
        return entries.map { (place: self.place(of: $0), entry: $0) }
            .sorted { self.isOrdered($0.place, before: $1.place) }.map(\.entry)
    }
}

extension ListOrder.Key {
    /// Whether one value comes before another in the order of this key.
    fileprivate func isOrdered(_ left: AttributeValue, before right: AttributeValue) -> Bool {
        self.isDescending ? self.isLess(right, left) : self.isLess(left, right)
    }

    fileprivate func isLess(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        self.rule.isOrdered(left, before: right) ?? left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
