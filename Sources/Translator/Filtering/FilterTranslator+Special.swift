import Directories
import LDAP
import SCIM

extension FilterTranslator {
    /// What a resource has beside the attributes that rules map.
    enum Special {
        case id
        case active
        case schemas
        case meta
        case resourceType
        case time(LDAP.AttributeType?, AttributeDescription)

        /// The condition that it is there.
        var presence: Narrowing {
            switch self {
            case .id, .active, .schemas, .meta, .resourceType: .always
            case .time(let type, let attribute): type == nil ? .never : .exact(.present(attribute))
            }
        }
    }

    /// - Throws: `invalidFilter` for what is there but cannot be searched.
    func special(_ path: AttributePath) throws(SCIMError) -> Special? {
        guard path.schema == nil || path.schema == self.mapping.resourceType.schema.id, path.filter == nil else {
            return nil
        }
        switch (path.attribute.lowercased(), path.subAttribute?.lowercased()) {
        case ("id", nil): return .id
        case ("schemas", nil): return .schemas
        case ("active", nil) where self.activity.isMapped: return .active
        case ("meta", nil): return .meta
        case ("meta", "resourcetype"): return .resourceType
        case ("meta", "created"): return self.time(self.dialect.createdAttribute)
        case ("meta", "lastmodified"): return self.time(self.dialect.modifiedAttribute)
        case ("meta", _): throw self.unmapped(path)
        default: return nil
        }
    }

    private func time(_ attribute: AttributeDescription) -> Special {
        .time(self.schema.attributeType(attribute), attribute)
    }

    func comparison(of special: Special, _ path: AttributePath, _ test: Test) throws(SCIMError) -> Narrowing {
        if case .meta = special { throw self.unmapped(path) }
        if test.literal.isNull { return self.nullComparison(test, present: special.presence) }
        if case .schemas = special { return self.schemas(path, test) }
        guard test.comparison != .ne else {
            return try self.comparison(of: special, path, test.equality).negated
        }
        switch special {
        case .id: return self.identity(test)
        case .schemas, .meta: return .unknown
        case .active:
            try test.requireEquality(path)
            return test.literal.truth.map {
                $0 ? self.activity.narrowing : self.activity.narrowing.negated
            }
                ?? .never
        case .resourceType:
            let resource = Resource(meta: Meta(resourceType: self.mapping.resourceType.name))
            let filter = SCIM.Filter.compare(path, test.comparison, test.literal)
            return filter.matches(resource, of: self.mapping.resourceType) ? .always : .never
        case .time(let type, let attribute):
            try test.requireDate(path)
            return self.time(test, type, attribute)
        }
    }

    /// The URN of the core schema is always shown, that of an extension where one of its attributes is.
    private func schemas(_ path: AttributePath, _ test: Test) -> Narrowing {
        let filter = SCIM.Filter.compare(path, test.comparison, test.literal)
        let type = self.mapping.resourceType
        func holds(_ schema: SCIM.Schema) -> Bool {
            var alone = type
            (alone.schema, alone.extensions) = (schema, [])
            return filter.matches(Resource(), of: alone)
        }
        if holds(type.schema) { return .always }
        return .any(
            type.extensions.filter { holds($0.schema) }.map { element in
                .any(self.shape.members(of: element.schema.id).flatMap(\.bindings).map { self.bindings[$0].presence })
            })
    }

    /// Entra: an id may come in capitals, so the directory's comparison of ids is taken for SCIM's.
    private func identity(_ test: Test) -> Narrowing {
        guard test.comparison == .eq else { return .unknown }
        guard self.schema.attributeType(self.dialect.idAttribute) != nil, let text = test.literal.plainText,
            let filter = self.dialect.idFilter(text)
        else { return .never }
        return .exact(filter)
    }

    private func time(_ test: Test, _ type: LDAP.AttributeType?, _ attribute: AttributeDescription) -> Narrowing {
        guard let type else { return .never }
        guard let value = Conversion.timestamp.attributeValue(of: test.literal, references: test.references),
            type.ordering != nil, type.equality != nil, test.comparison.isOrder
        else { return .within(.present(attribute)) }
        return .some(.ordered(attribute, test.comparison, value), isExact: type.isSingleValued)
    }
}
