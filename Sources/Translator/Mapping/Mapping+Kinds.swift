import LDAP

extension [Mapping] {
    /// The mappings as kinds of one resource type: an entry that several of them would show is of the first of these.
    public var kinds: [Mapping] {
        self.indices.map { index in
            var kind = self[index]
            let others = self[..<index].filter { $0.overlaps(kind) }.map { LDAP.Filter.not($0.filter) }
            if !others.isEmpty { kind.filter = .and([kind.filter] + others) }
            kind.place = index
            return kind
        }
    }
}

extension Mapping {
    /// Whether nothing is left for this kind beside an earlier one, which shows all that this one would.
    public func isIdle(behind earlier: Mapping) -> Bool {
        earlier.coversPlaces(of: self) && Set(earlier.filter.conditions).isSubset(of: self.filter.conditions)
    }

    /// Whether entries may be shown by neither of two kinds: the filter of the earlier one takes them from this one, and they lie outside of
    /// its base.
    public func losesEntries(to earlier: Mapping) -> Bool {
        earlier.overlaps(self) && !earlier.coversPlaces(of: self) && !earlier.filter.excludes(self.filter)
    }

    /// Whether an entry may lie below the bases of both.
    fileprivate func overlaps(_ other: Mapping) -> Bool {
        self.base.isWithin(other.base) || other.base.isWithin(self.base)
    }

    /// Whether every entry that another mapping looks at is one that this one looks at too.
    private func coversPlaces(of other: Mapping) -> Bool {
        self.scope == .subtree ? other.base.isWithin(self.base) : self.scope == other.scope && self.base == other.base
    }
}

extension LDAP.Filter {
    /// The conditions that all must hold.
    fileprivate var conditions: [LDAP.Filter] {
        if case .and(let filters) = self { filters.flatMap(\.conditions) } else { [self] }
    }

    /// Whether it shows that no entry matches both: one demands what the other forbids.
    fileprivate func excludes(_ other: LDAP.Filter) -> Bool {
        let (own, others) = (Set(self.conditions), Set(other.conditions))
        return others.contains(.not(self)) || own.contains(.not(other)) || own.contains { others.contains(.not($0)) }
            || others.contains { own.contains(.not($0)) }
    }
}
