import Directories
import LDAP
import SCIM

/// An attribute that a resource has without a rule, such as `active` or `meta.created`.
enum SpecialAttribute {
    case id
    case active
    case schemas
    case meta
    case resourceType
    /// A time that the server notes in this attribute.
    case time(AttributeDescription)

    /// The condition that it is there.
    func presence(_ paths: FilterablePaths) -> Narrowing {
        switch self {
        case .id, .active, .schemas, .meta, .resourceType: .always
        case .time(let attribute): paths.schema.attributeType(attribute) == nil ? .never : .exact(.present(attribute))
        }
    }

    /// The condition that it compares as wanted; `path` is how the filter spells it.
    /// - Throws: `invalidFilter` for an operator that it does not have, for a date that is none, and for all of `meta` at once.
    func comparison(
        _ wanted: ComparedLiteral, at path: AttributePath, _ paths: FilterablePaths
    ) throws(SCIMError) -> Narrowing {
        if case .meta = self { throw paths.unmapped(path) }
        if wanted.literal.isNull { return wanted.ofNull(where: self.presence(paths)) }
        if case .schemas = self { return Self.schemas(wanted, path, paths) }
        guard wanted.comparison != .ne else { return try self.comparison(wanted.equality, at: path, paths).negated }
        switch self {
        case .id: return Self.identity(wanted, paths)
        case .schemas, .meta: return .unknown
        case .active:
            try wanted.requireEquality(path)
            guard let truth = wanted.literal.truth else { return .never }
            return truth ? paths.activity.narrowing : paths.activity.narrowing.negated
        case .resourceType:
            let resource = Resource(meta: Meta(resourceType: paths.mapping.resourceType.name))
            let filter = SCIM.Filter.compare(path, wanted.comparison, wanted.literal)
            return filter.matches(resource, of: paths.mapping.resourceType) ? .always : .never
        case .time(let attribute):
            try wanted.requireDate(path)
            return Self.time(wanted, attribute, paths)
        }
    }

    /// The URN of the core schema is always shown, that of an extension where one of its attributes is.
    private static func schemas(
        _ wanted: ComparedLiteral, _ path: AttributePath, _ paths: FilterablePaths
    ) -> Narrowing {
        let filter = SCIM.Filter.compare(path, wanted.comparison, wanted.literal)
        let type = paths.mapping.resourceType
        func holds(_ schema: SCIM.Schema) -> Bool {
            var alone = type
            (alone.schema, alone.extensions) = (schema, [])
            return filter.matches(Resource(), of: alone)
        }
        if holds(type.schema) { return .always }
        return .any(
            type.extensions.filter { holds($0.schema) }.map { element in
                .any(paths.shape.members(of: element.schema.id).flatMap(\.bindings).map { paths.bindings[$0].presence })
            })
    }

    /// Entra: an id may come in capitals, so the directory's comparison of ids is taken for SCIM's.
    private static func identity(_ wanted: ComparedLiteral, _ paths: FilterablePaths) -> Narrowing {
        guard wanted.comparison == .eq else { return .unknown }
        guard paths.schema.attributeType(paths.dialect.idAttribute) != nil, let text = wanted.literal.plainText,
            let filter = paths.dialect.idFilter(text)
        else { return .never }
        return .exact(filter)
    }

    private static func time(
        _ wanted: ComparedLiteral, _ attribute: AttributeDescription, _ paths: FilterablePaths
    ) -> Narrowing {
        guard let type = paths.schema.attributeType(attribute) else { return .never }
        let conversion = Conversion.timestamp(in: paths.dialect.timeForm)
        guard let value = conversion.attributeValue(of: wanted.literal, references: References()),
            type.ordering != nil, type.equality != nil, wanted.comparison.isOrder
        else { return .within(.present(attribute)) }
        return .some(.ordered(attribute, wanted.comparison, value), isExact: type.isSingleValued)
    }
}
