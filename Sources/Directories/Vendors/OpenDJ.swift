import LDAP

extension Dialect {
    /// OpenDJ, ForgeRock Directory Services and PingDS, which all came of OpenDS.
    ///
    /// They show an `etag`, but it can be switched off and is a checksum of 32 bits. So a write is protected by asserting the values that
    /// were read.
    public static let openDJ = Dialect(
        name: "opendj",
        signature: Signature(versionPrefixes: ["OpenDJ", "OpenDS", "ForgeRock Directory Services", "PingDS"]),
        isKnownFromDocumentation: true,
        concurrency: .assertion,
        accountLock: .dsPwpAccountDisabled
    )

    /// PingDirectory, formerly of UnboundID.
    public static let pingDirectory = Dialect.openDJ.namesake(
        "pingdirectory", ["Ping Identity Directory Server", "PingDirectory", "UnboundID Directory Server"])

    /// Oracle Unified Directory.
    public static let oracleUnifiedDirectory = Dialect.openDJ.namesake("oud", ["Oracle Unified Directory"])

    /// The same under another name, for servers whose version begins so.
    private func namesake(_ name: String, _ versionPrefixes: [String]) -> Dialect {
        var dialect = self
        (dialect.name, dialect.signature) = (name, Signature(versionPrefixes: versionPrefixes))
        return dialect
    }
}
