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
    /// Whether an entry may lie below the bases of both.
    fileprivate func overlaps(_ other: Mapping) -> Bool {
        self.base.isWithin(other.base) || other.base.isWithin(self.base)
    }
}
