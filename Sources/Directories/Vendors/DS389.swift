import LDAP

extension Dialect {
    /// 389 Directory Server 2.
    ///
    /// Every entry has an `nsUniqueId`, which is the same on all replicas; `entryUUID` is younger than many of its directories.
    /// `entryusn` counts for one server alone, and only where a plug-in is switched on, so there is no version.
    public static let ds389 = Dialect(
        name: "389ds",
        signature: Signature(vendorPrefix: "389 Project"),
        idAttribute: "nsUniqueId",
        idForm: .fourWords,
        concurrency: .exchange(),
        sortsMissingLast: true,
        accountLock: .nsAccountLock,
        serverMark: .name("netscapemdsuffix"),
        limitsLookThrough: true,
        configurationForm: .plugins
    )
}
