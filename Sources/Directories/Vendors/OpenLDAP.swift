import LDAP

extension Dialect {
    /// OpenLDAP 2.5 and later.
    ///
    /// `entryCSN` does not tell that the members of a group are the same: referential integrity changes them without moving it.
    ///
    /// No transactions (RFC 5805): slapd answers a change once it is queued, and frees it at commit even while the thread that
    /// sent the answer is not done with it. One transaction in a thousand or so crashes a busy slapd 2.5.13, whoever waits for
    /// what. A queued move to another superior crashes it at commit too.
    public static let openLDAP = Dialect(
        name: "openldap",
        signature: Signature(objectClass: "OpenLDAProotDSE"),
        versionAttribute: "entryCSN",
        concurrency: .assertion,
        unlistedCapabilities: [.permissiveModify],
        vetoedCapabilities: [.transactions],
        sortRule: "caseIgnoreOrderingMatch",
        passwordWriteUnlocks: true,
        assertsInnerOperations: true,
        progressAttribute: "contextCSN",
        keepsListViews: true
    )
}
