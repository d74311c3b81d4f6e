import Directories
import Encodings
import LDAP
import SCIM

/// What the paths of filters and orders mean, by one mapping on one server.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
final class FilterablePaths: Sendable {
    let mapping: Mapping
    let dialect: Dialect
    let schema: LDAP.Schema
    let bindings: [Binding]
    let shape: ResourceShape
    let activity: Activity

    init(_ bound: BoundMapping) {
        self.mapping = bound.mapping
        self.dialect = bound.dialect
        self.schema = bound.schema
        self.bindings = bound.readable.filter { $0.type != nil || !$0.rule.isReadOnly }
        self.shape = ResourceShape(self.bindings, of: bound.mapping.resourceType)
        self.activity = bound.activity
    }

    /// The member at a path.
    ///
    /// Entra: an attribute of an extension may lack its schema, as in `manager eq 2819c223-…`.
    func member(at path: AttributePath) -> ResourceShape.Member? {
        if self.mayBeCore(path), let member = self.shape.core.first(named: path.attribute) { return member }
        let isBare = path.schema == nil && self.mapping.resourceType.attribute(at: path.whole) == nil
        return self.shape.extensions.lazy.filter { isBare || $0.schema == path.schema }
            .compactMap { $0.members.first(named: path.attribute) }.first
    }

    /// The attribute at a path that needs no rule, such as `active` or `meta.created`; nil for any other.
    /// - Throws: `invalidFilter` for what is there but cannot be searched.
    func special(_ path: AttributePath) throws(SCIMError) -> SpecialAttribute? {
        guard self.mayBeCore(path), path.filter == nil else { return nil }
        switch (path.attribute.lowercased(), path.subAttribute?.lowercased()) {
        case ("id", nil): return .id
        case ("schemas", nil): return .schemas
        case ("active", nil) where self.activity.isMapped: return .active
        case ("meta", nil): return .meta
        case ("meta", "resourcetype"): return .resourceType
        case ("meta", "created"): return .time(self.dialect.createdAttribute)
        case ("meta", "lastmodified"): return .time(self.dialect.modifiedAttribute)
        case ("meta", _): throw self.unmapped(path)
        default: return nil
        }
    }

    private func mayBeCore(_ path: AttributePath) -> Bool {
        path.schema == nil || path.schema == self.mapping.resourceType.schema.id
    }

    /// The condition that an element is shown: one of its parts is.
    func presence(of element: ResourceShape.Element) -> Narrowing {
        .any(element.parts.map { self.bindings[$0.binding].presence })
    }

    /// Whether the labels alone keep an element from meeting a value filter: `type eq "home"` where only `work` is mapped.
    func isExcluded(
        _ element: ResourceShape.Element, of member: ResourceShape.Member, by filter: SCIM.Filter?
    ) -> Bool {
        switch filter {
        case nil: false
        case .and(let terms)?: terms.contains { self.isExcluded(element, of: member, by: $0) }
        case .or(let terms)?: terms.allSatisfy { self.isExcluded(element, of: member, by: $0) }
        case .compare(let path, let comparison, let literal)?:
            element.labels[path.attribute].map { label in
                !self.holds(
                    ComparedLiteral(comparison, literal), for: label, at: member.path.part(path.attribute))
            } ?? false
        case .not?, .present?, .valuePath?: false
        }
    }

    /// Whether a value that a complex attribute has at a part compares as wanted, as SCIM compares.
    func holds(_ wanted: ComparedLiteral, for value: Value, at part: AttributePath) -> Bool {
        var resource = Resource()
        resource.set([.object([part.subAttribute ?? "value": value])], at: part.whole)
        return SCIM.Filter.compare(part, wanted.comparison, wanted.literal)
            .matches(resource, of: self.mapping.resourceType)
    }

    /// Names what is not mapped and what is.
    func unmapped(_ path: AttributePath) -> SCIMError {
        .invalidFilter(
            "\(path) is not mapped, so it cannot be filtered. Mapped are id, meta.created, meta.lastModified, "
                + self.mapping.paths.map(\.description).joined(separator: ", ")
                + ". Choose one of these as the matching attribute, or add it to \(self.mapping.section).attributes."
        )
    }
}

extension [ResourceShape.Member] {
    fileprivate func first(named name: String) -> ResourceShape.Member? {
        self.first { $0.name.equalsIgnoringASCIICase(name) }
    }
}
