import LDAP

extension Mapping {
    /// Returns the mapping with every attribute under the first name that a schema has for it.
    ///
    /// A server answers with that name whatever it was asked for: with `mail` for `rfc822Mailbox`, with `cn` for `2.5.4.3`.
    public func canonical(in schema: LDAP.Schema) -> Mapping {
        func name(_ attribute: AttributeDescription) -> AttributeDescription {
            guard let type = schema.attributeType(attribute) else { return attribute }
            return AttributeDescription(name: type.name, options: attribute.options)
        }
        var mapping = self
        mapping.rdn = name(self.rdn)
        for index in mapping.rules.indices { mapping.rules[index].attribute = name(mapping.rules[index].attribute) }
        mapping.activation = self.activation.map { activation in
            guard case .attribute(let attribute, let active, let inactive) = activation else { return activation }
            return .attribute(name(attribute), active: active, inactive: inactive)
        }
        return mapping
    }
}
