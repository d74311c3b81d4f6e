extension Schema {
    /// The schema of groups (RFC 7643 sections 4.2 and 8.7.1).
    public static let group = Schema(
        id: .group,
        name: "Group",
        description: "Group",
        attributes: [
            .text("displayName", "The name of the group for display.", isRequired: true),
            .list("members", "The members of the group.", members),
        ]
    )

    private static let members: [Attribute] = [
        Attribute(name: "value", description: "The id of the member.", mutability: .immutable),
        .reference("$ref", "The URL of the member.", to: ["User", "Group"], mutability: .immutable),
        Attribute(
            name: "type", description: "The resource type of the member.",
            canonicalValues: ["User", "Group"], mutability: .immutable
        ),
        Attribute(name: "display", description: "The name of the member.", mutability: .readOnly),
    ]
}
