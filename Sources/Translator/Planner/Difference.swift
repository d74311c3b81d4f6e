import LDAP

/// The modifications that turn some values into others, and those that turn them back.
struct Difference {
    /// The modifications, deletions before additions in each attribute.
    private(set) var modifications: [Modification] = []
    /// The modifications that restore the former values.
    private(set) var inverse: [Modification] = []
    /// Whether the former values are known.
    private(set) var isInvertible = true
    /// Whether values are added and deleted of which it may not be known whether they are there.
    private(set) var isPermissive = false

    var isEmpty: Bool { self.modifications.isEmpty }

    /// Adds what turns `old` into `new`.
    mutating func append(
        _ attribute: AttributeDescription,
        from old: Attribute.Values,
        to new: Attribute.Values,
        _ manner: EntryDraft.Manner,
        _ schema: Schema
    ) {
        if manner == .unread {
            self.modifications.append(Modification(.replace, attribute, new))
            self.isInvertible = false
            return
        }
        if manner == .anew {
            self.modifications.exchange(attribute, old, for: new)
            self.inverse.exchange(attribute, new, for: old)
            return
        }
        let (removed, added) = (old.without(new), new.without(old))
        let isReordered = manner == .ordered && old.without(removed) + added != Array(new)
        if removed.isEmpty && added.isEmpty && !isReordered { return }
        let hasEquality = schema.equality(of: attribute) != nil
        if isReordered || manner == .whole || !hasEquality {
            self.modifications.append(Modification(.replace, attribute, new))
            self.inverse.append(Modification(.replace, attribute, old))
        } else {
            self.modifications.exchange(attribute, removed, for: added)
            self.inverse.exchange(attribute, added, for: removed)
        }
    }

    /// The part that is about some attributes, and the rest.
    func divided(by isWanted: (AttributeDescription) -> Bool) -> (wanted: Difference, rest: Difference) {
        var (wanted, rest) = (self, self)
        wanted.modifications.removeAll { !isWanted($0.attribute) }
        wanted.inverse.removeAll { !isWanted($0.attribute) }
        rest.modifications.removeAll { isWanted($0.attribute) }
        rest.inverse.removeAll { isWanted($0.attribute) }
        return (wanted, rest)
    }

    /// Adds deletions and additions of single values, which may have been made by others.
    mutating func append(
        _ attribute: AttributeDescription, removed: [AttributeValue], added: [AttributeValue]
    ) {
        if removed.isEmpty && added.isEmpty { return }
        self.modifications.exchange(attribute, removed, for: added)
        self.inverse.exchange(attribute, added, for: removed)
        self.isPermissive = true
    }
}

extension [Modification] {
    /// Deletes first: what is added may be equal, to the server, to what goes.
    fileprivate mutating func exchange(
        _ attribute: AttributeDescription, _ removed: some Collection<AttributeValue>,
        for added: some Collection<AttributeValue>
    ) {
        if !removed.isEmpty { self.append(Modification(.delete, attribute, removed)) }
        if !added.isEmpty { self.append(Modification(.add, attribute, added)) }
    }
}

extension Collection<AttributeValue> {
    /// The values whose bytes are not among the others.
    func without(_ others: some Collection<AttributeValue>) -> [AttributeValue] {
        if others.isEmpty || self.isEmpty { return Array(self) }
        // Few are compared faster than hashed.
        if others.count < 8 { return self.filter { !others.contains($0) } }
        let others = Set(others)
        return self.filter { !others.contains($0) }
    }
}
