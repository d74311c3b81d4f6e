extension Schema {
    /// The schema of users (RFC 7643 sections 4.1 and 8.7.1).
    public static let user = Schema(
        id: .user,
        name: "User",
        description: "User Account",
        attributes: [
            Attribute(
                name: "userName", description: "The name by which the user signs in, unique in the service.",
                isRequired: true, uniqueness: .server
            ),
            .complex("name", "The parts of the user's name.", name),
            .text("displayName", "The name of the user for display."),
            .text("nickName", "The casual name of the user."),
            .reference("profileUrl", "The URL of the user's profile."),
            .text("title", "The title of the user, such as \"Vice President\"."),
            .text("userType", "The relationship of the user to the organization."),
            .text("preferredLanguage", "The language that the user prefers, as in Accept-Language."),
            .text("locale", "The region by which dates, numbers and currencies are shown."),
            .text("timezone", "The time zone of the user as a name of the IANA database."),
            .boolean("active", "Whether the user may sign in."),
            Attribute(
                name: "password", description: "The password of the user in clear text.",
                mutability: .writeOnly, returned: .never
            ),
            .values("emails", "The e-mail addresses of the user.", types: ["work", "home", "other"]),
            .values(
                "phoneNumbers", "The telephone numbers of the user.",
                types: ["work", "home", "mobile", "fax", "pager", "other"]
            ),
            .values(
                "ims", "The instant messaging addresses of the user.",
                types: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]
            ),
            .values(
                "photos", "The URLs of photos of the user.", types: ["photo", "thumbnail"],
                value: .reference("value", "The URL of the photo.")
            ),
            .list("addresses", "The postal addresses of the user.", address),
            .list("groups", "The groups that the user belongs to.", mutability: .readOnly, groups),
            .values("entitlements", "What the user is entitled to."),
            .values("roles", "The roles of the user."),
            .values(
                "x509Certificates", "The certificates of the user.",
                value: Attribute(
                    name: "value", type: .binary, description: "The certificate in DER, as base64.", isCaseExact: true
                )
            ),
        ]
    )

    private static let name: [Attribute] = [
        .text("formatted", "The full name for display."),
        .text("familyName", "The family name."),
        .text("givenName", "The given name."),
        .text("middleName", "The middle names."),
        .text("honorificPrefix", "The title before the name, such as \"Dr.\"."),
        .text("honorificSuffix", "The suffix of the name, such as \"III\"."),
    ]

    private static let address: [Attribute] = [
        .text("formatted", "The full address for display, with line breaks."),
        .text("streetAddress", "The street with the house number."),
        .text("locality", "The city."),
        .text("region", "The state or region."),
        .text("postalCode", "The postal code."),
        .text("country", "The country as an ISO 3166-1 alpha-2 code."),
        .kind(["work", "home", "other"]),
        .primary,
    ]

    private static let groups: [Attribute] = [
        Attribute(name: "value", description: "The id of the group.", mutability: .readOnly),
        .reference("$ref", "The URL of the group.", to: ["User", "Group"], mutability: .readOnly),
        Attribute(name: "display", description: "The name of the group.", mutability: .readOnly),
        Attribute(
            name: "type", description: "How the user belongs to the group.",
            canonicalValues: ["direct", "indirect"], mutability: .readOnly
        ),
    ]
}
