/// A kind of resource with its endpoint and its schemas (RFC 7643 section 6).
public struct ResourceType: Hashable, Sendable {
    /// A schema that adds attributes to a resource type.
    public struct Extension: Hashable, Sendable {
        /// The definitions.
        public var schema: Schema
        /// Whether every resource has attributes of the extension.
        public var isRequired: Bool

        /// Creates an extension.
        public init(schema: Schema, isRequired: Bool = false) {
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    /// The id, which is the last part of its URL under `/ResourceTypes`.
    public var id: String
    /// The name, which resources show as `meta.resourceType`.
    public var name: String
    /// The path of its resources below the base URL, such as `/Users`.
    public var endpoint: String
    /// What the type is for.
    public var description: String
    /// The core schema.
    public var schema: Schema
    /// The extensions.
    public var extensions: [Extension]

    /// Creates a resource type.
    public init(
        id: String, name: String, endpoint: String, description: String = "", schema: Schema,
        extensions: [Extension] = []
    ) {
        self.id = id
        self.name = name
        self.endpoint = endpoint
        self.description = description
        self.schema = schema
        self.extensions = extensions
    }

    /// Users with the enterprise extension.
    public static let user = ResourceType(
        id: "User", name: "User", endpoint: "/Users", description: "User Account",
        schema: .user, extensions: [Extension(schema: .enterpriseUser)]
    )

    /// Groups.
    public static let group = ResourceType(
        id: "Group", name: "Group", endpoint: "/Groups", description: "Group", schema: .group
    )
}

extension ResourceType {
    /// The URNs of the extensions, which path and filter parsers need.
    public var extensionURNs: [SchemaURN] {
        self.extensions.map(\.schema.id)
    }

    /// The core schema and those of the extensions.
    public var schemas: [Schema] {
        [self.schema] + self.extensions.map(\.schema)
    }

    /// Returns the extension schema with a URN.
    func extensionSchema(_ urn: SchemaURN) -> Schema? {
        self.extensions.first { $0.schema.id == urn }?.schema
    }
}
