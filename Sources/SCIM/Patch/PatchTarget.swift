/// The attribute that an operation is on, with the definitions that its path leads to.
struct PatchTarget {
    let path: AttributePath
    let schema: SchemaURN?
    let attribute: Schema.Attribute
    let subAttribute: Schema.Attribute?

    /// Finds what a path names.
    ///
    /// - Throws: `invalidPath` when the type has no such attribute.
    init(_ path: AttributePath, in type: ResourceType) throws(SCIMError) {
        self.path = path
        if let schema = path.schema {
            let isCore = schema == type.schema.id
            guard let attribute = type.attribute(named: path.attribute, of: isCore ? nil : schema) else {
                throw Self.unknown(path, type)
            }
            self.schema = isCore ? nil : schema
            self.attribute = attribute
        } else {
            guard let found = type.bareAttribute(named: path.attribute) else { throw Self.unknown(path, type) }
            (self.schema, self.attribute) = found
        }
        self.subAttribute = path.subAttribute.flatMap { [attribute] in attribute.subAttribute(named: $0) }
        guard path.subAttribute == nil || self.subAttribute != nil, self.knowsFilter else {
            throw Self.unknown(path, type)
        }
    }

    /// Whether the attribute has every part that the filter looks at.
    private var knowsFilter: Bool {
        guard let filter = self.path.filter else { return true }
        return filter.selectors.allSatisfy { self.attribute.subAttribute(named: $0.name) != nil }
    }

    /// Refuses what only the service may change.
    ///
    /// - Throws: `mutability`.
    func checkMutability() throws(SCIMError) {
        guard self.attribute.mutability == .readOnly || self.subAttribute?.mutability == .readOnly else { return }
        throw .mutability("'\(self.path)' is read-only; remove it from the client's attribute mapping.")
    }

    private static func unknown(_ path: AttributePath, _ type: ResourceType) -> SCIMError {
        .invalidPath(
            "'\(path)' is not an attribute of a \(type.name) or its extensions; "
                + "correct its name in the client's attribute mapping, or remove it there."
        )
    }
}
