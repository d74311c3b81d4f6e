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
        if let schema { return self.extensionSchema(schema)?.attribute(named: name) }
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
