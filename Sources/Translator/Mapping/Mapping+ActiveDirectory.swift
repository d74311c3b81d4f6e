import Directories
import LDAP
import SCIM

extension Mapping {
    /// The mapping for people in the domain of an Active Directory.
    ///
    /// `userName` is the `userPrincipalName`, by which Entra ID knows people; the server makes up a `sAMAccountName` where no rule gives
    /// one. People are named by what is shown of them, and the server carries references along. Computers are users there, too, but not
    /// here.
    public static func activeDirectoryUser(base: LDAP.DistinguishedName) -> Mapping {
        var mapping = Self.lightweightUser(base: base)
        mapping.preset = .activeDirectory
        mapping.rules.insert(Rule(path: .externalID, attribute: "labeledURI", choice: .matching(.notURI)), at: 1)
        mapping.revival = .externalId
        return mapping
    }

    /// The mapping for people in an Active Directory Lightweight Directory Service, which has no domain and no attribute for
    /// `externalId`.
    public static func lightweightUser(base: LDAP.DistinguishedName) -> Mapping {
        var mapping = Mapping(
            resourceType: .user,
            base: base,
            filter: .and([.equal("objectClass", "user"), .not(.equal("objectClass", "computer"))]),
            objectClasses: ["top", "person", "organizationalPerson", "user"],
            rdn: "cn",
            rules: [
                Rule(path: .userName, attribute: "userPrincipalName", isRequired: true, isUnique: true),
                Rule(path: .givenName, attribute: "givenName"),
                Rule(path: .familyName, attribute: "sn"),
                Rule(
                    path: .displayName, attribute: "cn",
                    defaultValue: Template([.attribute(.givenName), .text(" "), .attribute(.familyName)])
                ),
                Rule(path: AttributePath(attribute: "title"), attribute: "title"),
                Rule(path: .workEmail, attribute: "mail", isRequired: true),
                Rule(path: AttributePath(schema: .enterpriseUser, attribute: "organization"), attribute: "company"),
                Rule(path: AttributePath(schema: .enterpriseUser, attribute: "department"), attribute: "department"),
            ],
            activation: [.lockOfKind],
            renaming: .server
        )
        mapping.preset = .lightweight
        return mapping
    }

    /// The mapping for groups of an Active Directory, which may be empty; the server makes them global security groups.
    public static func activeDirectoryGroup(base: LDAP.DistinguishedName) -> Mapping {
        var mapping = Mapping(
            resourceType: .group,
            base: base,
            filter: .equal("objectClass", "group"),
            objectClasses: ["top", "group"],
            rdn: "cn",
            rules: [
                Rule(path: .displayName, attribute: "cn", isRequired: true, isUnique: true),
                Rule(path: .members, attribute: "member", isReference: true, isLoaded: false),
            ],
            renaming: .server
        )
        mapping.preset = .activeDirectory
        return mapping
    }
}
