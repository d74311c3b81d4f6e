import LDAP

extension Mapping {
    /// Returns the mapping with every attribute under the first name that a schema has for it.
    ///
    /// A server answers with that name whatever it was asked for: with `mail` for `rfc822Mailbox`, with `cn` for `2.5.4.3`.
    public func canonical(in schema: LDAP.Schema) -> Mapping {
        var mapping = self
        mapping.rdn = schema.canonicalName(of: self.rdn)
        for index in mapping.rules.indices {
            mapping.rules[index].attribute = schema.canonicalName(of: mapping.rules[index].attribute)
        }
        mapping.activation = self.activation.map { $0.bound(to: schema) }
        return mapping
    }
}

extension LDAP.Schema {
    /// The first name that the schema has for an attribute: `rfc822Mailbox` → `mail`; the name as it is where it has none.
    func canonicalName(of attribute: AttributeDescription) -> AttributeDescription {
        guard let type = self.attributeType(attribute) else { return attribute }
        return AttributeDescription(name: type.name, options: attribute.options)
    }
}
