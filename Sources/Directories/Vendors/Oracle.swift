import LDAP

extension Dialect {
    /// Oracle Directory Server Enterprise Edition, formerly of Sun: a relative of 389 Directory Server.
    public static let oracleDSEE: Dialect = {
        var dialect = Dialect.ds389
        dialect.name = "dsee"
        dialect.signature = Signature(versionPrefixes: [
            "Oracle Directory Server Enterprise Edition", "Oracle-Directory-Server", "Sun-Directory-Server/",
            "Sun-Java(tm)-System-Directory/", "Sun-ONE-Directory/",
        ])
        dialect.isKnownFromDocumentation = true
        dialect.serverMark = nil
        return dialect
    }()

    /// Oracle Internet Directory, which names its version in an attribute of its own.
    public static let oracleInternetDirectory = Dialect(
        name: "oid",
        signature: Signature(versionPrefixes: ["OID "]),
        isKnownFromDocumentation: true,
        idAttribute: "orclGuid",
        idForm: .digits,
        concurrency: .exchange(),
        accountLock: .orclIsEnabled
    )
}
