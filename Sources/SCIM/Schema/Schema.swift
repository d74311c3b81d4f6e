import Encodings

/// The definition of a resource type's or an extension's attributes (RFC 7643 section 7).
public struct Schema: Hashable, Sendable {
    /// The URN that names the schema.
    public var id: SchemaURN
    /// The name for people.
    public var name: String
    /// What the schema is for.
    public var description: String
    /// The attributes in the order in which they are advertised.
    public var attributes: [Attribute]

    /// Creates a schema.
    public init(id: SchemaURN, name: String, description: String = "", attributes: [Attribute]) {
        self.id = id
        self.name = name
        self.description = description
        self.attributes = attributes
    }

    /// Returns the attribute with a name in any case.
    public func attribute(named name: String) -> Attribute? {
        self.attributes.first(named: name)
    }
}

extension [Schema.Attribute] {
    /// Returns the attribute with a name in any case; only the names are looked at, no definition is copied.
    func first(named name: String) -> Schema.Attribute? {
        let length = name.utf8.count
        for index in self.indices where self[index].name.utf8.count == length {
            if self[index].name.equalsIgnoringASCIICase(name) { return self[index] }
        }
        return nil
    }
}

extension Schema {
    /// The attributes that every resource has and no schema lists (RFC 7643 section 3.1), and `schemas`.
    static let common: [Attribute] = [
        Attribute(
            name: "id", isRequired: true, isCaseExact: true, mutability: .readOnly, returned: .always,
            uniqueness: .server),
        .externalId,
        .complex(
            "meta", "The metadata of the resource.", mutability: .readOnly,
            [
                Attribute(name: "resourceType", isCaseExact: true, mutability: .readOnly),
                Attribute(name: "created", type: .dateTime, mutability: .readOnly),
                Attribute(name: "lastModified", type: .dateTime, mutability: .readOnly),
                .reference("location", "The URL of the resource.", to: ["uri"], mutability: .readOnly),
                Attribute(name: "version", isCaseExact: true, mutability: .readOnly),
            ]
        ),
        Attribute(
            name: "schemas", type: .reference, isMultiValued: true, isCaseExact: true, mutability: .readOnly,
            returned: .always, referenceTypes: ["uri"]
        ),
    ]
}

extension Schema.Attribute {
    /// The client's own identifier of a resource (RFC 7643 section 3.1).
    static let externalId = Schema.Attribute(
        name: "externalId", description: "The identifier that the client gives to the resource.", isCaseExact: true
    )
}
