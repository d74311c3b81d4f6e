import LDAP
import SCIM

extension Mapping {
    /// The mapping for groups of the object class `groupOfNames`.
    ///
    /// The class demands a member: a group without members holds the empty name, which is no entry's and which no rename
    /// touches.
    public static func groupOfNames(base: LDAP.DistinguishedName) -> Mapping {
        Mapping(
            resourceType: .group,
            base: base,
            filter: .equal("objectClass", "groupOfNames"),
            objectClasses: ["groupOfNames"],
            rdn: "cn",
            rules: [
                Rule(path: .displayName, attribute: "cn", isRequired: true, isUnique: true),
                Rule(path: .members, attribute: "member", isReference: true, isLoaded: false, placeholder: ""),
            ]
        )
    }
}

extension AttributePath {
    static let displayName = AttributePath(attribute: "displayName")
    static let members = AttributePath(attribute: "members")
}
