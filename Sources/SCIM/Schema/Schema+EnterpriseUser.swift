extension Schema {
    /// The extension of users in organizations (RFC 7643 sections 4.3 and 8.7.1).
    public static let enterpriseUser = Schema(
        id: .enterpriseUser,
        name: "EnterpriseUser",
        description: "Enterprise User",
        attributes: [
            .text("employeeNumber", "The number or code of the user in the organization."),
            .text("costCenter", "The name of a cost center."),
            .text("organization", "The name of an organization."),
            .text("division", "The name of a division."),
            .text("department", "The name of a department."),
            .complex("manager", "The user's manager.", manager),
        ]
    )

    private static let manager: [Attribute] = [
        .text("value", "The id of the manager's user."),
        .reference("$ref", "The URL of the manager's user.", to: ["User"]),
        Attribute(name: "displayName", description: "The name of the manager.", mutability: .readOnly),
    ]
}
