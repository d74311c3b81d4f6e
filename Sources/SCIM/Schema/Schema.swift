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
