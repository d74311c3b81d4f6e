import LDAP
import SCIM

extension Mapping {
    /// The mapping for groups of RFC 2307, whose `memberUid` holds the `uid` of people.
    ///
    /// The class demands a `gidNumber`, of which SCIM knows nothing: a rule for it is to be added.
    public static func posixGroup(base: LDAP.DistinguishedName) -> Mapping {
        Mapping(
            resourceType: .group,
            base: base,
            filter: .equal("objectClass", "posixGroup"),
            objectClasses: ["posixGroup"],
            rdn: "cn",
            rules: [
                Rule(path: .displayName, attribute: "cn", isRequired: true, isUnique: true),
                Rule(path: .members, attribute: "memberUid", isReference: true, isLoaded: false, referenceKey: "uid"),
            ]
        )
    }
}
