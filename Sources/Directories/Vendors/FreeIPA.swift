import LDAP

extension Dialect {
    /// FreeIPA and Red Hat Identity Management: 389 Directory Server with plug-ins of its own, known by the operation that sets keytabs.
    ///
    /// The plug-ins number people (`uidNumber`, `gidNumber`) and name them (`ipaUniqueID`) where a new entry asks for it, and keep
    /// references.
    public static let freeIPA: Dialect = {
        var dialect = Dialect.ds389
        dialect.name = "freeipa"
        dialect.signature = Signature(vendorPrefix: "389 Project", extendedOperation: "2.16.840.1.113730.3.8.10.1")
        dialect.isKnownFromDocumentation = true
        return dialect
    }()
}
