import LDAP

extension Dialect {
    /// OpenLDAP 2.5 and later.
    ///
    /// `entryCSN` does not tell that the members of a group are the same: referential integrity changes them without moving it.
    /// `contextCSN` names the servers that have written, not the one that answers; the schema's entry is made when slapd starts.
    public static let openLDAP = Dialect(
        name: "openldap",
        signature: Signature(objectClass: "OpenLDAProotDSE"),
        versionAttribute: "entryCSN",
        concurrency: .assertion,
        unlistedCapabilities: [.permissiveModify],
        sortRule: "caseIgnoreOrderingMatch",
        passwordWriteUnlocks: true,
        accountLock: .passwordPolicy,
        subtreeRule: "dnSubtreeMatch",
        assertsInnerOperations: true,
        progressAttribute: "contextCSN",
        serverMark: .start("createTimestamp"),
        keepsListViews: true,
        configurationForm: .databases,
        // A replica without updateref, and a database with `readonly on`.
        readOnlyTexts: ["shadow context", "operation restricted"]
    )
}
