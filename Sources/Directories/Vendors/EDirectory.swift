import LDAP

extension Dialect {
    /// NetIQ (Novell, OpenText) eDirectory.
    ///
    /// A membership stands in four attributes: `member` and `equivalentToMe` of the group, `groupMembership` and `securityEquals` of the
    /// member. The client must write all of them itself.
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
