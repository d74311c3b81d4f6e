import LDAP

extension Dialect {
    /// NetIQ (Novell, OpenText) eDirectory.
    ///
    /// A membership is written on both sides, `member` and `equivalentToMe` of the group, `groupMembership` and `securityEquals` of the
    /// member; nobody does that for the client.
    public static let eDirectory = Dialect(
        name: "edirectory",
        signature: Signature(versionPrefixes: [
            "LDAP Agent for NetIQ eDirectory", "LDAP Agent for Novell eDirectory", "LDAP Agent for OpenText eDirectory",
        ]),
        isKnownFromDocumentation: true,
        idAttribute: "GUID",
        idForm: .octets,
        writesMembershipTwice: true,
        concurrency: .exchange(),
        accountLock: .loginDisabled
    )
}
