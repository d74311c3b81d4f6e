import LDAP
import SCIM

extension Mapping {
    /// The mapping for people of the object class `inetOrgPerson` in OpenLDAP, with the attributes that Starmind reads.
    ///
    /// `externalId` is kept in `labeledURI`, which compares exactly, as a value that no URI can be.
    public static func inetOrgPerson(base: LDAP.DistinguishedName) -> Mapping {
        Mapping(
            resourceType: .user,
            base: base,
            filter: .equal("objectClass", "inetOrgPerson"),
            objectClasses: ["inetOrgPerson"],
            rdn: "uid",
            rules: Self.inetOrgPersonRules,
            activation: [.lockOfKind],
            revival: .externalId,
            renaming: .refuse
        )
    }

    private static let inetOrgPersonRules: [Rule] = [
        Rule(path: .userName, attribute: "uid", isRequired: true, isUnique: true),
        Rule(path: .externalID, attribute: "labeledURI", choice: .matching(.notURI)),
        Rule(path: .givenName, attribute: "givenName"),
        Rule(path: .familyName, attribute: "sn", defaultValue: Template([.attribute(.userName)])),
        Rule(
            path: .displayName, attribute: "cn",
            defaultValue: Template([.attribute(.givenName), .text(" "), .attribute(.familyName)])
        ),
        Rule(path: AttributePath(attribute: "title"), attribute: "title"),
        Rule(path: .workEmail, attribute: "mail", isRequired: true),
        Rule(path: AttributePath(schema: .enterpriseUser, attribute: "organization"), attribute: "o"),
        Rule(path: AttributePath(schema: .enterpriseUser, attribute: "department"), attribute: "departmentNumber"),
    ]
}

extension AttributePath {
    static let givenName = AttributePath(attribute: "name", subAttribute: "givenName")
    static let familyName = AttributePath(attribute: "name", subAttribute: "familyName")
    static let workEmail = AttributePath(
        attribute: "emails", filter: .compare(AttributePath(attribute: "type"), .eq, "work"), subAttribute: "value"
    )
}
