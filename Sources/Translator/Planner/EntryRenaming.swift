import LDAP

/// Another name for an entry, because a value that names it is another one, or because it moves.
struct EntryRenaming {
    /// The entry under its former name.
    let entry: Entry
    /// The new relative name.
    var leaf: RelativeDistinguishedName
    /// The former relative name, its values spelled as the attributes have them.
    var former: RelativeDistinguishedName
    /// Where the entry moves; nil if it stays where it is.
    var superior: DistinguishedName?
    /// Whether the values of the former relative name go.
    var deletesOld = true
    /// Whether the values of the new relative name go when the rename is taken back, because they were not there before.
    var deletesNewOnReturn = true
    /// The values of the entry as the server leaves them.
    var after: Entry

    init(of entry: Entry, to leaf: RelativeDistinguishedName) {
        self.entry = entry
        self.leaf = leaf
        self.former = entry.dn.leaf ?? leaf
        self.after = entry
    }

    /// The new name.
    var dn: DistinguishedName {
        (self.superior ?? self.entry.dn.parent ?? DistinguishedName([])).appending(self.leaf)
    }

    var change: Change {
        .rename(self.entry.dn, to: self.leaf, deleteOld: self.deletesOld, superior: self.superior)
    }

    /// The way back.
    var inverse: Change {
        .rename(
            self.dn, to: self.former, deleteOld: self.deletesNewOnReturn,
            superior: self.superior.flatMap { _ in self.entry.dn.parent }
        )
    }
}
