import LDAP

/// What has become of one entry of the copy, from the beginning to now, whatever came between.
struct NetChange: Sendable, Hashable {
    /// The entry as it was copied; nil for a new one.
    var before: Entry?
    /// The entry as it is now; nil where it is gone.
    var after: Entry?

    /// The attributes that servers keep by themselves, and that no change names.
    private static let kept: Set<AttributeDescription> = [
        "entryUUID", "entryCSN", "contextCSN", "createTimestamp", "modifyTimestamp", "creatorsName", "modifiersName",
        "structuralObjectClass", "memberOf", "pwdChangedTime", "pwdHistory", "pwdFailureTime", "pwdLastSuccess",
        "authTimestamp", "pwdGraceUseTime",
    ]

    /// The change of an entry, without the class that the copy has of its own.
    init(before: Entry?, after: Entry?) {
        self.before = before.map(Self.withoutOwnClass)
        self.after = after.map(Self.withoutOwnClass)
    }

    private static func withoutOwnClass(_ entry: Entry) -> Entry {
        var entry = entry
        entry[.objectClass] = entry[.objectClass].filter { $0.text != CopySchema.ownClass }[...]
        return entry
    }

    /// The entry without what servers keep by themselves.
    private static func written(_ entry: Entry) -> Entry {
        var entry = entry
        entry.attributes.removeAll { Self.kept.contains($0.description) }
        return entry
    }

    /// The new name of an entry that has another one now.
    var newName: DistinguishedName? {
        guard let before, let after, before.dn != after.dn else { return nil }
        return after.dn
    }

    /// The operations that make the entry what it is now; none where nothing has changed.
    ///
    /// Values of attributes without an equality rule, and passwords, take the place of all others.
    func changes(in schema: Schema) -> [Change] {
        switch (self.before, self.after) {
        case (nil, nil): []
        case (nil, let after?): [.add(Self.written(after))]
        case (let before?, nil): [.delete(before.dn)]
        case (let before?, let after?):
            self.renaming(before, after) + self.modification(Self.written(before), Self.written(after), schema)
        }
    }

    private func renaming(_ before: Entry, _ after: Entry) -> [Change] {
        guard before.dn != after.dn, let leaf = after.dn.leaf else { return [] }
        let superior = before.dn.parent == after.dn.parent ? nil : after.dn.parent
        return [.rename(before.dn, to: leaf, deleteOld: self.losesOldName(before, after), superior: superior)]
    }

    /// Whether the values of the old name are gone.
    private func losesOldName(_ before: Entry, _ after: Entry) -> Bool {
        guard let old = before.dn.leaf, old != after.dn.leaf else { return true }
        return !old.assertions.allSatisfy { after[$0.type].contains($0.value) }
    }

    private func modification(_ before: Entry, _ after: Entry, _ schema: Schema) -> [Change] {
        let start = self.renamed(before, after)
        let names = (start.attributes + after.attributes).map(\.description)
        var seen: Set<AttributeDescription> = []
        let modifications = names.filter { seen.insert($0).inserted }.flatMap { name in
            Self.modifications(of: name, from: start[name], to: after[name], schema)
        }
        return modifications.isEmpty ? [] : [.modify(after.dn, modifications)]
    }

    /// The entry as the rename leaves it.
    private func renamed(_ before: Entry, _ after: Entry) -> Entry {
        guard before.dn != after.dn, let old = before.dn.leaf, let new = after.dn.leaf else { return before }
        var entry = before
        if self.losesOldName(before, after) {
            for part in old.assertions { entry[part.type] = entry[part.type].filter { $0 != part.value }[...] }
        }
        for part in new.assertions where !entry[part.type].contains(part.value) { entry[part.type] += [part.value] }
        return entry
    }

    private static func modifications(
        of name: AttributeDescription, from old: Attribute.Values, to new: Attribute.Values, _ schema: Schema
    ) -> [Modification] {
        let (gone, come) = (old.filter { !new.contains($0) }, new.filter { !old.contains($0) })
        if gone.isEmpty, come.isEmpty { return [] }
        if new.isEmpty { return [Modification(.delete, name)] }
        if schema.equality(of: name) == nil || EntryCopier.isSecret(name.withoutOptions) {
            return [Modification(.replace, name, new)]
        }
        return (gone.isEmpty ? [] : [Modification(.delete, name, gone)])
            + (come.isEmpty ? [] : [Modification(.add, name, come)])
    }
}
