extension Schema {
    /// Whether the values of an attribute are names of entries.
    public func holdsNames(_ attribute: AttributeDescription) -> Bool {
        guard let rule = self.attributeType(attribute)?.equality else { return false }
        return ["distinguishedNameMatch", "uniqueMemberMatch"].contains(rule.rawValue)
    }
}

extension Entry {
    /// Gives names that are values of the entry others, or none; nil leaves a name as it is.
    public mutating func replaceNames(
        schema: Schema, _ replacement: (DistinguishedName) -> DistinguishedName??
    ) {
        for attribute in self.attributes where schema.holdsNames(attribute.description) {
            let values = attribute.values.compactMap { value -> AttributeValue? in
                guard let new = value.text.flatMap({ replacement(DistinguishedName(server: $0)) }) else { return value }
                return new.map { AttributeValue($0.description) }
            }
            if values != attribute.values { self[attribute.description] = values }
        }
    }
}
