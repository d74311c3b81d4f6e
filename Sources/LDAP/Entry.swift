/// An entry of a directory: a name and its attributes.
public struct Entry: Hashable, Sendable {
    /// The name of the entry.
    public var dn: DistinguishedName
    /// The attributes, in the order of the server.
    public var attributes: [Attribute]

    /// An entry with this name and these attributes.
    public init(dn: DistinguishedName, attributes: [Attribute] = []) {
        self.dn = dn
        self.attributes = attributes
    }

    /// The values of an attribute with exactly these options; none if the entry lacks it.
    ///
    /// Setting no values removes the attribute; setting values keeps its place.
    public subscript(_ description: AttributeDescription) -> Attribute.Values {
        get {
            guard let index = self.index(of: description) else { return [] }
            return self.attributes[index].values
        }
        set {
            switch (self.index(of: description), newValue.isEmpty) {
            case (let index?, true): self.attributes.remove(at: index)
            case (let index?, false): self.attributes[index].values = newValue
            case (nil, false): self.attributes.append(Attribute(description, values: newValue))
            case (nil, true): break
            }
        }
    }

    private func index(of description: AttributeDescription) -> Int? {
        self.attributes.firstIndex { $0.description == description }
    }
}

extension Entry {
    /// The entry with the attributes that a search asks for (RFC 4511 section 4.5.1.8).
    ///
    /// None asks for all user attributes, as `*` does, `+` asks for the operational ones, and a name for its subtypes too.
    public func limited(to wanted: [AttributeDescription], schema: Schema) -> Entry {
        var entry = self
        entry.attributes = self.attributes.filter { attribute in
            let isOperational = schema.attributeType(attribute.description)?.isOperational ?? false
            if wanted.isEmpty || wanted.contains("*"), !isOperational { return true }
            if wanted.contains("+"), isOperational { return true }
            return wanted.contains { schema.isSubtype(attribute.description, of: $0) }
        }
        return entry
    }

    /// Gives names that are values of the entry others, or none; nil leaves a name as it is.
    public mutating func replaceNames(
        schema: Schema, _ replacement: (DistinguishedName) -> DistinguishedName??
    ) {
        for attribute in self.attributes where schema.holdsNames(attribute.description) {
            let values = attribute.values.compactMap { value -> AttributeValue? in
                guard let new = value.text.flatMap({ replacement(DistinguishedName(server: $0)) }) else { return value }
                return new.map { AttributeValue($0.description) }
            }
            if values[...] != attribute.values { self[attribute.description] = values[...] }
        }
    }
}
