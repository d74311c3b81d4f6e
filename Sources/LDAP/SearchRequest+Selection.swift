extension SearchRequest {
    /// Whether an entry of this name is among those that are looked at, whatever the filter says.
    public func covers(_ name: DistinguishedName) -> Bool {
        switch self.scope {
        case .base: name == self.base
        case .oneLevel: name.parent == self.base
        case .subtree: name.isWithin(self.base)
        case .children: name != self.base && name.isWithin(self.base)
        }
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
}
