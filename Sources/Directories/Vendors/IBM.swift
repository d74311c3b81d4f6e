import LDAP

extension Dialect {
    /// IBM Security Directory Server (Tivoli, Verify Directory).
    public static let ibmDirectory = Dialect(
        name: "ibm",
        signature: Signature(vendorPrefix: "International Business Machines"),
        isKnownFromDocumentation: true,
        idAttribute: "ibm-entryUuid",
        concurrency: .exchange(),
        accountLock: .ibmPwdAccountLocked
    )
}
