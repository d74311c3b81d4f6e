extension Dialect {
    /// What is spoken with OpenLDAP where it holds a copy of a directory of this kind.
    ///
    /// Entries look as they do in the original, ids included; the server does what OpenLDAP does. The copy keeps each id as the
    /// `entryUUID` that ``uuid(from:)`` makes of it.
    public var ofCopy: Dialect {
        if self.name == Dialect.openLDAP.name { return self }
        var copy = Dialect.openLDAP
        copy.idForm = self.idForm.ofCopy
        copy.givenAttributes = self.givenAttributes
        copy.timeForm = self.timeForm
        copy.preset = self.preset
        copy.maximumNameLength = self.maximumNameLength
        copy.accountLock = self.accountLock
        return copy
    }
}
