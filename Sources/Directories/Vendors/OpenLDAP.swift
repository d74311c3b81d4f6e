import LDAP

extension Dialect {
    /// OpenLDAP 2.5 and later.
    ///
    /// `entryCSN` does not tell that the members of a group are the same: referential integrity changes them without moving it.
    public static let openLDAP = Dialect(
        name: "openldap",
        signature: Signature(objectClass: "OpenLDAProotDSE"),
        versionAttribute: "entryCSN",
        concurrency: .assertion,
        unlistedCapabilities: [.permissiveModify],
        sortRule: "caseIgnoreOrderingMatch",
        passwordWriteUnlocks: true,
        assertsInnerOperations: true,
        progressAttribute: "contextCSN",
        keepsListViews: true
    )
}
