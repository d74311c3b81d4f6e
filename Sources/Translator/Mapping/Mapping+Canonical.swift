import Directories
import LDAP

extension Mapping {
    /// Returns the mapping for a server: what is left open as its kind has it, the lock included, every attribute under the first name
    /// that its schema has for it, and with a filter that finds no entry which is marked as deleted.
    ///
    /// A server answers with that name whatever it was asked for: with `mail` for `rfc822Mailbox`, with `cn` for `2.5.4.3`.
    public func canonical(in schema: LDAP.Schema, _ dialect: Dialect) -> Mapping {
        var mapping = self.adapted(to: dialect)
        mapping.rdn = schema.canonicalName(of: mapping.rdn)
        for index in mapping.rules.indices {
            mapping.rules[index].attribute = schema.canonicalName(of: mapping.rules[index].attribute)
            mapping.rules[index].referenceKey = mapping.rules[index].referenceKey.map(schema.canonicalName)
        }
        for index in mapping.computed.indices {
            mapping.computed[index].attribute = schema.canonicalName(of: mapping.computed[index].attribute)
        }
        for index in mapping.allocations.indices {
            mapping.allocations[index].attribute = schema.canonicalName(of: mapping.allocations[index].attribute)
        }
        if case .mark(var mark)? = self.deletion {
            mark.attribute = schema.canonicalName(of: mark.attribute)
            mapping.deletion = .mark(mark)
        }
        mapping.filter = mapping.filterOfTheLiving
        mapping.activation = self.activation.map { $0.bound(to: schema, dialect) }
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
