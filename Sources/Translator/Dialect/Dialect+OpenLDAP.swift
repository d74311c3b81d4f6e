import LDAP

extension Dialect {
    /// OpenLDAP 2.5 and later.
    public static let openLDAP = Dialect(
        name: "openldap",
        signature: Signature(objectClass: "OpenLDAProotDSE"),
        versionAttribute: "entryCSN",
        unlistedCapabilities: [.permissiveModify],
        sortRule: "caseIgnoreOrderingMatch",
        passwordWriteUnlocks: true,
        assertsInnerSearches: true,
        movesInTransactions: false
    )

    /// Every dialect that Starbridge speaks.
    public static let all: [Dialect] = [.openLDAP]
}
