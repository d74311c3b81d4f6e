import LDAP
import SCIM

/// Which LDAP attributes usually hold what SCIM knows of people, the most usual first.
enum AttributeCandidates {
    /// One SCIM attribute.
    struct Line: Sendable {
        /// Where the value is in SCIM.
        let path: AttributePath
        /// Where it may be in LDAP.
        let attributes: [AttributeDescription]
        /// Whether it is mapped although nobody has it yet.
        let isUsual: Bool
    }

    /// What is looked for besides the names of people, in the order of the file.
    static let lines: [Line] = [
        Self.usual("name.givenName", "givenName"),
        Self.usual("name.familyName", "sn"),
        Self.usual("title", "title"),
        Self.usual(#"emails[type eq "work"].value"#, "mail"),
        Self.used(#"phoneNumbers[type eq "work"].value"#, "telephoneNumber"),
        Self.used(#"phoneNumbers[type eq "mobile"].value"#, "mobile"),
        Self.used(#"phoneNumbers[type eq "fax"].value"#, "facsimileTelephoneNumber"),
        Self.used(#"addresses[type eq "work"].streetAddress"#, "street", "streetAddress"),
        Self.used(#"addresses[type eq "work"].locality"#, "l"),
        Self.used(#"addresses[type eq "work"].region"#, "st"),
        Self.used(#"addresses[type eq "work"].postalCode"#, "postalCode"),
        Self.used("preferredLanguage", "preferredLanguage"),
        Self.used("userType", "employeeType"),
        Self.used("\(Self.enterprise)employeeNumber", "employeeNumber", "employeeID"),
        Self.usual("\(Self.enterprise)organization", "o", "company"),
        Self.usual("\(Self.enterprise)department", "department", "departmentNumber", "ou"),
        Self.used("\(Self.enterprise)division", "division"),
        Self.used("\(Self.enterprise)manager", "manager"),
    ].compactMap(\.self)

    /// Where an id of somebody else can be kept, if nobody uses it: attributes without a meaning of their own.
    static let spare: [AttributeDescription] =
        ["labeledURI"] + (1...15).map { AttributeDescription("extensionAttribute\($0)") }
        + (1...20).map { AttributeDescription("msDS-cloudExtensionAttribute\($0)") }
        + ["destinationIndicator"]

    /// Which attributes say that somebody has left, where the directory has no lock, if nobody uses them.
    static let marks: [AttributeDescription] = [
        "employeeStatus", "userStatus", "accountStatus", "employeeType", "businessCategory", "description",
    ]

    /// All of them.
    static let all: [AttributeDescription] =
        Self.lines.flatMap(\.attributes) + Self.spare + Self.marks + ["displayName", "shadowExpire"]

    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"

    private static func usual(_ path: String, _ attributes: AttributeDescription...) -> Line? {
        AttributePath(known: path).map { Line(path: $0, attributes: attributes, isUsual: true) }
    }

    private static func used(_ path: String, _ attributes: AttributeDescription...) -> Line? {
        AttributePath(known: path).map { Line(path: $0, attributes: attributes, isUsual: false) }
    }
}

extension AttributePath {
    /// A path that the program names.
    init?(known text: String) {
        guard let path = try? AttributePath(parsing: text) else { return nil }
        self = path
    }
}
