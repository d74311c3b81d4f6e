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
        self.extensionIndex(urn).map { self.extensions[$0].schema }
    }

    /// Returns where the extension schema with a URN stands; only the URNs are looked at, no definition is copied.
    func extensionIndex(_ urn: SchemaURN) -> Int? {
        for index in self.extensions.indices where self.extensions[index].schema.id == urn { return index }
        return nil
    }
}

extension ResourceType {
    /// Returns the definition of the attribute or sub-attribute that a path names, or `nil` when there is none.
    ///
    /// `id`, `externalId`, `meta` and `schemas` are known to every type. A path to a whole extension has no definition.
    public func attribute(at path: AttributePath) -> Schema.Attribute? {
        guard let attribute = self.attribute(named: path.attribute, of: path.schema) else { return nil }
        guard let subAttribute = path.subAttribute else { return attribute }
        return attribute.subAttribute(named: subAttribute)
    }

    /// Returns the definition of an attribute of the core schema or of an extension.
    func attribute(named name: String, of schema: SchemaURN?) -> Schema.Attribute? {
        if let schema {
            return self.extensionIndex(schema).flatMap { self.extensions[$0].schema.attribute(named: name) }
        }
        return self.schema.attribute(named: name) ?? Schema.common.first(named: name)
    }

    /// Finds an attribute by a name without schema, and the extension that defines it.
    ///
    /// Entra: `manager` and `department` come without the URN of the extension that defines them.
    func bareAttribute(named name: String) -> (schema: SchemaURN?, attribute: Schema.Attribute)? {
        if let attribute = self.attribute(named: name, of: nil) { return (nil, attribute) }
        for index in self.extensions.indices {
            if let attribute = self.extensions[index].schema.attribute(named: name) {
                return (self.extensions[index].schema.id, attribute)
            }
        }
        return nil
    }

    /// Finds the attribute that the path of an operation leads to or into, and the extension that defines it.
    func attribute(meantBy path: AttributePath) -> (schema: SchemaURN?, attribute: Schema.Attribute)? {
        guard let schema = path.schema else { return self.bareAttribute(named: path.attribute) }
        let extended = schema == self.schema.id ? nil : schema
        return self.attribute(named: path.attribute, of: extended).map { (extended, $0) }
    }

    /// The path in its proper schema, and the definition of its attribute.
    ///
    /// Entra: an attribute of an extension may lack its schema, as in `manager eq 2819c223-…`.
    public func definition(of path: AttributePath) -> (path: AttributePath, attribute: Schema.Attribute?) {
        guard path.schema == nil, let (schema, attribute) = self.bareAttribute(named: path.attribute) else {
            return (path, self.attribute(at: path))
        }
        var qualified = path
        qualified.schema = schema
        guard let subAttribute = path.subAttribute else { return (qualified, attribute) }
        return (qualified, attribute.subAttribute(named: subAttribute))
    }
}
