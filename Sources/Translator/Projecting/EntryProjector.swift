import Directories
import Encodings
import LDAP
import SCIM

/// Turns entries into resources that can be changed, by one mapping on one server; clients see what an ``EntryRenderer`` writes.
///
/// A resource shows what the directory holds, and no value that the mapping does not choose. A class, so that handing it on costs one
/// reference and not one for each of its parts.
public final class EntryProjector: Sendable {
    let mapping: Mapping
    let dialect: Dialect
    let schema: LDAP.Schema
    let bindings: [Binding]
    let shape: ResourceShape
    let activity: Activity
    let versioning: Versioning
    private let knownAttributes: Set<AttributeDescription>
    private let allAttributes: [AttributeDescription]
    /// The bindings that show names as ids.
    private let referring: [Binding]
    /// The binding of `groups`, where the server does not know its attribute, or not all of them.
    private let missingGroups: Binding?
    /// The binding of members that are found by URLs.
    private let memberURLs: Binding?
    /// The attributes by whose values groups name the entries.
    private let keys: [AttributeDescription]

    /// Creates the projector of a mapping for one server; `keys` are the attributes by whose values groups name entries.
    public init(_ bound: BoundMapping, keys: [AttributeDescription] = []) {
        let (dialect, schema) = (bound.dialect, bound.schema)
        self.mapping = bound.mapping
        self.dialect = dialect
        self.schema = schema
        self.bindings = bound.readable
        self.shape = ResourceShape(bound.readable, of: bound.mapping.resourceType)
        self.activity = bound.activity
        self.versioning = Versioning(bound.readable, dialect)
        let wanted =
            [dialect.idAttribute, dialect.createdAttribute, dialect.modifiedAttribute]
            + self.bindings.filter { $0.isReturned(.all) }.map(\.rule.attribute)
            + self.activity.attributes + self.versioning.attributes
        let searched = self.bindings.filter(\.rule.isSearched).map(\.rule.attribute)
        self.allAttributes = wanted.uniqued().filter { schema.attributeType($0) != nil && !searched.contains($0) }
        self.knownAttributes = Set(self.allAttributes + self.bindings.filter { $0.type != nil }.map(\.rule.attribute))
        self.referring = self.bindings.filter(\.rule.isReference)
        self.missingGroups = self.bindings.first { $0.rule.path == .groups && $0.type == nil }
        self.memberURLs = self.bindings.first {
            $0.rule.path == .members && $0.rule.isReadOnly && !($0.type?.holdsNames ?? true)
        }
        self.keys = keys
    }

    /// Returns the attributes to fetch for an answer that shows `projection` of entries which are filtered by some paths.
    ///
    /// `order` is that of the list: without it, entries could not be put into it here.
    public func attributes(
        for projection: Projection, filteredBy paths: @autoclosure () -> [AttributePath] = [],
        in order: ListOrder? = nil
    ) -> [AttributeDescription] {
        if projection == .all {
            let ordering = (order?.attributes ?? []).filter { !self.allAttributes.contains($0) }
            return ordering.isEmpty ? self.allAttributes : self.allAttributes + ordering
        }
        let paths = paths()
        func isWanted(_ path: AttributePath) -> Bool {
            projection.includes(path) || paths.contains { $0.mayMean(path) }
        }
        let isVersioned = projection.includes(.version)
        var wanted = [self.dialect.idAttribute]
        if isWanted(.created) { wanted.append(self.dialect.createdAttribute) }
        if isWanted(.lastModified) { wanted.append(self.dialect.modifiedAttribute) }
        if isVersioned { wanted += self.versioning.attributes }
        wanted += self.bindings.filter { binding in
            binding.isReturned(projection) || paths.contains { $0.mayMean(binding.path) }
        }.map(\.rule.attribute)
        if !self.keys.isEmpty, self.missingGroupsAttribute(for: projection) != nil { wanted += self.keys }
        if isWanted(.active) { wanted += self.activity.attributes }
        if isVersioned, self.versioning.isOfValues { wanted += self.activity.attributes }
        let ordering = order?.attributes ?? []
        return (wanted.filter { self.knownAttributes.contains($0) } + ordering).uniqued()
    }

    /// Returns the attribute in which an answer with this projection shows the groups of an entry, where the server does not
    /// know it and it has to be filled from the groups.
    public func missingGroupsAttribute(for projection: Projection) -> AttributeDescription? {
        self.missingGroups.flatMap { $0.isReturned(projection) ? $0.rule.attribute : nil }
    }

    /// Returns the attribute by whose URLs groups say who their members are, where an answer with this projection shows them.
    public func memberURLAttribute(for projection: Projection) -> AttributeDescription? {
        self.memberURLs.flatMap { $0.isReturned(projection) ? $0.rule.attribute : nil }
    }

