import LDAP

/// What a server does by itself around the writes of its clients; each is an overlay of slapd.
public struct ServerHabits: Sendable {
    /// Whether references are kept right and `memberOf` shown (the overlays refint and memberof).
    public var keepsReferences = true
    /// What no two entries below a base may share (the overlay unique).
    public var uniqueAttributes: [AttributeDescription] = ["uid", "mail"]
    /// Below which nothing is shared, and among which entries.
    public var uniqueness: (base: DistinguishedName, filter: Filter)
    /// Whether a new password takes the lock of its account away (the overlay ppolicy).
    public var unlocksWithPasswords = true
    /// Who takes the place of the last value of a reference that went away.
    public var nobody: DistinguishedName

    /// The habits of the demo's server, for the entries below a suffix.
    public init(suffix: DistinguishedName) {
        self.uniqueness = (
            DistinguishedName(server: "ou=people,\(suffix)"), .equal("objectClass", "inetOrgPerson")
        )
        self.nobody = DistinguishedName(server: "cn=nobody,\(suffix)")
    }

    /// The attributes in which references are kept right.
    static let references: Set<AttributeDescription> = [
        "member", "uniqueMember", "manager", "owner", "seeAlso", "secretary",
    ]
}
