import LDAP

/// What people and groups look like in a kind of directory, and which attributes of theirs the clauses write.
public struct PersonShape: Sendable {
    /// The class of people.
    public var objectClass: AttributeValue
    /// The attribute that names people.
    public var name: AttributeDescription
    /// What people must have beside that.
    public var demanded: KeyValuePairs<AttributeDescription, AttributeValue>
    /// A text of several values that is compared without case.
    public var text: AttributeDescription
    /// Another one.
    public var otherText: AttributeDescription
    /// A text of one value.
    public var single: AttributeDescription
    /// The class of groups.
    public var groupClass: AttributeValue
}

extension PersonShape {
    /// People and groups of the usual schemas.
    public static let inetOrgPerson = PersonShape(
        objectClass: "inetOrgPerson", name: "uid", demanded: ["cn": "Ada", "sn": "Lovelace"], text: "title",
        otherText: "cn", single: "preferredLanguage", groupClass: "groupOfNames")

    /// Accounts and groups of a domain.
    public static let activeDirectory = PersonShape(
        objectClass: "user", name: "cn", demanded: [:], text: "carLicense", otherText: "departmentNumber",
        single: "title", groupClass: "group")
}