    /// Whether groups say by URLs who their members are, so that no search finds a group by a member.
    public var hasMemberURLs: Bool { self.memberURLs != nil }

    /// Returns the id that stands for an entry; nil if the directory did not show it.
    public func id(of entry: Entry) -> String? {
        entry[self.dialect.idAttribute].first.flatMap { self.dialect.id(from: $0) }
    }

    /// Returns the names in entries that an answer with this projection shows as ids or counts into versions, each once;
    /// placeholders are none.
    public func references(in entries: [Entry], for projection: Projection = .all) -> [ReferenceName] {
        if self.referring.isEmpty { return [] }
        let isWhole = projection == .all || projection.includes(.version) && self.versioning.isOfValues
        return self.references(
            in: entries, of: isWhole ? self.referring : self.referring.filter { $0.isReturned(projection) })
    }

    /// The names that some of the bindings show, each once.
    func references(in entries: some Sequence<Entry>, of bindings: [Binding]) -> [ReferenceName] {
        var names: [ReferenceName] = []
        for entry in entries {
            for binding in bindings where binding.rule.isReference {
                for value in binding.shown(in: entry) {
                    if let name = ReferenceName(value, by: binding.rule.referenceKey) { names.append(name) }
                }
            }
        }
        // Most entries name nobody.
        if names.isEmpty { return [] }
        let placeholders = bindings.lazy.filter(\.rule.isReference).compactMap { $0.rule.placeholder?.text }
        var seen = Set(placeholders.map { ReferenceName.entry(DistinguishedName(server: $0)) })
        return names.filter { seen.insert($0).inserted }
    }

    /// Returns the resource that an entry is.
    ///
    /// `projection` is the one for which the entry was fetched: an entry of which only a part was read has no version. A name
    /// that `references` lacks is not shown.
    public func resource(
        from entry: Entry, references: References = References(), projection: Projection = .all
    ) -> Resource {
        let values = self.bindings.map { $0.values(in: entry, references: references) }
        var resource = self.resource(from: entry, showing: values, references)
        if projection.includes(.version) {
            resource.meta?.version = self.versioning.version(
                of: entry, by: self.bindings, references, isActive: self.activity.isActive(entry))
        }
        return resource
    }

    /// Returns the resource that an entry is, as far as some attributes and those that share their place show it; it has no metadata.
    public func resource(
        from entry: Entry, references: References, showing attributes: [AttributePath]
    ) -> Resource {
        let values = self.bindings.map { binding in
            binding.isShared || binding.isInput || attributes.contains(binding.whole)
                ? binding.values(in: entry, references: references) : []
        }
        return Resource(id: self.id(of: entry), attributes: self.attributes(of: entry, showing: values, references))
    }

    func resource(from entry: Entry, showing values: [[Value]], _ references: References) -> Resource {
        let meta = Meta(
            resourceType: self.mapping.resourceType.name,
            created: self.time(self.dialect.createdAttribute, in: entry),
            lastModified: self.time(self.dialect.modifiedAttribute, in: entry)
        )
        let attributes = self.attributes(of: entry, showing: values, references)
        return Resource(id: self.id(of: entry), meta: meta, attributes: attributes)
    }

    private func attributes(of entry: Entry, showing values: [[Value]], _ references: References) -> Object {
        var attributes = self.shape.attributes(values, references)
        if self.activity.isMapped { attributes.append("active", .boolean(self.activity.isActive(entry))) }
        return attributes
    }

    private func time(_ attribute: AttributeDescription, in entry: Entry) -> String? {
        entry[attribute].first.flatMap(\.internetDateTime)
    }
}

extension AttributePath {
    static let created = AttributePath(attribute: "meta", subAttribute: "created")
    static let lastModified = AttributePath(attribute: "meta", subAttribute: "lastModified")
    static let schemas = AttributePath(attribute: "schemas")

    /// Whether a filter with this path may look at the other.
    ///
    /// Which schemas are shown depends on all attributes of extensions. Entra: the schema of an extension may be missing.
    func mayMean(_ other: AttributePath) -> Bool {
        other.schema != nil && self == .schemas
            || (self.schema == nil || self.schema == other.schema)
                && self.attribute.equalsIgnoringASCIICase(other.attribute)
    }
}

extension SCIM.Filter {
    /// The attributes that a filter looks at; what a value filter looks at belongs to its attribute.
    var paths: [AttributePath] {
        switch self {
        case .and(let terms), .or(let terms): terms.flatMap(\.paths)
        case .not(let term): term.paths
        case .present(let path), .compare(let path, _, _), .valuePath(let path, _): [path.whole]
        }
    }
}
